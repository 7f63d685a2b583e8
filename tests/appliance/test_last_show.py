"""What a room says of its last show."""

import pytest
from quart import Quart

from appliance.clock import ManualClock
from appliance.house import House
from chat.visits import actions as visits
from chat.visits.actions import Stay
from media.broadcasts import actions as broadcasts


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room


async def ask(app: Quart, room: str):
    return await app.test_client().get(f"/api/v1/rooms/{room}/last-show")


async def test_a_room_that_never_had_a_show_has_nothing_to_say(app, room):
    assert (await ask(app, room)).status_code == 404


async def test_it_is_as_long_as_it_was_and_counts_each_person_once(app, house, clock: ManualClock, room):
    show = await house.db.write(broadcasts.air, room)
    assert (await ask(app, room)).status_code == 404
    began = clock.now()
    await clock.advance(5400)
    stays = [Stay(show, viewer, room, "home", began, 60) for viewer in ("m1", "m2", "m1")]
    await house.db.write(visits.note, stays)
    await house.db.write(broadcasts.end, show)
    await clock.advance(86400)
    told = await (await ask(app, room)).get_json()
    assert (told["show"], told["seconds"], told["viewers"]) == (show, 5400, 2)
    assert (told["sold_out"], told["replay"]) == (0, False)
