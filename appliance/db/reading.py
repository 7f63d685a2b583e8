"""Questions to the database: each statement, or better a whole question, is answered in one of a few threads.

What makes a small question slow is changing threads, not SQLite (docs/decisions/0008), so `aiosqlite` with its four
changes for each statement is not used; sessions are SQLAlchemy's all the same, over the plain drivers.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from appliance.db.sqlite import PRAGMAS, prepare
from appliance.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
SESSIONS = 12
"""That may be in the middle of their questions; others wait."""
PATIENCE = 30
"""Seconds that a session waits for its turn."""


class Readers:
    """One per process; used from its event loop."""

    def __init__(self, url: URL) -> None:
        self._engine = _engine(url)
        self._threads = ThreadPoolExecutor(THREADS, "jinbo-reader")
        self._turns = asyncio.Semaphore(SESSIONS)

    async def stop(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with _Hopping(self._engine, self._threads, self._turns) as session:
            yield session

    async def ask(
        self, question: Callable[Concatenate[AsyncSession, P], Coroutine[Any, Any, T]], *args: P.args, **named: P.kwargs
    ) -> T:
        """`question` waits for nothing but its session."""

        def answered() -> T:
            session = _Here(self._engine)
            try:
                return _driven(question(session, *args, **named))
            finally:
                session.sync_session.close()

        context = contextvars.copy_context()  # of the request
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, answered)


class _Session(AsyncSession):
    """SQLAlchemy's, over a driver that waits where it stands."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(expire_on_commit=False, autoflush=False)
        self.sync_session.bind = engine

    async def execute(self, *args: Any, **named: Any) -> Any:
        def buffered() -> Any:
            return self.sync_session.execute(*args, **named).freeze()()

        return await self._done(buffered)

    async def scalar(self, *args: Any, **named: Any) -> Any:
        return await self._done(lambda: self.sync_session.scalar(*args, **named))

    async def scalars(self, *args: Any, **named: Any) -> Any:
        return (await self.execute(*args, **named)).scalars()

    async def get(self, *args: Any, **named: Any) -> Any:
        return await self._done(lambda: self.sync_session.get(*args, **named))

    async def get_one(self, *args: Any, **named: Any) -> Any:
        return await self._done(lambda: self.sync_session.get_one(*args, **named))

    async def run_sync(self, fn: Callable[Concatenate[Session, P], T], *arg: P.args, **kw: P.kwargs) -> T:
        """Several statements in one go, by an ordinary function of a session."""
        return await self._done(lambda: fn(self.sync_session, *arg, **kw))

    async def _done(self, step: Callable[[], T]) -> T:
        raise NotImplementedError


class _Here(_Session):
    """In the thread in which it is asked."""

    async def _done(self, step: Callable[[], T]) -> T:
        return step()


class _Hopping(_Session):
    """Goes to a thread for each statement, and takes a turn from its first statement to its end."""

    def __init__(self, engine: Engine, threads: ThreadPoolExecutor, turns: asyncio.Semaphore) -> None:
        super().__init__(engine)
        self._threads = threads
        self._turns = turns
        self._seated = False
        self._last: asyncio.Future[Any] | None = None

    async def close(self) -> None:
        """After what a caller who left has set going."""
        if not self._seated:
            return
        self._seated = False
        try:
            if self._last is not None:
                with contextlib.suppress(Exception):
                    await self._last
            await asyncio.get_running_loop().run_in_executor(self._threads, self.sync_session.close)
        finally:
            self._turns.release()

    async def _done(self, step: Callable[[], T]) -> T:
        if not self._seated:
            await self._sit_down()
        self._last = asyncio.get_running_loop().run_in_executor(self._threads, step)
        return await asyncio.shield(self._last)

    async def _sit_down(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Unavailable(retry_after=1) from error
        self._seated = True


def _driven(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it returns; over a plain driver nothing in it ever waits for an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        answer: T = ended.value
        return answer
    coroutine.close()
    raise RuntimeError("a question waited for something else than its session")


def _engine(url: URL) -> Engine:
    room = {"pool_size": THREADS + SESSIONS, "max_overflow": 0}  # whoever asks in a thread finds a connection
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url.set(drivername="sqlite+pysqlite"), **room)
        prepare(engine, {**PRAGMAS, "query_only": "ON"}, "BEGIN")
        return engine
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        connect_args={"connect_timeout": 5},
        execution_options={"postgresql_readonly": True},
        **room,
    )
