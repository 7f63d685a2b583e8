"""Who holds a lease: one at a time, in terms that grow."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

from appliance.bus import LocalBus
from appliance.db import Database, Transaction
from appliance.events import LiveTakenOver
from appliance.lease import actions, reads
from appliance.lease.actions import Fenced, Introduction, NameTaken, OtherKey

A = Introduction("a", "folder-a", "seal", "http://a:8081", "http://a:8080", "rtmp://a/live")
B = Introduction("b", "folder-b", "seal", "http://b:8081", "http://b:8080", "rtmp://b/live")


def silent(tx: Transaction, seconds: float) -> None:
    """As if the holder had not beaten, and no box been heard, for so long."""
    for row in ("leases SET beats_at = beats_at", "boxes SET heard_at = heard_at"):
        tx.execute(text(f"UPDATE {row} - {int(seconds * 1000)}"))


async def known(database: Database) -> list[reads.Standing]:
    async with database.read() as session:
        return await reads.boxes(session)


async def test_the_first_who_asks_holds_it_and_the_other_waits(database: Database):
    assert await database.write(actions.take, "live", "a") == 1
    assert await database.write(actions.take, "live", "b") == 0
    async with database.read() as session:
        assert await reads.term(session, "live") == 1
        assert await reads.term(session, "back") == 0


@pytest.mark.parametrize(("seconds", "term"), [(8, 0), (10, 2)])
async def test_a_lease_is_free_when_its_holder_has_not_beaten_for_nine_seconds(
    database: Database, seconds: int, term: int
):
    await database.write(actions.take, "live", "a")
    await database.write(silent, seconds)
    assert await database.write(actions.take, "live", "b") == term


async def test_who_held_it_takes_it_again_at_once_in_a_term_of_its_own(database: Database):
    assert await database.write(actions.take, "live", "a") == 1
    assert await database.write(actions.take, "live", "a") == 2
    assert not await database.write(actions.beat, "live", 1, "a")
    assert await database.write(actions.beat, "live", 2, "a")


async def test_a_beat_keeps_it_and_says_that_the_box_is_there(database: Database):
    await database.write(actions.arrive, A)
    await database.write(actions.take, "live", "a")
    await database.write(silent, 30)
    assert await database.write(actions.beat, "live", 1, "a")
    assert await database.write(actions.take, "live", "b") == 0
    (box,) = await known(database)
    assert box.silent < timedelta(seconds=10)


async def test_the_leases_of_live_and_back_are_two(database: Database):
    assert await database.write(actions.take, "live", "a") == 1
    assert await database.write(actions.take, "back", "b") == 1
    assert await database.write(actions.take, "live", "b") == 0


async def test_what_an_earlier_term_still_wants_to_write_is_refused(database: Database):
    await database.write(actions.take, "live", "a")
    await database.write(actions.guard, "live", 1)
    await database.write(silent, 10)
    await database.write(actions.take, "live", "b")
    with pytest.raises(Fenced):
        await database.write(actions.guard, "live", 1)


async def test_the_guard_of_a_database_stands_before_every_action(database: Database):
    written = []
    database.guard = lambda tx: actions.guard(tx, "live", 1)
    with pytest.raises(Fenced):
        await database.write(lambda _tx: written.append("never"))
    database.guard = None
    await database.write(actions.take, "live", "a")
    database.guard = lambda tx: actions.guard(tx, "live", 1)
    await database.write(lambda _tx: written.append("now"))
    assert written == ["now"]


async def test_only_another_box_is_told_as_a_takeover(database: Database, bus: LocalBus, eventually):
    facts: list[LiveTakenOver] = []
    bus.listen(facts.append, LiveTakenOver, name="test")
    await database.write(actions.take, "live", "a")
    await database.write(actions.take, "live", "a")
    await database.write(silent, 10)
    await database.write(actions.take, "live", "b")
    await database.write(actions.take, "back", "b")
    await eventually(lambda: len(facts) == 2)
    assert [(fact.box, fact.term) for fact in facts] == [("a", 1), ("b", 3)]


async def test_the_live_box_stands_first_with_since_when_and_in_which_term(database: Database):
    for box in (A, B):
        await database.write(actions.arrive, box)
    assert [(box.name, box.live, box.term, box.since) for box in await known(database)] == [
        ("a", False, 0, None),
        ("b", False, 0, None),
    ]
    await database.write(actions.take, "live", "b")
    first, second = await known(database)
    assert (first.name, first.live, first.term, first.edge, first.push) == ("b", True, 1, B.edge, B.push)
    assert first.since is not None
    assert (second.name, second.live) == ("a", False)


async def test_taking_it_again_does_not_change_since_when(database: Database):
    await database.write(actions.arrive, A)
    await database.write(actions.take, "live", "a")
    (before,) = await known(database)
    await database.write(actions.take, "live", "a")
    (after,) = await known(database)
    assert (after.since, after.term) == (before.since, 2)


async def test_two_boxes_of_one_name_are_told_so(database: Database):
    await database.write(actions.arrive, A)
    copied = Introduction("a", "folder-b", "seal", "", "", "")
    with pytest.raises(NameTaken, match="called a, too"):
        await database.write(actions.arrive, copied)
    await database.write(silent, 61)  # that folder is no longer used: another may have the name
    await database.write(actions.arrive, copied)


async def test_a_box_with_another_key_is_told_so(database: Database):
    await database.write(actions.arrive, A)
    with pytest.raises(OtherKey, match="copy the folder secrets"):
        await database.write(actions.arrive, Introduction("b", "folder-b", "another", "", "", ""))


async def test_a_new_box_with_another_key_does_not_take_over_from_one_that_is_down(database: Database):
    await database.write(actions.arrive, A)
    await database.write(silent, 600)
    with pytest.raises(OtherKey):
        await database.write(actions.arrive, Introduction("b", "folder-b", "another", "", "", ""))


async def test_both_boxes_may_get_another_key_when_both_have_been_stopped(database: Database):
    for box in (A, B):
        await database.write(actions.arrive, box)
    await database.write(silent, 61)
    for box in (A, B):
        await database.write(actions.arrive, msgspec.structs.replace(box, seal="another"))


async def test_a_box_that_was_taken_away_is_forgotten(database: Database):
    await database.write(actions.arrive, A)
    await database.write(silent, 100)
    await database.write(actions.arrive, B)
    assert await database.write(actions.forget, timedelta(seconds=200)) == []
    assert await database.write(actions.forget, timedelta(seconds=90)) == ["a"]
    assert [box.name for box in await known(database)] == ["b"]
