"""A room with a guest on stage."""

from pathlib import Path

import pytest

from appliance.db import Database
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.stage.battles import actions
from media.stage.battles.actions import Terms
from media.stage.seats import actions as seats


@pytest.fixture
def place(request):
    """The database of the test: of both kinds, or of one."""
    names = ("database", "sqlite_database")
    return request.getfixturevalue(next(name for name in names if name in request.fixturenames))


@pytest.fixture
async def room(place: Database, tmp_path: Path) -> str:
    return (await place.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room


@pytest.fixture
async def seat(place: Database, room: str) -> str:
    seat, _ = await place.write(seats.invite, room, "lin")
    await place.write(seats.agree, seat, "吴掌柜", seats.CONSENT)
    await place.write(seats.admit, seat)
    await place.write(seats.came, seat)
    return seat


@pytest.fixture
async def battle(place: Database, room: str, seat: str) -> str:
    """Called, and counted down."""
    battle = await place.write(actions.begin, room, Terms(seat, 180, 60, "唱一首歌"), "lin")
    await place._clock.advance(3)
    return battle
