"""Checkout is tested over HTTP: its shelf is the app's."""

import pytest

from appliance.db import Database
from appliance.house import House


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db
