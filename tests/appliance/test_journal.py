"""Followers miss nothing and keep their place, on both databases."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Cursor, Database, JournalRow, Transaction
from appliance.events import CommentPinned, RoomOpened, ViewersCounted
from appliance.journal import PAGE, POLL, Entry, Follower, deeds, entries, last_id

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def open_rooms(tx: Transaction, *rooms: str) -> None:
    for room in rooms:
        tx.record(RoomOpened(room=room, title=""))


def record_a_fact_of_the_future(tx: Transaction) -> None:
    tx.execute(insert(JournalRow).values(at=tx.now, kind="ShopSold", body='{"type":"ShopSold"}'))


def rooms(read: list[Entry]) -> list[str]:
    return [entry.event.room for entry in read if isinstance(entry.event, RoomOpened)]


async def place(database: Database, name: str) -> int | None:
    async with database.read() as session:
        return await session.scalar(select(Cursor.entry).where(Cursor.name == name))


async def followed(database: Database, handler: Callable[[Entry], Awaitable[None]], **options: Any) -> Follower:
    follower = Follower(database, "test", handler, **options)
    await follower.start()
    return follower


async def test_entries_come_in_order_with_their_time(database: Database, clock: ManualClock) -> None:
    await database.write(open_rooms, "a", "b")
    await clock.advance(5)
    await database.write(open_rooms, "c")
    read = await entries(database, 0, 10)
    assert rooms(read) == ["a", "b", "c"]
    assert (read[2].at - read[0].at).total_seconds() == 5
    assert await last_id(database) == read[2].id


async def test_entries_are_read_in_pages(database: Database) -> None:
    await database.write(open_rooms, *"abcde")
    first = await entries(database, 0, 2)
    then = await entries(database, first[-1].id, 10)
    assert (rooms(first), rooms(then)) == (["a", "b"], ["c", "d", "e"])
    assert await entries(database, then[-1].id, 10) == []


async def test_a_fact_of_a_newer_version_is_left_out_and_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await database.write(record_a_fact_of_the_future)
    await database.write(open_rooms, "known")
    assert rooms(await entries(database, 0, 2)) == ["known"]
    assert "ShopSold" in caplog.text


async def test_a_follower_reads_what_was_and_what_comes(
    database: Database, bus: LocalBus, eventually: Eventually
) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    await database.write(open_rooms, "before")
    follower = await followed(database, handler, wake=bus)
    await eventually(lambda: rooms(read) == ["before"])
    await database.write(open_rooms, "after")
    await eventually(lambda: rooms(read) == ["before", "after"])
    await follower.stop()


async def test_without_a_bus_the_poll_finds_the_news(
    database: Database, clock: ManualClock, eventually: Eventually
) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    follower = await followed(database, handler, clock=clock)
    await eventually(lambda: clock._sleepers)
    await database.write(open_rooms, "quiet")
    assert read == []
    await clock.advance(POLL)
    await eventually(lambda: rooms(read) == ["quiet"])
    await follower.stop()


async def test_passing_facts_do_not_wake_a_follower(database: Database, bus: LocalBus, clock: ManualClock) -> None:
    follower = Follower(database, "test", _ignore, clock=clock, wake=bus)
    follower._ring(ViewersCounted(room="r", viewers=1))
    assert not follower._rung.is_set()
    follower._ring(RoomOpened(room="r", title=""))
    assert follower._rung.is_set()


async def test_a_follower_goes_on_where_it_stopped(database: Database, eventually: Eventually) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    await database.write(open_rooms, "a", "b")
    follower = await followed(database, handler)
    await eventually(lambda: len(read) == 2)
    await follower.stop()
    await database.write(open_rooms, "c")
    follower = await followed(database, handler)
    await eventually(lambda: "c" in rooms(read))
    await follower.stop()
    assert rooms(read) == ["a", "b", "c"]


async def test_a_place_is_kept(database: Database, eventually: Eventually) -> None:
    await database.write(open_rooms, "a", "b")
    follower = await followed(database, _ignore)
    last = await last_id(database)

    async def saved() -> bool:
        return await place(database, "test") == last

    await eventually(saved)
    await follower.stop()


async def test_who_wants_only_news_starts_at_the_end(database: Database, eventually: Eventually) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    await database.write(open_rooms, "old")
    follower = Follower(database, "test", handler)
    await follower.at_end()
    await database.write(open_rooms, "new")
    await follower.start()
    await eventually(lambda: read)
    await follower.stop()
    assert rooms(read) == ["new"]


async def test_a_failing_handler_gets_the_same_entry_again_and_nothing_behind_it(
    database: Database, clock: ManualClock, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    async def handler(entry: Entry) -> None:
        tried.extend(rooms([entry]))
        if tried.count("b") < 3 and tried[-1] == "b":
            raise ConnectionError("the cloud is away")

    await database.write(open_rooms, "a", "b", "c")
    follower = await followed(database, handler, clock=clock)
    await eventually(lambda: clock._sleepers)
    assert tried == ["a", "b"]
    assert await place(database, "test") == (await entries(database, 0, 1))[0].id
    await clock.advance(1)
    await eventually(lambda: tried == ["a", "b", "b"] and clock._sleepers)
    await clock.advance(1)
    await asyncio.sleep(0.05)
    assert tried == ["a", "b", "b"], "the second pause is longer"
    await clock.advance(1)
    await eventually(lambda: tried == ["a", "b", "b", "b", "c"])
    await follower.stop()
    assert "the cloud is away" in caplog.text


async def test_a_fact_of_a_newer_version_does_not_hold_a_follower_up(
    database: Database, bus: LocalBus, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    caplog.set_level(logging.WARNING)
    await database.write(record_a_fact_of_the_future)
    follower = await followed(database, handler, wake=bus)
    await eventually(lambda: "ShopSold" in caplog.text)
    await database.write(open_rooms, "known")
    await eventually(lambda: rooms(read) == ["known"])
    await follower.stop()
    assert caplog.text.count("passed over") == 1


async def test_more_than_a_page_is_read_through(database: Database, clock: ManualClock, eventually: Eventually) -> None:
    read: list[Entry] = []

    async def handler(entry: Entry) -> None:
        read.append(entry)

    names = [f"r{number}" for number in range(2 * PAGE + 3)]
    await database.write(open_rooms, *names)
    follower = await followed(database, handler, clock=clock)
    await eventually(lambda: len(read) == len(names))
    await follower.stop()
    assert rooms(read) == names


async def test_a_slow_handler_saves_its_place_on_the_way(
    database: Database, clock: ManualClock, eventually: Eventually
) -> None:
    reached = asyncio.Event()

    async def handler(entry: Entry) -> None:
        if rooms([entry]) == ["c"]:
            reached.set()
            await asyncio.Event().wait()
        await clock.advance(2)

    await database.write(open_rooms, "a", "b", "c")
    follower = await followed(database, handler, clock=clock)
    await reached.wait()
    assert await place(database, "test") == (await entries(database, 0, 3))[1].id
    await follower.stop()


async def test_followers_of_different_names_do_not_disturb_each_other(
    database: Database, bus: LocalBus, eventually: Eventually
) -> None:
    read: dict[str, list[Entry]] = {"one": [], "two": []}

    async def one(entry: Entry) -> None:
        read["one"].append(entry)

    async def two(entry: Entry) -> None:
        read["two"].append(entry)
        raise RuntimeError

    followers = [Follower(database, "one", one, wake=bus), Follower(database, "two", two, wake=bus)]
    for follower in followers:
        await follower.start()
    await database.write(open_rooms, "a", "b")
    await eventually(lambda: rooms(read["one"]) == ["a", "b"] and read["two"])
    for follower in followers:
        await follower.stop()


async def _ignore(entry: Entry) -> None:
    del entry


async def test_a_fact_with_a_name_of_its_own_is_kept_under_its_kind(database: Database):
    pinned = CommentPinned(room="r", comment="c", name="小满", text="几点开播")
    await database.write(lambda tx: tx.record(pinned))
    async with database.read() as session:
        assert [row.kind for row in await session.scalars(select(JournalRow))] == ["CommentPinned"]
        [deed] = await deeds(session, "r", [CommentPinned], datetime(2000, 1, 1, tzinfo=UTC), 9)
    assert deed.event == pinned
