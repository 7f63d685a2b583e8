"""A contest: called once, counted exactly, settled by its ledger, and recovered from its rows whoever was killed."""

from datetime import timedelta

import pytest

from appliance.events import BattleBegan, BattleEnded, BattleOver
from media.broadcasts import actions as broadcasts
from media.stage.battles import actions, reads
from media.stage.battles.actions import Scored, Terms
from media.stage.battles.problems import (
    BattleNotFound,
    BattleOverAlready,
    BattleRunning,
    LengthUnusable,
    NobodyToBattle,
    PunishmentTooLong,
    SideUnknown,
)
from media.stage.seats import actions as seats


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, (BattleBegan, BattleEnded, BattleOver), name="test")
    return facts


async def score(database, battle, clock, side="left", points=1, key="k", source="likes"):
    return await database.write(actions.score, battle, [Scored(source, key, side, points, clock.now())])


async def state(database, room) -> tuple[str, str, str]:
    async with database.read() as session:
        found = await reads.going_on(session, room)
    return (found[0].state, found[0].winner, found[0].reason) if found else ("over", "", "")


async def test_a_contest_is_called_fought_settled_paid_and_over(database, told, room, battle, clock, eventually):
    await score(database, battle, clock, "right", 7)
    await clock.advance(180)
    assert await database.write(actions.move_on) == 0, "what was done in time may still be written"
    await clock.advance(2)
    assert await database.write(actions.move_on) == 1
    assert await state(database, room) == ("settled", "right", "time")
    await clock.advance(60)
    assert await database.write(actions.move_on) == 1
    assert await state(database, room) == ("over", "", "")
    await eventually(lambda: [type(fact) for fact in told] == [BattleBegan, BattleEnded, BattleOver])
    began, ended, _ = told
    assert (began.left, began.right, began.punishment) == ("茶铺", "吴掌柜", "唱一首歌")
    assert began.ends_at - began.begins_at == timedelta(seconds=180)
    assert (ended.left, ended.right, ended.winner) == (0, 7, "right")


async def test_what_is_said_twice_counts_once(database, battle, clock):
    for _ in range(3):
        standing = await score(database, battle, clock, "left", 5, "one")
    assert standing == (5, 0)
    assert await score(database, battle, clock, "left", 5, "two") == (10, 0)
    assert await score(database, battle, clock, "right", 9, "one", "gift") == (10, 9)


async def test_only_what_was_done_in_its_time_counts(database, room, seat, clock):
    battle = await database.write(actions.begin, room, Terms(seat), "lin")
    assert await score(database, battle, clock, key="countdown") == (0, 0)
    await clock.advance(3)
    last = clock.now() + timedelta(seconds=180) - timedelta(milliseconds=1)
    assert await score(database, battle, clock, key="first") == (1, 0)
    await clock.advance(181)
    assert await score(database, battle, clock, key="late") == (1, 0)
    late_told = [Scored("likes", "last", "left", 1, last)]
    assert await database.write(actions.score, battle, late_told) == (2, 0)
    await clock.advance(1)
    await database.write(actions.move_on)
    settled_before = [Scored("likes", "too late", "left", 1, last)]
    assert await database.write(actions.score, battle, settled_before) == (2, 0)


async def test_who_leaves_the_stage_has_lost_whatever_the_score(database, room, seat, battle, clock):
    await score(database, battle, clock, "right", 100)
    await database.write(seats.decline, seat)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "left", "forfeit")


async def test_who_is_away_for_a_moment_has_lost_nothing(database, room, seat, battle, clock):
    await database.write(seats.went, seat)
    await clock.advance(20)
    await database.write(seats.lapse)
    await database.write(actions.move_on)
    assert await state(database, room) == ("on", "", "")
    await clock.advance(11)
    await database.write(seats.lapse)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "left", "forfeit")


