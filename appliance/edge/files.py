"""Answers that come from a disk: found in a moment, and poured out as fast as the viewer reads, never faster."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec

from appliance.edge.ports import Answer, Content
from appliance.errors import Problem

log = logging.getLogger(__name__)

GULP = 256 * 1024
"""Bytes that are read at once: so much of a file is in memory for each viewer."""


class Long(msgspec.Struct, frozen=True):
    """An answer whose body is still on the disk."""

    status: int
    head: bytes
    content: Content
    first: int
    end: int
    body: bytes = b""

    @property
    def length(self) -> int:
        return self.end - self.first


class Looking:
    """A question to the library, on its way. It is Parked: cancelled, it is not replied to."""

    def __init__(
        self,
        finding: Awaitable[Answer],
        reply: Callable[[Answer], None],
        refuse: Callable[[Problem], Answer],
    ) -> None:
        self._task = asyncio.ensure_future(self._look(finding, reply, refuse))

    def cancel(self) -> None:
        self._task.cancel()

    async def _look(
        self, finding: Awaitable[Answer], reply: Callable[[Answer], None], refuse: Callable[[Problem], Answer]
    ) -> None:
        try:
            answer = await finding
        except Problem as problem:
            answer = refuse(problem)
        except Exception:
            log.exception("a file could not be found")
            answer = refuse(Problem())
        reply(answer)


class Pouring:
    """A long answer on its way to one viewer; the connection serves nothing else meanwhile. It is Parked too."""

    def __init__(self, answer: Long, write: Callable[[bytes], None], done: Callable[[bool], None]) -> None:
        """`done` hears whether the whole of it was written."""
        self._answer = answer
        self._write = write
        self._done = done
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._task = asyncio.ensure_future(self._pour())

    def hold(self) -> None:
        """The viewer does not read."""
        self._may_write.clear()

    def go_on(self) -> None:
        self._may_write.set()

    def cancel(self) -> None:
        self._task.cancel()

    async def _pour(self) -> None:
        place, end = self._answer.first, self._answer.end
        try:
            while place < end:
                await self._may_write.wait()
                gulp = await self._answer.content.read(place, min(GULP, end - place))
                if not gulp:
                    raise EOFError("a file has become shorter")  # noqa: TRY301 - told like every other failure
                self._write(gulp)
                place += len(gulp)
        except Exception:
            log.exception("a file could not be read to its end")
            self._done(False)
        else:
            self._done(True)
