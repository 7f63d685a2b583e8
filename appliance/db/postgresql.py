"""The PostgreSQL writer: a few threads, each action in a SERIALIZABLE transaction of its own."""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from appliance.clock import Clock
from appliance.db.transaction import Work, append
from appliance.errors import Unavailable

WRITERS = 4
"""Connections, and actions at work at the same time."""

_TRIES = 30
_ALONE_AFTER = 3
"""Conflicts after which an action has the writer to itself: a crowd at one row would lose to itself for ever."""
_CONFLICTS = {"40001", "40P01"}  # serialization_failure, deadlock_detected (PostgreSQL, appendix A)


class PostgresqlWriter:
    """Actions of one caller who waits for each are in order; others may overtake, as on any server."""

    def __init__(self, url: URL, clock: Clock, settle: Callable[[list[Work[Any]]], None]) -> None:
        self._clock = clock
        self._settle = settle
        self._threads = ThreadPoolExecutor(WRITERS, "jinbo-writer")
        self._turns = threading.Semaphore(WRITERS)
        self._alone = threading.Lock()
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=WRITERS,
            max_overflow=0,
            pool_pre_ping=True,
            isolation_level="SERIALIZABLE",  # actions are written as if they ran one after another
            connect_args={"connect_timeout": 5},
        )

    async def start(self) -> None:
        """Raises Unavailable when the server does not answer."""
        self._loop = asyncio.get_running_loop()
        await self._loop.run_in_executor(self._threads, self._greet)

    async def stop(self) -> None:
        """Returns when all that waited is committed and settled."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def submit(self, work: Work[Any]) -> None:
        self._threads.submit(self._write, work)

    def _greet(self) -> None:
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise Unavailable(retry_after=5) from error

    def _write(self, work: Work[Any]) -> None:
        try:
            self._commit(work)
        except BaseException as error:  # noqa: BLE001 - an action's failure is its caller's
            work.fail(error)
        self._loop.call_soon_threadsafe(self._settle, [work])

    def _commit(self, work: Work[Any]) -> None:
        for tries in range(_TRIES):
            try:
                with self._turn(alone=tries >= _ALONE_AFTER), self._engine.begin() as connection:
                    work.run(connection, self._clock.now())
                    append(connection, [work])
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _CONFLICTS or tries == _TRIES - 1:
                    raise
            else:
                return
            time.sleep(random.uniform(0, min(0.002 * 2**tries, 0.1)))  # noqa: S311 - so that rivals part

    @contextlib.contextmanager
    def _turn(self, *, alone: bool) -> Iterator[None]:
        """One of the writer's turns, or all of them."""
        with self._alone if alone else contextlib.nullcontext():
            turns = WRITERS if alone else 1
            for _ in range(turns):
                self._turns.acquire()
            try:
                yield
            finally:
                self._turns.release(turns)
