"""The SQLite writer: one thread, first come first served, many actions to a COMMIT."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from appliance.clock import Clock
from appliance.db.mounts import is_network, mount_of
from appliance.db.transaction import Work, append
from appliance.errors import Unavailable

GROUP = 64
"""Actions that may share a COMMIT."""

PRAGMAS = {
    "busy_timeout": "10000",
    "journal_mode": "WAL",
    "synchronous": "FULL",  # NORMAL loses acknowledged writes when the power goes: tests/proofs/test_power_cut.py
    "foreign_keys": "ON",
    "journal_size_limit": "67108864",
}


class DatabaseDamaged(Unavailable):
    zh = "数据库文件已损坏（{path}）：{why}。请停机后用 jinbo restore 从备份恢复"
    en = "The database file is damaged ({path}): {why}. Stop Jinbo and bring back a backup with jinbo restore"


class DatabaseOnNetwork(Unavailable):
    zh = "数据目录 {path} 在网络文件系统（{kind}）上，SQLite 在那里会丢数据。请换到本机磁盘，或使用 PostgreSQL"
    en = "{path} is on a network file system ({kind}), where SQLite loses data. Use a local disk, or PostgreSQL"


class SqliteWriter:
    """Every process has one; between processes SQLite's own lock decides whose group is next."""

    def __init__(self, url: URL, clock: Clock, settle: Callable[[list[Work[Any]]], None]) -> None:
        self._url = url
        self._clock = clock
        self._settle = settle
        self._waiting: queue.SimpleQueue[Work[Any] | None] = queue.SimpleQueue()
        self._closing = False

    async def start(self) -> None:
        """Raises DatabaseOnNetwork or DatabaseDamaged."""
        self._loop = asyncio.get_running_loop()
        self._engine = sqlite_engine(self._url)
        await asyncio.to_thread(check, self._url, self._engine)
        self._thread = threading.Thread(target=self._write, name="jinbo-writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Returns when all that waited is committed and settled."""
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()

    def submit(self, work: Work[Any]) -> None:
        self._waiting.put(work)

    def _write(self) -> None:
        with self._engine.connect() as connection:
            while group := self._next_group():
                self._commit(connection, group)
                self._loop.call_soon_threadsafe(self._settle, group)

    def _next_group(self) -> list[Work[Any]]:
        if self._closing:
            return []
        group: list[Work[Any]] = []
        work = self._waiting.get()
        with contextlib.suppress(queue.Empty):
            while work is not None:
                group.append(work)
                if len(group) == GROUP:
                    return group
                work = self._waiting.get_nowait()
            self._closing = True
        return group

    def _commit(self, connection: Connection, group: list[Work[Any]]) -> None:
        """Commit the group; when one action spoils it for all, let each stand alone."""
        try:
            with _committed(connection):
                for work in group:
                    self._attempt(connection, work)
                append(connection, group)
        except (_Torn, IntegrityError) as spoilt:
            if len(group) > 1:
                for work in group:
                    self._commit(connection, [work])
            else:
                group[0].fail(spoilt.__cause__ or spoilt if isinstance(spoilt, _Torn) else spoilt)
        except Exception as error:  # noqa: BLE001 - whatever it was, every caller of the group is told
            for work in group:
                work.fail(_busy(error))

    def _attempt(self, connection: Connection, work: Work[Any]) -> None:
        driver = _driver(connection)
        driver.execute("SAVEPOINT action")
        try:
            work.run(connection, self._clock.now())
        except BaseException as error:
            if not driver.in_transaction:
                raise _Torn from error
            driver.execute("ROLLBACK TO action")
            work.fail(error)
        driver.execute("RELEASE action")


class _Torn(Exception):
    """SQLite rolled the whole transaction back by itself, with the neighbours' work in it (lang_transaction.html)."""


def sqlite_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions are ours: the driver begins none by itself and ours begin IMMEDIATE.

    (SQLAlchemy, SQLite dialect, "Enabling Non-Legacy SQLite Transactional Modes".)
    """
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=NullPool)
    prepare(engine, {**PRAGMAS, "foreign_keys": "ON" if foreign_keys else "OFF"}, "BEGIN IMMEDIATE")
    return engine


def prepare(engine: Engine, pragmas: dict[str, str], begin: str) -> None:
    """Set up each connection, and begin SQLAlchemy's transactions with `begin`."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            for name, value in pragmas.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            cursor.close()
        except Exception:
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def check(url: URL, engine: Engine) -> None:
    """Refuse a file that would lose data: on a network file system, or damaged."""
    kind = mount_of(url.database or "")
    if is_network(kind):
        raise DatabaseOnNetwork(path=url.database, kind=kind)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except OperationalError:
        raise  # locked, full or not there: not damaged
    except DatabaseError as error:
        raise DatabaseDamaged(path=url.database, why=error.orig) from error
    if found != "ok":
        raise DatabaseDamaged(path=url.database, why=found)


@contextlib.contextmanager
def _committed(connection: Connection) -> Iterator[None]:
    try:
        with connection.begin():
            yield
    except Exception:
        if _driver(connection).in_transaction:
            _driver(connection).rollback()  # a COMMIT that is refused leaves the transaction open
        raise


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


def _busy(error: Exception) -> Exception:
    locked = isinstance(error, OperationalError) and "database is locked" in str(error)
    return Unavailable(retry_after=1) if locked else error
