"""What is PostgreSQL's own: conflicts that are tried again, appends that take turns, a server that is away."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import psycopg
import pytest
from sqlalchemy import insert, select, update

from appliance.db import Cursor, Database, Transaction, migrate
from appliance.errors import Unavailable
from appliance.events import RoomOpened
from appliance.journal import entries

Eventually = Callable[[Callable[[], object]], Awaitable[None]]


def place(tx: Transaction, name: str) -> None:
    tx.execute(insert(Cursor).values(name=name, entry=0, moved_at=tx.now))


@pytest.fixture
async def server(postgresql_url: str):
    database = Database(postgresql_url)
    await database.start()
    yield database
    await database.stop()


async def test_an_action_that_lost_a_race_runs_again(server: Database) -> None:
    await server.write(place, "stock")
    met, tries = threading.Barrier(2), []

    def add(tx: Transaction, who: str) -> None:
        entry = tx.scalar(select(Cursor.entry))
        if who not in tries:
            met.wait(10)  # both have read before either writes
        tries.append(who)
        tx.execute(update(Cursor).values(entry=entry + 1))

    await asyncio.gather(server.write(add, "one"), server.write(add, "other"))
    assert len(tries) == 3
    async with server.read() as session:
        assert await session.scalar(select(Cursor.entry)) == 2


async def test_two_who_would_each_take_the_last_free_place_cannot_both(server: Database) -> None:
    """Write skew: each reads what the other writes."""
    met = threading.Barrier(2)
    waited: set[str] = set()

    def take(tx: Transaction, name: str) -> bool:
        taken = tx.scalar(select(Cursor.name).limit(1))
        if name not in waited:
            waited.add(name)
            met.wait(10)
        if taken:
            return False
        place(tx, name)
        return True

    assert sorted(await asyncio.gather(server.write(take, "a"), server.write(take, "b"))) == [False, True]


async def test_a_deadlock_is_tried_again(server: Database) -> None:
    for name in ("x", "y"):
        await server.write(place, name)
    met, tries = threading.Barrier(2), []

    def touch(tx: Transaction, first: str, second: str) -> None:
        tx.execute(update(Cursor).where(Cursor.name == first).values(entry=Cursor.entry + 1))
        if first not in tries:
            tries.append(first)
            met.wait(10)
        tx.execute(update(Cursor).where(Cursor.name == second).values(entry=Cursor.entry + 1))

    await asyncio.gather(server.write(touch, "x", "y"), server.write(touch, "y", "x"))
    async with server.read() as session:
        assert list(await session.scalars(select(Cursor.entry))) == [2, 2]


async def test_a_reader_never_skips_the_slower_of_two_commits(
    server: Database, postgresql_url: str, eventually: Eventually
) -> None:
    """Ids are drawn before the commit: without the lock the second would be read first, and the first never."""

    def open_room(tx: Transaction) -> None:
        tx.record(RoomOpened(room="second", title=""))

    with psycopg.connect(postgresql_url) as slow, psycopg.connect(postgresql_url, autocommit=True) as watcher:
        slow.execute("SELECT pg_advisory_xact_lock(1785294434)")  # as `append` does
        slow.execute(
            "INSERT INTO journal (at, kind, body) VALUES (0, 'RoomOpened', %s)",
            ['{"type":"RoomOpened","room":"first","title":""}'],
        )
        fast = asyncio.create_task(server.write(open_room))
        await eventually(
            lambda: watcher.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()
        )
        assert await entries(server, 0, 10) == []
        slow.commit()
        await fast
    read = await entries(server, 0, 10)
    assert [entry.event.room for entry in read if isinstance(entry.event, RoomOpened)] == ["first", "second"]
    assert read[0].id < read[1].id


async def test_a_connection_cut_by_the_server_is_replaced(server: Database, postgresql_url: str) -> None:
    await server.write(place, "before")
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
    await server.write(place, "after")
    assert await server.healthy()


async def test_a_server_that_is_away_is_named_at_start() -> None:
    with pytest.raises(Unavailable):
        await Database("postgresql://nobody@127.0.0.1:1/none").start()
    with pytest.raises(Unavailable):
        migrate("postgresql://nobody@127.0.0.1:1/none")
