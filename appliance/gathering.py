"""Many small asks, one write: what comes while a write is under way goes with the next one, in the order it came."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from appliance.clock import Clock

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")

MOST = 500
"""Asks that go together."""


class Gathering(Generic[Ask, Answer]):
    """Used from the event loop only; needs no starting, and works only while somebody waits for an answer."""

    def __init__(
        self,
        name: str,
        write: Callable[[Sequence[Ask]], Awaitable[Sequence[Answer]]],
        clock: Clock,
        *,
        pause: float = 0.0,
    ) -> None:
        """`write` answers every ask in its place, or raises for all of them; `pause` seconds lie between two writes."""
        self._name = name
        self._write = write
        self._clock = clock
        self._pause = pause
        self._asks: list[tuple[Ask, asyncio.Future[Answer]]] = []
        self._work: asyncio.Task[None] | None = None

    async def ask(self, one: Ask) -> Answer:
        """Returns after the write; raises what it raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asks.append((one, answer))
        if self._work is None:
            self._work = asyncio.create_task(self._write_all(), name=self._name)
        return await answer

    async def stop(self) -> None:
        """Let go of who still waits; a write that is under way ends by itself."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        for _, answer in self._asks:
            answer.cancel()

    async def _write_all(self) -> None:
        try:
            while self._asks:
                some, self._asks = self._asks[:MOST], self._asks[MOST:]
                await self._write_some(some)
                if self._pause:
                    await self._clock.sleep(self._pause)
        finally:
            self._work = None

    async def _write_some(self, some: Sequence[tuple[Ask, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._write([one for one, _ in some])
        except BaseException as error:
            for _, waits in some:
                if isinstance(error, Exception):
                    _answer(waits, error)
                else:
                    waits.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for (_, waits), answer in zip(some, answers, strict=True):
            _answer(waits, answer)


def _answer(waits: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    """Who has left meanwhile is not told."""
    if waits.done():
        return
    if isinstance(answer, Exception):
        waits.set_exception(answer)
    else:
        waits.set_result(answer)
