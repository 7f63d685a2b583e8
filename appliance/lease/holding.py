"""Waiting for a lease, beating while one holds it, and leaving at once when it may be another's."""

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from appliance.clock import Clock, SystemClock, doze
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.keys import Keys
from appliance.lease import actions
from appliance.lease.actions import Fenced, Introduction

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
OWN_SECONDS = 6.0
"""So long after its last beat a holder trusts that the lease is its own; three seconds less than the others wait."""
ASK_SECONDS = 1.0
"""Between two looks of one who waits."""
FENCED = 75
"""What a process ends with that has lost its lease."""


class Holding(Protocol):
    """How a process comes to do what one box alone may do."""

    term: int
    """0: it shares with nobody."""

    async def taken(self, stop: asyncio.Event) -> bool:
        """Wait until it is ours; False: `stop` was set before. From then on `run` has to be kept running."""

    async def run(self) -> None: ...

    def check(self) -> None:
        """Before anything that only the holder may do: a process that slept too long does not come back from here."""


class Unshared:
    """A box that is alone has everything, at no cost."""

    term = 0

    async def taken(self, stop: asyncio.Event) -> bool:
        return not stop.is_set()

    async def run(self) -> None:
        return

    def check(self) -> None:
        return


class Held:
    """One lease of this box."""

    def __init__(
        self, db: Database, lease: str, box: Introduction, clock: Clock, *, fence: Callable[[], None] | None = None
    ) -> None:
        """`fence` ends everything at once; it does not return where it matters."""
        self.term = 0
        self._db = db
        self._lease = lease
        self._box = box
        self._clock = clock
        self._fence = fence or _leave
        self._until = 0.0

    async def taken(self, stop: asyncio.Event) -> bool:
        """Raises NameTaken, OtherKey."""
        log.info("%s waits for its turn", self._lease, extra={"box": self._box.name})
        while not stop.is_set():
            began = self._clock.monotonic()
            with _patiently(self._lease):
                if self._lease == "live":
                    await self._db.write(actions.arrive, self._box)
                self.term = await self._db.write(actions.take, self._lease, self._box.name)
            if self.term:
                self._until = began + OWN_SECONDS
                self._db.guard = partial(actions.guard, lease=self._lease, term=self.term)
                log.warning("%s is this box's", self._lease, extra={"box": self._box.name, "term": self.term})
                return True
            await doze(self._clock, ASK_SECONDS, stop)
        return False

    async def run(self) -> None:
        """A task of the process."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._beat(), name=f"{self._lease} beats")
            both.create_task(self._watch(), name=f"{self._lease} watches")

    def check(self) -> None:
        if self._clock.monotonic() >= self._until:
            log.critical("%s may be another box's by now", self._lease, extra={"box": self._box.name})
            self._fence()

    async def _beat(self) -> None:
        while True:
            began = self._clock.monotonic()
            with _patiently(self._lease):
                if await self._goes_on():
                    self._until = began + OWN_SECONDS
                else:
                    self._until = 0.0
                    self.check()
            await self._clock.sleep(BEAT_SECONDS)

    async def _goes_on(self) -> bool:
        try:
            return await self._db.write(actions.beat, self._lease, self.term, self._box.name)
        except Fenced:
            return False

    async def _watch(self) -> None:
        """Though a beat may hang in the database for ever."""
        while True:
            await self._clock.sleep(max(self._until - self._clock.monotonic(), 0.0) + 0.01)
            self.check()


class Awake(SystemClock):
    """Its stopwatch goes on while the machine sleeps, as the other box's does."""

    def monotonic(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)


def holding(config: Config, lease: str, db: Database, keys: Keys, addresses: tuple[str, str, str]) -> Holding:
    """That of a process; `addresses` of this box: picture, console, and where to push."""
    if not config.box:
        return Unshared()
    edge, page, push = addresses
    folder, seal = _folder(config.data), keys.fingerprint("box", "house")
    return Held(db, lease, Introduction(config.box, folder, seal, edge, page, push), Awake())


def _folder(data: Path) -> str:
    """A name that no other data folder has."""
    file = data / "box.id"
    with contextlib.suppress(FileExistsError), file.open("x") as fresh:
        fresh.write(secrets.token_hex(8))
    return file.read_text()


@contextlib.contextmanager
def _patiently(lease: str) -> Iterator[None]:
    """A database that does not answer is asked again."""
    try:
        yield
    except (Unavailable, SQLAlchemyError, OSError) as error:
        log.warning("%s hears nothing of the database: %s", lease, error)


def _leave() -> None:
    """Not in order: the kernel closes every socket now, and whoever supervises starts us again to wait."""
    os._exit(FENCED)
