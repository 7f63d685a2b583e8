"""Two processes `live` of one house: how one may speak is the room's, whichever of them one speaks to."""

import pytest

from chat.comments.saying import RoomTooLively, SaidAlready, SpeakingTooFast
from chat.manners import actions as manners
from chat.manners.actions import Rules
from chat.turns import BURST
from tests.chat.comments.conftest import Room


@pytest.fixture
async def two(buses, sqlite_database, clock):
    """The same room in both."""
    rooms = [Room(sqlite_database, bus, clock) for bus in buses]
    for room in rooms:
        await room.known.start()
        room.saying.listen()
    return rooms


@pytest.fixture
def heard(two, eventually):
    """``await heard(taken)``: both processes know of it."""

    async def wait(*taken):
        await eventually(lambda: all(one.comment in room.saying._heard for room in two for one in taken))

    return wait


async def settle(two, **rules):
    await two[0].db.write(manners.set_rules, "r1", Rules(**rules), "s1")
    for room in two:
        await room.known.refresh()


async def test_slow_mode_holds_for_who_speaks_to_the_other_process(two, heard, clock):
    await settle(two, slow_seconds=10)
    here, there = two
    await heard(await here.say("一"))
    await clock.advance(4)
    with pytest.raises(SpeakingTooFast) as refused:
        await there.say("二")
    assert refused.value.facts["retry_after"] == 6
    await clock.advance(6)
    assert (await there.say("二")).state == "said"


async def test_slow_mode_holds_for_what_waits_for_a_colleague(two, clock, eventually):
    await settle(two, slow_seconds=10, review=True)
    here, there = two
    assert (await here.say("一")).state == "held"
    await eventually(lambda: there.saying._turns.rest("r1", "m1", 10, clock.monotonic()))
    with pytest.raises(SpeakingTooFast):
        await there.say("二")


async def test_the_same_thing_a_third_time_is_refused_by_whichever_process(two, heard):
    here, there = two
    await heard(await here.say("好看"), await there.say("好 看"))
    for room in two:
        with pytest.raises(SaidAlready):
            await room.say("好看！")


async def test_a_crowd_of_machines_is_seen_though_they_share_themselves_out(two, heard):
    text = "更便宜的在另一个直播间快来看看吧"
    said = [await two[number % 2].say(text, f"m{number}") for number in range(5)]
    await heard(*said)
    assert [(await room.say(text, who)).state for room, who in zip(two, "xy", strict=True)] == ["yours"] * 2


async def until_refused(room, name):
    """How many comments of as many viewers a room takes; a millisecond lies between two."""
    taken = 0
    while True:
        try:
            await room.say(f"{name}{taken}", f"{name}{taken}")
        except RoomTooLively:
            return taken
        taken += 1


async def test_a_room_takes_so_many_comments_a_second_of_both_together(two, eventually, clock):
    here, there = two
    assert BURST <= await until_refused(here, "a") <= 1.3 * BURST
    await eventually(lambda: there.saying._turns.crowding("r1", clock.monotonic()))
    assert await until_refused(there, "b") <= 1
    assert (await there.say("欢迎大家", "staff:s1", role="staff")).state == "said"
    assert (await there.say("好看", room="r2")).state == "said"
    await clock.advance(1)
    assert (await there.say("我回来了", "late")).state == "said"


async def test_the_shop_may_say_the_same_as_often_as_it_likes(two, heard):
    said = [await two[0].say("欢迎大家", "staff:s1", role="staff") for _ in range(6)]
    await heard(*said)
    assert (await two[1].say("欢迎大家", "m1")).state == "said"
