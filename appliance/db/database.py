"""The door to the database: `write` for actions, `read` for questions."""

import asyncio
import functools
import logging
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.bus import Bus
from appliance.clock import Clock, SystemClock
from appliance.db.postgresql import PostgresqlWriter
from appliance.db.reading import Readers
from appliance.db.sqlite import SqliteWriter
from appliance.db.transaction import Transaction, Work
from appliance.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

MOST_WAITING = 20_000
"""Actions that may wait for the writer before callers are turned away."""

log = logging.getLogger(__name__)


class Database:
    """One per process, between `start` and `stop`; used from the event loop only."""

    def __init__(self, url: str, *, bus: Bus | None = None, clock: Clock | None = None) -> None:
        """`url` is ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``; `bus` hears the facts."""
        self.url = make_url(url)
        self._bus = bus
        self._clock = clock or SystemClock()
        self.guard: Callable[[Transaction], None] | None = None
        """Set where another box may take over: it refuses, in the same transaction, what this one writes then."""
        self._waiting = 0
        self._open = False

    async def start(self) -> None:
        """Raises a Problem (DatabaseDamaged, DatabaseOnNetwork, Unavailable) when the database cannot be trusted."""
        kind = SqliteWriter if self.url.get_backend_name() == "sqlite" else PostgresqlWriter
        self._writer = kind(self.url, self._clock, self._settle)
        await self._writer.start()
        self._readers = Readers(self.url)
        self._open = True

    async def stop(self) -> None:
        """Finish what waits, then close."""
        if self._open:
            self._open = False
            await self._writer.stop()
            await asyncio.sleep(0)  # what the writer's last thread call left in the loop
            await self._readers.stop()

    async def write(self, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``action(tx, *args, **kwargs)`` in a transaction; returns its result after the commit is on the disk.

        Raises what the action raised, or Unavailable (503) when too many wait or the database is shut. A caller who is
        cancelled meanwhile leaves the action running.
        """
        if not self._open or self._waiting >= MOST_WAITING:
            raise Unavailable(retry_after=1)
        self._waiting += 1
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.submit(Work(functools.partial(_call, self.guard, action, args, kwargs), answer))
        return await answer

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A session that sees one state of the database throughout and cannot change it."""
        return self._readers.session()

    async def ask(
        self, question: Callable[Concatenate[AsyncSession, P], Coroutine[Any, Any, T]], *args: P.args, **named: P.kwargs
    ) -> T:
        """``await question(session, *args, **named)`` in one go: the quick way for what is asked often.

        The question waits for nothing but its session.
        """
        return await self._readers.ask(question, *args, **named)

    async def healthy(self) -> bool:
        """Whether writer and readers answer; itself answers within a second."""
        try:
            async with asyncio.timeout(0.9):
                await self.write(_answer)
                async with self.read() as session:
                    await session.execute(text("SELECT 1"))
        except Exception:  # whatever it is, the answer is no
            log.warning("the database does not answer", exc_info=True)
            return False
        return True

    def _settle(self, group: list[Work[Any]]) -> None:
        """In the loop, after the commit: callers first, then everybody else, in the order of the group."""
        self._waiting -= len(group)
        for event in [event for work in group for event in work.settle()]:
            if self._bus is not None:
                self._bus.publish(event)


def _call(
    guard: Callable[[Transaction], None] | None,
    action: Callable[..., T],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    tx: Transaction,
) -> T:
    if guard is not None:
        guard(tx)
    return action(tx, *args, **kwargs)


def _answer(tx: Transaction) -> None:
    tx.execute(text("SELECT 1"))
