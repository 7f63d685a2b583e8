"""What `Database.read` and `Database.ask` promise, on both databases."""

import asyncio
import contextlib
import contextvars
import threading

import pytest
from sqlalchemy import func, insert, literal, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Cursor, Database, Transaction, reading
from appliance.errors import Conflict, Unavailable


def place(tx: Transaction, name: str) -> None:
    tx.execute(insert(Cursor).values(name=name, entry=7, moved_at=tx.now))


async def named(session: AsyncSession, name: str, *, more: int = 0) -> int | None:
    found = await session.scalar(select(Cursor.entry).where(Cursor.name == name))
    return None if found is None else int(found) + more


@pytest.fixture
async def cursors(database: Database) -> Database:
    for name in "ab":
        await database.write(place, name)
    return database


async def test_whatever_a_session_is_asked_is_answered_the_same_both_ways(cursors: Database):
    async def everything(session: AsyncSession) -> list[object]:
        rows = await session.execute(select(Cursor.name, Cursor.entry).order_by(Cursor.name))
        cursor = await session.get(Cursor, "a")
        return [
            [tuple(row) for row in rows.all()],
            [one.name for one in await session.scalars(select(Cursor).order_by(Cursor.name))],
            cursor.entry if cursor else None,
            (await session.get_one(Cursor, "b")).name,
            await session.get(Cursor, "nobody"),
            await session.scalar(text("SELECT 1")),
            (await session.execute(text("SELECT 2 AS two"))).one().two,
            await session.run_sync(lambda sync, more: sync.execute(text("SELECT 1")).scalar() + more, 2),
        ]

    async with cursors.read() as session:
        hopping = await everything(session)
    assert hopping == await cursors.ask(everything)
    assert hopping == [[("a", 7), ("b", 7)], ["a", "b"], 7, "b", None, 1, 2, 3]


async def test_a_question_gets_its_arguments_and_what_it_raises_reaches_its_caller(cursors: Database):
    assert await cursors.ask(named, "a", more=1) == 8
    assert await cursors.ask(named, "nobody") is None

    async def fails(_session: AsyncSession) -> None:
        raise Conflict

    with pytest.raises(Conflict):
        await cursors.ask(fails)
    async with cursors.read() as session:
        with pytest.raises(NoResultFound):
            await session.get_one(Cursor, "nobody")


async def test_a_question_is_asked_in_a_thread_with_what_its_request_knows(cursors: Database):
    who: contextvars.ContextVar[str] = contextvars.ContextVar("who")
    who.set("lin")

    async def told(_session: AsyncSession) -> tuple[str, str]:
        return who.get(), threading.current_thread().name.partition("_")[0]

    assert await cursors.ask(told) == ("lin", "jinbo-reader")


async def test_a_question_that_waits_for_the_world_is_a_mistake(cursors: Database):
    async def sleeps(_session: AsyncSession) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited"):
        await cursors.ask(sleeps)
    assert await cursors.ask(named, "a") == 7


async def test_a_question_sees_one_state_throughout(cursors: Database):
    loop = asyncio.get_running_loop()

    async def counted(session: AsyncSession) -> tuple[int, int]:
        first = await session.scalar(select(func.count()).select_from(Cursor))
        asyncio.run_coroutine_threadsafe(cursors.write(place, "c"), loop).result(10)
        return first or 0, await session.scalar(select(func.count()).select_from(Cursor)) or 0

    assert await cursors.ask(counted) == (2, 2)
    assert await cursors.ask(named, "c") == 7


async def test_more_sessions_than_there_are_turns_wait_for_each_other(cursors: Database):
    met: list[int | None] = []

    async def look() -> None:
        async with cursors.read() as session:
            met.append(await named(session, "a"))
            await asyncio.sleep(0)
            met.append(await named(session, "b"))

    await asyncio.gather(*(look() for _ in range(3 * reading.SESSIONS)))
    assert met == [7] * 6 * reading.SESSIONS


async def test_who_waits_too_long_for_a_turn_is_told_to_come_again(cursors: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(reading.SESSIONS):
            await named(await stack.enter_async_context(cursors.read()), "a")
        async with cursors.read() as late:
            with pytest.raises(Unavailable):
                await named(late, "a")
    async with cursors.read() as later:
        assert await named(later, "a") == 7


async def test_a_caller_who_leaves_in_the_middle_of_a_statement_leaves_the_place_tidy(cursors: Database):
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slowly() -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait(10)

    async def look() -> None:
        async with cursors.read() as session:
            await named(session, "a")
            await session._done(slowly)

    for _ in range(2 * reading.SESSIONS):
        begun.clear()
        go.clear()
        asking = asyncio.create_task(look())
        await begun.wait()
        asking.cancel()
        go.set()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert await cursors.ask(named, "b") == 7
    async with cursors.read() as session:
        assert await session.scalar(select(literal(1))) == 1
