"""What the pages and the API of one process share."""

from importlib.metadata import version

import msgspec
from quart import current_app

from appliance.blobs import Blobs
from appliance.bus import Bus
from appliance.clock import Clock
from appliance.config import Config
from appliance.db import Database
from appliance.identity.door import Door
from appliance.keys import Keys


class House(msgspec.Struct, frozen=True):
    config: Config
    db: Database
    bus: Bus
    clock: Clock
    keys: Keys
    blobs: Blobs
    door: Door

    @property
    def version(self) -> str:
        return version("jinbo")


def house() -> House:
    """The house of the app that answers the current request."""
    found = current_app.extensions["jinbo"]
    assert isinstance(found, House)  # noqa: S101 - set by create_app and by nobody else
    return found
