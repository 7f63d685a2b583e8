"""Work that goes on beside the rest: every task has a name, a health and a rule for what follows its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Literal, Self

import msgspec

from appliance.clock import Clock

log = logging.getLogger(__name__)

State = Literal["running", "resting", "ended", "failed"]
"""resting: it failed and waits to be started again; ended: it came to its end; failed: it will not be tried again."""

Restart = Literal["always", "on failure", "never"]

Work = Callable[[], Awaitable[object]]


class Failure(Exception):
    """A task's end that one sentence explains: it is logged without a traceback."""


class Backoff(msgspec.Struct, frozen=True):
    """How long to rest before the next try: doubled from `first` to `most` seconds while tries fail quickly."""

    first: float = 0.2
    most: float = 10.0
    settled: float = 30.0
    """Seconds of running after which an earlier failure is forgotten."""

    def rest(self, failures: int) -> float:
        """Seconds after this many failures in a row, counted from 1."""
        return float(min(self.most, self.first * 2 ** min(failures - 1, 30)))


class Tasks:
    """Starts tasks, starts them again by their rule, and awaits them all at `stop`.

    A crash is logged with the task's name and counted in `crashes`; it never reaches whoever started the task.
    """

    def __init__(self, clock: Clock, backoff: Backoff = Backoff()) -> None:  # noqa: B008 - frozen
        self._clock = clock
        self._backoff = backoff
        self._running: dict[str, asyncio.Task[None]] = {}
        self._states: dict[str, State] = {}
        self.crashes: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self, name: str, work: Work, *, restart: Restart = "on failure") -> None:
        """Begin `work` under a name of its own. Raises ValueError while that name is taken by a task that goes on."""
        if name in self._running and not self._running[name].done():
            raise ValueError(f"task {name!r} is running already")
        self.crashes.setdefault(name, 0)
        self._states[name] = "running"
        self._running[name] = asyncio.create_task(self._supervise(name, work, restart), name=name)

    async def stop(self, name: str | None = None) -> None:
        """End one task, or all, newest first; returns when they are gone. An unknown name is no error."""
        names = [name] if name is not None else list(reversed(self._running))
        ending = [task for each in names if (task := self._running.pop(each, None)) is not None]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for each in names:
            self._states.pop(each, None)

    def health(self) -> dict[str, State]:
        return dict(self._states)

    @property
    def healthy(self) -> bool:
        """No task rests or has failed."""
        return not any(state in ("resting", "failed") for state in self._states.values())

    async def _supervise(self, name: str, work: Work, restart: Restart) -> None:
        failures = 0
        while True:
            self._states[name] = "running"
            began = self._clock.monotonic()
            crashed = not await self._once(name, work)
            if restart == "never" or (restart == "on failure" and not crashed):
                self._states[name] = "failed" if crashed else "ended"
                return
            settled = self._clock.monotonic() - began >= self._backoff.settled
            failures = 1 if settled else failures + 1
            self._states[name] = "resting"
            await self._clock.sleep(self._backoff.rest(failures))

    async def _once(self, name: str, work: Work) -> bool:
        """True when `work` came to its end by itself."""
        try:
            await work()
        except Exception as error:
            self.crashes[name] += 1
            trace = not isinstance(error, Failure)
            log.log(logging.ERROR, "task failed: %s", error, exc_info=trace, extra={"task": name})
            return False
        return True
