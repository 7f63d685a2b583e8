"""Rounds as they are played in `live`: filtered in memory, decided by the database, closed by the clock."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from appliance.errors import BadInput, TooMany, Unavailable
from appliance.events import RoundCounted, RoundEnded
from appliance.identity.seats import Seat
from store.play import actions, draw, reads
from store.play import table as tables
from store.play.playing import GRACE, Playing
from store.play.problems import (
    ChoiceUnusable,
    RoundNotFound,
    RoundNotOpen,
    RoundOver,
    StaffCannotPlay,
)
from store.play.spec import PrizeWanted

ROOM = "room"


def seat(member: str, *, role: str = "", room: str = ROOM) -> Seat:
    return Seat(room, member, 0, name=f"名{member}", role=role)


def frame(round_id: str, **more) -> bytes:
    return msgspec.json.encode({"type": "join", "ref": "1", "round": round_id, **more})


async def test_who_joins_is_told_after_the_commit(play, live, joins, database, eventually):
    lottery = await play.open()
    await live.reread()
    first, second = await joins(lottery, "m1", "m2")
    assert (first.state, first.entry) == ("in", draw.mark(play.keys, lottery, "m1"))
    assert await play.members(lottery) == ["m1", "m2"]
    assert (await live.join(seat("m1"), frame(lottery))) == first
    assert second.state == "in"


async def test_a_round_is_known_as_soon_as_it_is_announced(play, live, joins, eventually):
    lottery = await play.open()
    await eventually(lambda: lottery in live._tables)
    assert (await joins(lottery, "m1"))[0].state == "in"


async def test_what_cannot_be_joined_is_refused_without_the_database(play, live, clock, database):
    early = await play.open("poll", opens_in=10, lasts=5)
    await live.reread()
    await database.stop()
    for who, body, problem in [
        (seat("m1"), b"{", BadInput),
        (seat("m1"), b'{"round": 7}', BadInput),
        (seat("m1"), frame("none"), RoundNotFound),
        (seat("m1", room="elsewhere"), frame(early), RoundNotFound),
        (seat("staff:1", role="staff"), frame(early), StaffCannotPlay),
        (seat("m1"), frame(early), RoundNotOpen),
    ]:
        with pytest.raises(problem):
            await live.join(who, body)
    await clock.advance(15)
    with pytest.raises(RoundOver):
        await live.join(seat("m1"), frame(early))


async def test_a_choice_that_is_no_option_is_refused(play, live, joins):
    poll = await play.open("poll")
    await live.reread()
    wrong, right = [(await joins(poll, "m1", choice=choice))[0] for choice in (7, 1)]
    assert isinstance(wrong, ChoiceUnusable)
    assert (right.state, right.choice) == ("in", 1)


async def test_sold_out_is_answered_from_memory(play, live, joins, coupons, database):
    promotion = await coupons()
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=2))
    await live.reread()
    answers = await joins(drop, *(f"m{n}" for n in range(5)))
    assert [one.state for one in answers] == ["won", "won", "used-up", "used-up", "used-up"]
    await database.stop()
    assert (await live.join(seat("m9"), frame(drop))).state == "used-up"
    assert (await live.join(seat("m0"), frame(drop))).state == "won"


async def test_it_closes_by_the_clock_though_nobody_watches(play, live, joins, clock, told, eventually):
    lottery = await play.open(lasts=60)
    await live.reread()
    await joins(lottery, "m1", "m2", "m3")
    await clock.advance(60)
    await live.close_due()
    assert (await play.round(lottery)).state == "open"
    await clock.advance(GRACE.total_seconds())
    await live.close_due()
    assert (await play.round(lottery)).state == "ended"
    assert sorted([await play.points(f"m{n}") for n in (1, 2, 3)]) == [0, 50, 50]
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    with pytest.raises(RoundOver):
        await live.join(seat("m4"), frame(lottery))


async def test_who_was_heard_in_time_is_in_the_draw(play, live, clock):
    lottery = await play.open(lasts=60)
    await live.reread()
    await clock.advance(59.9)
    heard = asyncio.ensure_future(live.join(seat("m1"), frame(lottery)))
    await asyncio.sleep(0)
    await clock.advance(1)
    await live.close_due()
    assert (await heard).state == "in"
    assert [win.member for win in await play.wins(lottery)] == ["m1"]


async def test_what_another_process_closed_is_closed_once(play, live, database, bus, clock, keys, joins):
    lottery = await play.open(lasts=60)
    other = Playing(database, bus, clock, keys)
    await live.reread()
    await other.reread()
    await joins(lottery, "m1", "m2", "m3")
    await clock.advance(61)
    await asyncio.gather(live.close_due(), other.close_due())
    assert len(await play.wins(lottery)) == 2
    assert sum([await play.points(f"m{n}") for n in (1, 2, 3)]) == 100


async def test_one_that_was_killed_is_taken_up_by_the_next(play, database, bus, clock, keys):
    """The first one had drawn and handed nothing over; another round was due while nobody was there."""
    drawn, due = await play.open(), await play.open("quiz", PrizeWanted(kind="points", points=8), answer=0, lasts=30)
    await play.enter(drawn, "m1")
    await play.enter(due, "m2", choice=0)
    await database.write(actions.end, keys, drawn, "closed")
    await clock.advance(3_600)
    born_again = Playing(database, bus, clock, keys)
    await born_again.reread()
    await born_again.close_due()
    assert (await play.points("m1"), await play.points("m2")) == (50, 8)


async def test_the_next_one_knows_what_ended_under_the_first(play, coupons, database, bus, clock, keys):
    promotion = await coupons()
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=1))
    drawn = await play.open()
    await play.enter(drop, "m1")
    await play.enter(drop, "m2")
    await database.write(actions.end, keys, drawn, "closed")
    born_again = Playing(database, bus, clock, keys)
    await born_again.start()
    assert (await born_again.join(seat("m3"), frame(drop))).state == "used-up"
    with pytest.raises(RoundOver):
        await born_again.join(seat("m3"), frame(drawn))
    await clock.advance(reads.JUST_OVER.total_seconds() + 1)
    await born_again.reread()
    with pytest.raises(RoundNotFound):
        await born_again.join(seat("m3"), frame(drop))
    born_again.stop()


async def test_counts_are_told_when_they_change(play, live, joins, told, eventually):
    poll, quiz = await play.open("poll"), await play.open("quiz", answer=1)
    await live.reread()
    await joins(poll, "m1", "m2", choice=2)
    await joins(quiz, "m1", choice=1)
    live.tell_counts()
    live.tell_counts()
    await eventually(lambda: len([fact for fact in told if isinstance(fact, RoundCounted)]) >= 2)
    counted = {fact.round: fact for fact in told if isinstance(fact, RoundCounted)}
    assert (counted[poll].entries, counted[poll].tallies, counted[poll].left) == (2, (0, 0, 2), -1)
    assert (counted[quiz].entries, counted[quiz].tallies) == (1, ())
    assert len([fact for fact in told if isinstance(fact, RoundCounted)]) == 2


async def test_a_full_queue_turns_people_away(play, live, monkeypatch):
    lottery = await play.open()
    await live.reread()
    monkeypatch.setattr(tables, "MOST_WAITING", 0)
    with pytest.raises(TooMany):
        await live.join(seat("m1"), frame(lottery))


async def test_a_database_that_is_shut_is_told_to_who_waits(play, live, joins, database):
    lottery = await play.open()
    await live.reread()
    await database.stop()
    (refused,) = await joins(lottery, "m1")
    assert isinstance(refused, Unavailable)


async def test_who_waits_when_the_house_goes_is_told_to_come_again(play, live):
    lottery = await play.open()
    await live.reread()
    waiting = asyncio.ensure_future(live.join(seat("m1"), frame(lottery)))
    await asyncio.sleep(0)
    live.stop()
    with pytest.raises(Unavailable):
        await waiting


async def test_a_cancelled_round_is_over_for_everybody(play, live, database, keys, eventually):
    lottery = await play.open()
    await live.reread()
    await database.write(actions.cancel, keys, lottery)
    await eventually(lambda: live._tables[lottery].over)
    with pytest.raises(RoundOver):
        await live.join(seat("m1"), frame(lottery))


async def test_lost_news_are_found_in_the_rows(play, live, database, keys, clock):
    lottery = await play.open()
    await live.reread()
    live._ears[0].close()
    await database.write(actions.cancel, keys, lottery)
    await live.reread()
    assert live._tables[lottery].over
    await clock.advance(timedelta(minutes=11).total_seconds())
    await live.reread()
    assert lottery not in live._tables


async def test_a_round_that_opens_while_the_rows_are_read_goes_on(play, live, joins, database, monkeypatch, eventually):
    """The rows are those of before it, and the news of it comes while they are waited for."""
    read_rows, opened = reads.unfinished, []

    async def late(session):
        rows = await read_rows(session)
        opened.append(await play.open())
        await eventually(lambda: opened[0] in live._tables)
        return rows

    monkeypatch.setattr(reads, "unfinished", late)
    await live.reread()
    assert not live._tables[opened[0]].over
    assert (await joins(opened[0], "m1"))[0].state == "in"


async def test_the_run_writes_closes_and_counts_by_itself(play, live, clock, told, eventually):
    lottery = await play.open(lasts=5)
    running = asyncio.ensure_future(live.run())
    await eventually(lambda: lottery in live._tables)
    assert (await live.join(seat("m1"), frame(lottery))).state == "in"

    async def ended() -> bool:
        await clock.advance(0.5)
        return bool([fact for fact in told if isinstance(fact, RoundEnded)])

    await eventually(ended)
    running.cancel()
    assert [fact.entries for fact in told if isinstance(fact, RoundCounted)] == [1]
