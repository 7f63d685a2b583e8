"""What `Database.write` promises, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import BigInteger, func, insert, select, type_coerce, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Cursor, Database, JournalRow, Transaction
from appliance.errors import Conflict, Unavailable
from appliance.events import Event, RoomOpened, StaffJoined, ViewersCounted, decode, name_of

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def open_room(tx: Transaction, room: str) -> str:
    tx.record(RoomOpened(room=room, title="开张"))
    return room


def place(tx: Transaction, name: str, entry: int = 0) -> None:
    tx.execute(insert(Cursor).values(name=name, entry=entry, moved_at=tx.now))


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Cursor.name).order_by(Cursor.name)))


async def rooms(database: Database) -> list[str]:
    async with database.read() as session:
        bodies = await session.scalars(select(JournalRow.body).order_by(JournalRow.id))
        return [event.room for body in bodies if isinstance(event := decode(body), RoomOpened)]


async def test_the_result_of_the_action_is_returned_after_its_rows_can_be_read(database: Database) -> None:
    assert await database.write(open_room, "r1") == "r1"
    assert await rooms(database) == ["r1"]


async def test_an_action_gets_its_arguments_by_place_and_by_name(database: Database) -> None:
    await database.write(place, "a", entry=7)
    async with database.read() as session:
        assert await session.scalar(select(Cursor.entry)) == 7


async def test_a_failing_action_leaves_neither_rows_nor_facts(database: Database, bus: LocalBus) -> None:
    heard: list[Event] = []
    bus.listen(heard.append, name="test")

    def refused(tx: Transaction) -> None:
        place(tx, "half")
        tx.record(RoomOpened(room="half", title=""))
        raise Conflict

    with pytest.raises(Conflict):
        await database.write(refused)
    await asyncio.sleep(0)
    assert (await names(database), await rooms(database), heard) == ([], [], [])


async def test_a_failing_action_takes_none_of_its_neighbours_with_it(database: Database) -> None:
    def act(tx: Transaction, number: int) -> int:
        place(tx, f"n{number:02}")
        if number % 3 == 0:
            raise ValueError(number)
        return number

    answers = await asyncio.gather(*(database.write(act, number) for number in range(30)), return_exceptions=True)
    kept = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert kept == [number for number in range(30) if number % 3]
    assert await names(database) == [f"n{number:02}" for number in kept]


async def test_a_broken_statement_fails_its_own_action_only(database: Database) -> None:
    answers = await asyncio.gather(
        database.write(place, "same"),
        database.write(place, "same"),
        database.write(place, "other"),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers].count(IntegrityError) == 1
    assert await names(database) == ["other", "same"]


@pytest.mark.parametrize("error", [StopIteration, KeyError, asyncio.CancelledError, SystemExit])
async def test_whatever_an_action_raises_reaches_its_caller(database: Database, error: type[BaseException]) -> None:
    def failing(tx: Transaction) -> None:
        raise error

    with pytest.raises(RuntimeError if error is StopIteration else error):
        await database.write(failing)
    assert await database.write(open_room, "after") == "after"


async def test_the_last_piece_is_sold_once(database: Database) -> None:
    await database.write(place, "stock", entry=5)

    def buy(tx: Transaction) -> None:
        left = tx.scalar(select(Cursor.entry).where(Cursor.name == "stock"))
        if left == 0:
            raise Conflict
        tx.execute(update(Cursor).where(Cursor.name == "stock").values(entry=left - 1))

    answers = await asyncio.gather(*(database.write(buy) for _ in range(20)), return_exceptions=True)
    assert answers.count(None) == 5
    async with database.read() as session:
        assert await session.scalar(select(Cursor.entry)) == 0


async def test_facts_are_told_after_the_commit_and_in_order(
    database: Database, bus: LocalBus, eventually: Eventually
) -> None:
    told: list[str] = []
    seen: list[int] = []

    async def listener(event: Event) -> None:
        async with database.read() as session:
            seen.append(await session.scalar(select(func.count()).select_from(JournalRow)) or 0)
        told.append(name_of(event))

    bus.listen(listener, name="test")

    def several(tx: Transaction) -> None:
        tx.record(RoomOpened(room="r", title=""))
        tx.record(ViewersCounted(room="r", viewers=3))
        tx.record(StaffJoined(staff="s", login="li", role="host"))

    await database.write(several)
    await eventually(lambda: len(told) == 3)
    assert told == ["RoomOpened", "ViewersCounted", "StaffJoined"]
    assert seen == [2, 2, 2]


async def test_a_passing_fact_is_told_but_not_kept(database: Database) -> None:
    def count(tx: Transaction) -> None:
        tx.record(ViewersCounted(room="r", viewers=3))

    await database.write(count)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(JournalRow)) == 0


async def test_a_caller_who_leaves_does_not_undo_what_was_handed_over(
    database: Database, bus: LocalBus, eventually: Eventually
) -> None:
    heard: list[Event] = []
    bus.listen(heard.append, name="test")
    leaving = asyncio.create_task(database.write(open_room, "left"))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    await database.write(open_room, "next")
    await eventually(lambda: len(heard) == 2)
    assert sorted(await rooms(database)) == ["left", "next"]


async def test_a_transaction_has_one_time(database: Database, clock: ManualClock) -> None:
    await clock.advance(3600)
    await database.write(place, "now")
    async with database.read() as session:
        assert await session.scalar(select(Cursor.moved_at)) == clock.now()


async def test_one_row_none_or_too_many(database: Database) -> None:
    def look(tx: Transaction, name: str) -> str | None:
        row = tx.one_or_none(select(Cursor.name).where(Cursor.name == name))
        return None if row is None else row.name

    await database.write(place, "here")
    assert await database.write(look, "here") == "here"
    assert await database.write(look, "nowhere") is None


async def test_readers_cannot_write(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            await session.execute(insert(Cursor).values(name="x", entry=1, moved_at=datetime.now(UTC)))


async def test_a_reader_sees_one_state_throughout(database: Database) -> None:
    async with database.read() as session:
        before = await session.scalar(select(func.count()).select_from(Cursor))
        await database.write(place, "meanwhile")
        assert await session.scalar(select(func.count()).select_from(Cursor)) == before
    assert await names(database) == ["meanwhile"]


async def test_stop_finishes_what_waits(database_url: str) -> None:
    database = Database(database_url)
    await database.start()
    writes = [asyncio.create_task(database.write(place, f"n{number:03}")) for number in range(200)]
    await asyncio.sleep(0)
    await database.stop()
    assert all(write.done() and write.exception() is None for write in writes)


async def test_a_shut_database_turns_callers_away(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(Unavailable):
        await database.write(open_room, "early")
    await database.start()
    await database.stop()
    await database.stop()
    with pytest.raises(Unavailable):
        await database.write(open_room, "late")


async def test_too_many_waiting_are_turned_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.db.database.MOST_WAITING", 10)
    answers = await asyncio.gather(*(database.write(open_room, f"r{n}") for n in range(15)), return_exceptions=True)
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 5
    assert await database.write(open_room, "again") == "again"


async def test_a_working_database_is_healthy(database: Database) -> None:
    assert await database.healthy()


async def test_a_shut_database_is_not_healthy(database_url: str) -> None:
    assert not await Database(database_url).healthy()


async def test_a_moment_is_kept_as_milliseconds_and_comes_back_in_utc(database: Database) -> None:
    given = datetime(2026, 11, 11, 8, 0, 0, 123999, tzinfo=timezone(timedelta(hours=8)))

    def ask(tx: Transaction) -> tuple[datetime | None, int]:
        place(tx, "moment")
        tx.execute(update(Cursor).values(moved_at=given))
        kept = tx.scalar(select(type_coerce(Cursor.moved_at, BigInteger)))
        return tx.scalar(select(Cursor.moved_at)), kept

    assert await database.write(ask) == (datetime(2026, 11, 11, 0, 0, 0, 123000, tzinfo=UTC), 1794355200123)


async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    def misdate(tx: Transaction) -> None:
        tx.execute(update(Cursor).values(moved_at=datetime(2026, 11, 11)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="time zone"):
        await database.write(misdate)
