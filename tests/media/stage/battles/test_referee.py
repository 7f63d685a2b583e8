"""Contests in `live`: taps, gifts and orders become points of a side, told to all, through every restart."""

import asyncio

import msgspec
import pytest

from appliance.events import BattleScored, GiftGiven, OrderPaid, Speaker
from appliance.identity.seats import Seat
from media.stage.battles import actions, reads
from media.stage.battles.problems import BattleNotFound
from media.stage.battles.referee import Referee, StaffTakeNoSide, Worth


async def worth_of(fact):
    if isinstance(fact, GiftGiven):
        return Worth(fact.room, fact.speaker.viewer, "gift", 10 * fact.count)
    if isinstance(fact, OrderPaid):
        return Worth(fact.room, fact.member, "order", fact.total)
    return None


@pytest.fixture
async def referee(sqlite_database, bus, clock, battle):
    referee = Referee(sqlite_database, bus, clock, worth_of)
    await referee.start()
    yield referee
    referee.stop()


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, BattleScored, name="test")
    return facts


def viewer(room, name="member", role="") -> Seat:
    return Seat(room, name, 0, name, role=role)


def side(battle, wanted) -> bytes:
    return msgspec.json.encode({"type": "side", "battle": battle, "side": wanted})


async def standing(database, battle) -> tuple[int, int]:
    async with database.read() as session:
        return await reads.standing(session, battle)


async def test_hearts_count_for_the_host_until_one_chooses(sqlite_database, referee, room, battle, told, eventually):
    referee.tapped(room, "member", 3)
    await referee.choose(viewer(room), side(battle, "right"))
    referee.tapped(room, "member", 5)
    referee.tapped("elsewhere", "member", 50)
    await referee.write()
    assert await standing(sqlite_database, battle) == (3, 5)
    await eventually(lambda: told == [BattleScored(room=room, battle=battle, left=3, right=5)])


async def test_nothing_new_is_not_told_again(referee, room, told, eventually):
    referee.tapped(room, "member", 1)
    for _ in range(4):
        await referee.write()
    await eventually(lambda: len(told) == 1)
    await asyncio.sleep(0.02)
    assert len(told) == 1


async def test_gifts_and_orders_count_once_however_often_the_journal_is_read(
    sqlite_database, referee, room, battle, bus, clock, eventually
):
    await referee.choose(viewer(room), side(battle, "right"))
    await sqlite_database.write(give, room)
    followers = [Referee(sqlite_database, bus, clock, worth_of) for _ in range(2)]
    for one in followers:
        await one.start()
        one._news._name = f"again {id(one)}"  # another reader with a cursor of its own: everything is heard again
    tasks = [asyncio.create_task(one._news.run()) for one in [referee, *followers]]

    async def counted() -> bool:
        return await standing(sqlite_database, battle) == (0, 20 + 99)

    await eventually(counted)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for one in followers:
        one.stop()
    assert await standing(sqlite_database, battle) == (0, 119)


def give(tx, room):
    speaker = Speaker("member", "某某")
    tx.record(GiftGiven(room=room, speaker=speaker, gift="g", name="茶", effect="float", count=2, combo=2))
    tx.record(OrderPaid(order="o", number="1", member="member", total=99, room=room))
    tx.record(OrderPaid(order="p", number="2", member="member", total=99, room="elsewhere"))


async def test_who_is_killed_in_the_middle_goes_on_where_it_was(sqlite_database, referee, room, battle, bus, clock):
    await referee.choose(viewer(room), side(battle, "right"))
    referee.tapped(room, "member", 4)
    await referee.write()
    another = Referee(sqlite_database, bus, clock, worth_of)
    await another.start()
    another.tapped(room, "member", 2)
    another.tapped(room, "new", 1)
    await another.write()
    another.stop()
    assert await standing(sqlite_database, battle) == (1, 6)


async def test_the_last_taps_are_written_after_the_end_and_count(sqlite_database, referee, room, battle, clock):
    await clock.advance(179.9)
    referee.tapped(room, "member", 2)
    await clock.advance(0.3)
    referee.tapped(room, "member", 50)
    await referee.write()
    assert await standing(sqlite_database, battle) == (2, 0)


async def test_the_clock_alone_brings_a_contest_to_its_end(sqlite_database, referee, room, battle, clock, eventually):
    running = asyncio.create_task(referee.run())
    referee.tapped(room, "member", 2)

    async def over() -> bool:
        await clock.advance(1)
        async with sqlite_database.read() as session:
            return await reads.going_on(session) == []

    await eventually(over)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_contest_that_was_missed_is_found_in_the_rows(sqlite_database, bus, clock, room, seat):
    deaf = Referee(sqlite_database, type(bus)(), clock, worth_of)
    await deaf.start()
    battle = await sqlite_database.write(actions.begin, room, actions.Terms(seat), "lin")
    await deaf.reread()
    await clock.advance(4)
    deaf.tapped(room, "member", 2)
    await deaf.write()
    assert await standing(sqlite_database, battle) == (2, 0)
    await sqlite_database.write(actions.stop, battle)
    await sqlite_database.write(actions.stop, battle)
    await deaf.reread()
    with pytest.raises(BattleNotFound):
        await deaf.choose(viewer(room), side(battle, "right"))
    deaf.stop()


async def test_staff_and_strangers_take_no_side(referee, room, battle):
    with pytest.raises(StaffTakeNoSide):
        await referee.choose(viewer(room, "staff:1", role="staff"), side(battle, "left"))
    with pytest.raises(BattleNotFound):
        await referee.choose(viewer("elsewhere"), side(battle, "left"))
    with pytest.raises(BattleNotFound):
        await referee.choose(viewer(room), side("none", "left"))
