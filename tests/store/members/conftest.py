import pytest

from appliance.keys import Keys


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))
