"""A contest with another store: it is believed of its own side only, once, in order and in time."""

from datetime import timedelta

import msgspec
import pytest

from media.broadcasts import actions as broadcasts
from media.broadcasts.models import Broadcast
from media.stage.battles import actions, between, reads
from media.stage.battles.actions import Scored, Terms
from media.stage.battles.between import Match
from media.stage.battles.problems import (
    BattleNotFound,
    BattleRunning,
    LengthUnusable,
    OwnSideOnly,
    StandingRefused,
)
from media.stage.battles.standing import Standing
from media.stage.seats import actions as seats
from media.stage.seats import reads as stage
from media.stage.seats.problems import StageFull

FAR = "their store"
TERMS = Terms("", 60, 30, "唱一首歌")


def match(clock, **other):
    known = Match("pk", FAR, "inviter", "馥郁茶行的长长长长店名", clock.now() + between.LINKING, TERMS)
    return msgspec.structs.replace(known, **other)


@pytest.fixture
async def bout(database, room, clock):
    """With another store, counted down; the seat, and what that store may say: ``said(points, phase)``."""
    seat = await database.write(between.begin, room, match(clock), "lin")
    await database.write(seats.came, seat)
    await clock.advance(between.LINKING.total_seconds())
    return seat


@pytest.fixture
def said(clock):
    def one(score=0, phase="on", **other) -> Standing:
        now = clock.now()
        seq = int(now.timestamp() * 1000)
        return msgspec.structs.replace(Standing("pk", "invited", score, seq, now, phase, 0), **other)

    return one


@pytest.fixture
def hear(database, bout, said):
    async def heard(*values, store=FAR, **named) -> None:
        await database.write(between.hear, store, said(*values, **named))

    return heard


async def found(database, room):
    async with database.read() as session:
        battles = await reads.going_on(session, room)
        seated = await stage.on_stage(session, room)
        points = await reads.standing(session, battles[0].id) if battles else None
    return (battles[0] if battles else None), points, [seat.name for seat in seated]


async def mine(database, clock, points=1, key="k"):
    await database.write(actions.score, "pk", [Scored("likes", key, "left", points, clock.now())])


async def test_the_other_host_has_a_seat_at_once_and_viewers_are_for_their_own_store(database, room, bout):
    battle, points, seated = await found(database, room)
    assert (battle.store, battle.ours, battle.left, battle.right) == (FAR, "inviter", "茶铺", "馥郁茶行的长长长长店名")
    assert (points, seated) == ((0, 0), ["馥郁茶行的长长长长店名"[:12]])
    with pytest.raises(OwnSideOnly):
        await database.write(actions.choose, "pk", "member", "right")


async def test_each_side_counts_its_own_and_hears_the_others(database, room, hear, clock):
    await mine(database, clock, 7)
    await hear(12)
    assert (await found(database, room))[1] == (7, 12)
    told = await database.write(between.told, "pk")
    assert (told.side, told.score, told.phase, told.yours, told.server_ts) == ("inviter", 7, "on", 12, clock.now())


async def test_what_was_said_before_is_not_heard_again(database, room, hear, said, clock):
    once = said(12)
    await database.write(between.hear, FAR, once)
    with pytest.raises(StandingRefused):
        await database.write(between.hear, FAR, once)
    await clock.advance(1)
    await hear(15)
    with pytest.raises(StandingRefused):
        await database.write(between.hear, FAR, msgspec.structs.replace(once, seq=once.seq + 500))
    assert (await found(database, room))[1] == (0, 15)


@pytest.mark.parametrize("off", [-31, 31])
async def test_what_is_late_or_comes_from_the_future_is_not_heard(hear, clock, off):
    with pytest.raises(StandingRefused):
        await hear(12, server_ts=clock.now() + timedelta(seconds=off))


async def test_nobody_speaks_for_our_side_or_for_another_stores_contest(hear):
    with pytest.raises(StandingRefused):
        await hear(12, side="inviter")
    with pytest.raises(BattleNotFound):
        await hear(12, store="a third store")
    with pytest.raises(BattleNotFound):
        await hear(12, battle="another")


async def test_it_is_counted_out_when_both_have_counted_out(database, room, hear, clock):
    await mine(database, clock, 7)
    for _ in range(6):
        await clock.advance(10)
        await hear(9)
    await clock.advance(2)
    await mine(database, clock, 50, "after what the other was told")
    assert await database.write(between.move_on) == 0, "the other still counts"
    assert (await database.write(between.told, "pk")).phase == "final"
    await hear(9, "final")
    assert await database.write(between.move_on) == 1
    battle, _, _ = await found(database, room)
    assert (battle.reason, battle.winner, battle.left_points, battle.right_points) == ("time", "right", 7, 9)
    await hear(9, "final", seq=battle.far_seq + 1)
    await clock.advance(30)
    assert await database.write(between.move_on) == 1
    assert await found(database, room) == (None, None, []), "the two have parted"