async def test_a_host_who_stays_away_has_lost(database, room, seat, battle, clock):
    show = await database.write(broadcasts.air, room)
    await database.write(broadcasts.lose_host, show)
    await clock.advance(29)
    await database.write(actions.move_on)
    assert await state(database, room) == ("on", "", "")
    await clock.advance(1)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "right", "forfeit")


@pytest.mark.parametrize("cleared", [True, False])
async def test_when_the_show_is_ended_in_the_middle_nobody_has_given_up(database, room, seat, battle, clock, cleared):
    show = await database.write(broadcasts.air, room)
    await score(database, battle, clock, "right", 7)
    await database.write(broadcasts.end, show)
    if cleared:
        await database.write(seats.clear, room)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "right", "stopped")
    await clock.advance(5)
    await database.write(actions.move_on)
    assert await state(database, room) == ("over", "", "")


async def test_a_host_who_goes_on_by_rtmp_ends_the_contest_and_his_guest_has_not_lost_it(
    database, room, seat, battle, clock
):
    await score(database, battle, clock, "right", 7)
    await database.write(seats.unseat, room)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "right", "stopped")


async def test_the_show_before_that_was_ended_is_not_this_contests(database, room, seat, clock):
    await database.write(broadcasts.end, await database.write(broadcasts.air, room))
    await clock.advance(1)
    await database.write(actions.begin, room, Terms(seat), "lin")
    await database.write(actions.move_on)
    assert await state(database, room) == ("on", "", "")


async def test_a_draw_has_no_loser_and_nobody_pays(database, room, battle, clock):
    await clock.advance(182)
    await database.write(actions.move_on)
    assert await state(database, room) == ("settled", "", "time")
    await clock.advance(5)
    await database.write(actions.move_on)
    assert await state(database, room) == ("over", "", "")


async def test_staff_stop_a_contest_and_then_its_forfeit(database, room, battle, clock):
    await score(database, battle, clock)
    await database.write(actions.stop, battle)
    assert await state(database, room) == ("settled", "left", "stopped")
    await database.write(actions.stop, battle)
    assert await state(database, room) == ("over", "", "")
    with pytest.raises(BattleOverAlready):
        await database.write(actions.stop, battle)


async def test_a_room_has_one_contest_at_a_time(database, room, seat, battle):
    with pytest.raises(BattleRunning):
        await database.write(actions.begin, room, Terms(seat), "lin")


@pytest.mark.parametrize(("terms", "problem"), [
    ({"seconds": 59}, LengthUnusable), ({"seconds": 601}, LengthUnusable), ({"punish_seconds": 121}, LengthUnusable),
    ({"punish_seconds": -1}, LengthUnusable), ({"punishment": "长" * 21}, PunishmentTooLong),
    ({"seat": "nobody"}, NobodyToBattle),
])  # fmt: skip
async def test_terms_that_make_no_contest_are_refused(database, room, seat, terms, problem):
    with pytest.raises(problem):
        await database.write(actions.begin, room, Terms(**{"seat": seat, **terms}), "lin")


async def test_who_is_not_connected_cannot_be_fought(database, room, seat):
    await database.write(seats.decline, seat)
    with pytest.raises(NobodyToBattle):
        await database.write(actions.begin, room, Terms(seat), "lin")


async def test_a_viewer_is_for_one_side_and_may_change(database, battle):
    for side in ("right", "left", "right"):
        await database.write(actions.choose, battle, "member", side)
    async with database.read() as session:
        assert await reads.side_of(session, battle, "member") == "right"
        assert await reads.side_of(session, battle, "other") == ""
        assert await reads.sides(session, battle) == {"member": "right"}
    with pytest.raises(SideUnknown):
        await database.write(actions.choose, battle, "member", "both")
    with pytest.raises(BattleNotFound):
        await database.write(actions.choose, "none", "member", "left")
    await database.write(actions.stop, battle)
    with pytest.raises(BattleOverAlready):
        await database.write(actions.choose, battle, "member", "left")
