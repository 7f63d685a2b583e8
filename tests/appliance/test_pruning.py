"""The journal grows no older than the shop wishes, and nobody loses a fact by it; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from appliance import pruning
from appliance.clock import ManualClock
from appliance.db import Cursor, Database, Transaction
from appliance.events import RoomOpened
from appliance.journal import entries
from appliance.pruning import Pruning, prune_page
from appliance.tasks import Tasks

KEEP = timedelta(days=400)


def open_rooms(tx: Transaction, *rooms: str) -> None:
    for room in rooms:
        tx.record(RoomOpened(room=room, title=""))


def come_to(tx: Transaction, name: str, entry: int) -> None:
    tx.execute(insert(Cursor).values(name=name, entry=entry, moved_at=tx.now))


async def kept(database: Database) -> str:
    return "".join(entry.event.room for entry in await entries(database, 0, 1000))


@pytest.fixture
async def old_and_new(database: Database, clock: ManualClock) -> list[int]:
    """The ids of a, b, c, d, which are too old, and of e, f, which are not."""
    await database.write(open_rooms, *"abcd")
    await clock.advance(KEEP.total_seconds() + 1)
    await database.write(open_rooms, *"ef")
    return [entry.id for entry in await entries(database, 0, 10)]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "PAGE", 1)


@pytest.fixture
async def at_work(clock: ManualClock):
    """Begin the task as `back` does."""
    async with Tasks(clock) as tasks:
        yield lambda database, keep: tasks.start("pruning", Pruning(database, clock, keep).run, restart="never")


async def test_page_after_page_goes_until_nothing_is_too_old(small_pages, old_and_new, database, at_work, eventually):
    clock = database._clock  # the one that the task sleeps by
    at_work(database, KEEP)

    async def done() -> bool:
        await clock.advance(1)
        return await kept(database) == "ef"

    await eventually(done)


async def test_a_shop_may_keep_its_facts_for_good(old_and_new, database: Database, clock, at_work, eventually):
    at_work(database, timedelta(0))
    await eventually(lambda: clock._sleepers)
    assert await kept(database) == "abcdef"


async def test_a_page_holds_what_is_too_old_and_no_more(old_and_new, database: Database):
    assert await database.write(prune_page, KEEP) == 4
    assert await kept(database) == "ef"
    assert await database.write(prune_page, KEEP) == 0


async def test_what_one_follower_has_not_read_stays(old_and_new, database: Database):
    await database.write(come_to, "quick", old_and_new[-1])
    await database.write(come_to, "slow", old_and_new[1])
    await database.write(prune_page, KEEP)
    assert await kept(database) == "cdef"


async def test_a_follower_that_has_read_nothing_keeps_everything(old_and_new, database: Database):
    await database.write(come_to, "new", 0)
    assert await database.write(prune_page, KEEP) == 0


async def test_an_action_looks_at_a_few_rows_only(old_and_new, database: Database, monkeypatch):
    monkeypatch.setattr(pruning, "PAGE", 3)
    assert await database.write(prune_page, KEEP) == 3
    assert await kept(database) == "def"


async def test_an_id_is_not_given_twice_when_all_before_it_are_gone(
    old_and_new, database: Database, clock: ManualClock
):
    await clock.advance(KEEP.total_seconds() + 1)
    assert await database.write(prune_page, KEEP) == 6
    await database.write(open_rooms, "g")
    [last] = await entries(database, 0, 10)
    assert last.id > old_and_new[-1]