async def test_a_store_that_falls_silent_has_lost_and_the_show_goes_on_alone(database, room, hear, clock):
    await hear(12)
    await clock.advance(29)
    assert await database.write(between.move_on) == 0
    await clock.advance(1)
    assert await database.write(between.move_on) == 1
    battle, _, seated = await found(database, room)
    assert (battle.reason, battle.winner, seated) == ("forfeit", "left", [])
    assert battle.until == clock.now() + actions.READ, "nobody is there to pay"
    assert (await database.write(between.told, "pk")).phase == "lapsed"
    await clock.advance(5)
    await database.write(between.move_on)
    assert (await found(database, room))[0] is None


async def test_who_comes_back_too_late_learns_how_it_ended(database, room, hear, clock):
    await mine(database, clock, 99)
    await hear(4, "lapsed", yours=40)
    battle, _points, _ = await found(database, room)
    assert (battle.reason, battle.winner) == ("forfeit", "right")
    assert (battle.left_points, battle.right_points) == (40, 4), "as the other had counted"
    assert (await database.write(between.told, "pk")).phase == "forfeit"


async def test_staff_of_either_side_end_it_with_the_same_totals(database, room, hear, clock):
    await mine(database, clock, 7)
    await hear(12, "stopped", yours=5)
    battle, _, _ = await found(database, room)
    assert (battle.reason, battle.left_points, battle.right_points) == ("stopped", 5, 12)


async def test_our_own_stop_is_told_with_what_we_knew(database, room, hear, clock):
    await hear(12)
    await mine(database, clock, 7)
    await database.write(actions.stop, "pk")
    told = await database.write(between.told, "pk")
    assert (told.phase, told.score, told.yours) == ("stopped", 7, 12)
    await hear(90, seq=told.seq + 5)
    assert (await found(database, room))[0].right_points == 12, "it stands"


async def test_who_ends_the_forfeit_sends_both_on_their_way(database, room, hear):
    await hear(12, "stopped", yours=5)
    await hear(12, "stopped", yours=5, over=True, seq=2 + (await found(database, room))[0].far_seq)
    assert await found(database, room) == (None, None, []), "the other's host is off our stage"
    assert (await database.write(between.told, "pk")).over


async def test_our_staff_end_the_forfeit_and_the_other_host_takes_leave(database, room, hear):
    await hear(12)
    await database.write(actions.stop, "pk")
    await database.write(actions.stop, "pk")
    assert await found(database, room) == (None, None, [])


async def test_a_picture_that_staff_take_off_ends_it_for_both(database, room, hear, bout):
    await database.write(seats.dismiss, bout)
    assert await database.write(between.move_on) == 1
    assert (await found(database, room))[0].reason == "stopped"


async def test_who_has_no_picture_for_too_long_has_lost(database, room, hear, clock):
    await database.write(_away, room)
    await clock.advance(29)
    await hear(1)
    await clock.advance(1)
    assert await database.write(between.move_on) == 1
    battle, _, _ = await found(database, room)
    assert (battle.reason, battle.winner) == ("forfeit", "right")
    assert (await database.write(between.told, "pk")).phase == "forfeit"


async def test_a_host_that_is_gone_there_has_lost_here(database, room, hear):
    await hear(12, "forfeit", yours=3)
    battle, _, _ = await found(database, room)
    assert (battle.reason, battle.winner, battle.left_points, battle.right_points) == ("forfeit", "left", 3, 12)


async def test_nothing_begins_where_there_is_no_place_or_a_contest_already(database, room, bout, clock):
    with pytest.raises(BattleRunning):
        await database.write(between.begin, room, match(clock, battle="two"), "lin")
    with pytest.raises(LengthUnusable):
        await database.write(between.begin, room, match(clock, terms=Terms("", 5)), "lin")


async def test_a_full_stage_takes_no_other_store(database, room, clock):
    for name in ("一", "二", "三"):
        await database.write(seats.seat_store, room, name, "lin")
    with pytest.raises(StageFull):
        await database.write(between.begin, room, match(clock), "lin")
    with pytest.raises(broadcasts.RoomNotFound):
        await database.write(seats.seat_store, "nowhere", "别家", "lin")


def _away(tx, room):
    now = tx.now
    show = {"id": "show", "room": room, "title": "", "state": "away", "starts_at": now, "away_at": now}
    tx.execute(Broadcast.__table__.insert().values(**show))
