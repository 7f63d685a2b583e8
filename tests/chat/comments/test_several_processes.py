"""Two processes `live` of one house: how one may speak is the room's, whichever of them one speaks to."""

import secrets

import pytest

from appliance.bus import LocalBus
from appliance.bus.redis import RedisBus
from chat.comments.saying import RoomTooLively, SaidAlready, SpeakingTooFast
from chat.manners import actions as manners
from chat.manners.actions import Rules
from chat.turns import BURST
from tests.chat.comments.conftest import Room


@pytest.fixture(params=["one bus", "Redis"])
async def two(request, sqlite_database, clock):
    """The same room in both."""
    if request.param == "Redis":
        url = request.getfixturevalue("redis_url")
        buses = [RedisBus(url), RedisBus(url)]
    else:
        buses = [LocalBus()] * 2
    for bus in dict.fromkeys(buses):
        await bus.start()
    rooms = [Room(sqlite_database, bus, clock) for bus in buses]
    for room in rooms:
        await room.known.start()
        room.saying.listen()
    yield rooms
    for bus in dict.fromkeys(buses):
        await bus.stop()


@pytest.fixture
def where():
    """A room that nobody else who tests on this Redis knows."""
    return f"r{secrets.token_hex(6)}"


@pytest.fixture
def heard(two, eventually):
    """``await heard(taken)``: both processes know of it."""

    async def wait(*taken):
        await eventually(lambda: all(one.comment in room.saying._heard for room in two for one in taken))

    return wait


async def settle(two, where, **rules):
    await two[0].db.write(manners.set_rules, where, Rules(**rules), "s1")
    for room in two:
        await room.known.refresh()


async def test_slow_mode_holds_for_who_speaks_to_the_other_process(two, where, heard, clock):
    await settle(two, where, slow_seconds=10)
    here, there = two
    await heard(await here.say("一", room=where))
    await clock.advance(4)
    with pytest.raises(SpeakingTooFast) as refused:
        await there.say("二", room=where)
    assert refused.value.facts["retry_after"] == 6
    await clock.advance(6)
    assert (await there.say("二", room=where)).state == "said"


async def test_slow_mode_holds_for_what_waits_for_a_colleague(two, where, clock, eventually):
    await settle(two, where, slow_seconds=10, review=True)
    here, there = two
    assert (await here.say("一", room=where)).state == "held"
    await eventually(lambda: there.saying._turns.rest(where, "m1", 10, clock.monotonic()))
    with pytest.raises(SpeakingTooFast):
        await there.say("二", room=where)


async def test_the_same_thing_a_third_time_is_refused_by_whichever_process(two, where, heard):
    here, there = two
    await heard(await here.say("好看", room=where), await there.say("好 看", room=where))
    for room in two:
        with pytest.raises(SaidAlready):
            await room.say("好看！", room=where)


async def test_a_crowd_of_machines_is_seen_though_they_share_themselves_out(two, where, heard):
    text = "更便宜的在另一个直播间快来看看吧"
    said = [await two[number % 2].say(text, f"m{number}", room=where) for number in range(5)]
    await heard(*said)
    assert [(await room.say(text, who, room=where)).state for room, who in zip(two, "xy", strict=True)] == ["yours"] * 2


async def until_refused(room, where, name):
    """How many comments of as many viewers a room takes; a millisecond lies between two."""
    taken = 0
    while True:
        try:
            await room.say(f"{name}{taken}", f"{name}{taken}", room=where)
        except RoomTooLively:
            return taken
        taken += 1


async def test_a_room_takes_so_many_comments_a_second_of_both_together(two, where, eventually, clock):
    here, there = two
    assert BURST <= await until_refused(here, where, "a") <= 1.3 * BURST
    await eventually(lambda: there.saying._turns.crowding(where, clock.monotonic()))
    assert await until_refused(there, where, "b") <= 1
    assert (await there.say("欢迎大家", "staff:s1", role="staff", room=where)).state == "said"
    assert (await there.say("好看", room="r2")).state == "said"
    await clock.advance(1)
    assert (await there.say("我回来了", "late", room=where)).state == "said"


async def test_the_shop_may_say_the_same_as_often_as_it_likes(two, where, heard):
    said = [await two[0].say("欢迎大家", "staff:s1", role="staff", room=where) for _ in range(6)]
    await heard(*said)
    assert (await two[1].say("欢迎大家", "m1", room=where)).state == "said"
