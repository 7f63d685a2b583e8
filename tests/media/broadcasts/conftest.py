from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.bus import LocalBus
from appliance.db import Database
from appliance.events import Event
from appliance.keys import Keys
from media.broadcasts import actions


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.of(tmp_path)


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    """Every fact that was told, in order."""
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts


@pytest.fixture
def open_room(database: Database, keys: Keys) -> Callable[[str], Awaitable[actions.Opened]]:
    async def open_one(title: str = "茶铺") -> actions.Opened:
        return await database.write(actions.open_room, keys, title)

    return open_one
