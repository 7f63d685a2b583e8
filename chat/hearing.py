"""What viewers say, by kind: read, limited, handed to whoever answers it, and answered."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable

import msgspec

from appliance.allowance import Allowance
from appliance.clock import Clock
from appliance.errors import BadInput, NotFound, Problem, TooMany
from appliance.identity.seats import Seat
from appliance.reading import UNREADABLE, has_nul
from chat import frames
from chat.sitting import Sitting

NOT_OURS = 1007

Handler = Callable[[Seat, bytes], Awaitable[msgspec.Struct | None]]

log = logging.getLogger(__name__)


class UnknownKind(NotFound):
    zh = "这个房间听不懂 {kind}"
    en = "Nobody here understands {kind}"


class Head(msgspec.Struct):
    type: str
    ref: str = msgspec.field(default="")


_HEAD = msgspec.json.Decoder(Head)


class Heard(msgspec.Struct, frozen=True):
    """One kind of what may be said."""

    handler: Handler
    per_second: float
    burst: int
    whole: Allowance | None
    """Of everybody in all rooms together."""


class Hearing:
    def __init__(self, clock: Clock, awaited: int) -> None:
        self._clock = clock
        self._awaited = awaited
        self._kinds: dict[str, Heard] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused = 0

    def hear(self, kind: str, handler: Handler, *, per_second: float, burst: int, house: float | None = None) -> None:
        if kind in self._kinds:
            raise ValueError(f"{kind!r} is heard already")
        whole = Allowance(house, max(1, int(house))) if house else None
        self._kinds[kind] = Heard(handler, per_second, burst, whole)

    def said(self, sitting: Sitting, text: bytes) -> None:
        try:
            head = _HEAD.decode(text)
        except UNREADABLE:
            return sitting.end(NOT_OURS)
        try:
            heard = self._admit(sitting, head, text)
        except Problem as problem:
            self.refused += 1
            return self._refuse(sitting, head, problem)
        sitting.awaited += 1
        task = asyncio.create_task(self._answer(sitting, head, heard, text), name=f"heard {head.type}")
        self._tasks.add(task)
        return task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _admit(self, sitting: Sitting, head: Head, text: bytes) -> Heard:
        heard = self._kinds.get(head.type)
        if heard is None:
            raise UnknownKind(kind=head.type[:40])
        if len(head.ref) > 64:
            raise BadInput(why="ref")
        if has_nul(text):
            raise BadInput(why="a NUL in the text")
        allowance = sitting.allowances.get(head.type)
        if allowance is None:
            allowance = sitting.allowances[head.type] = Allowance(heard.per_second, heard.burst)
        now = self._clock.monotonic()
        wait = allowance.take(now) or (heard.whole.take(now) if heard.whole else 0.0)
        if wait or sitting.awaited >= self._awaited:
            raise TooMany(retry_after=max(1, math.ceil(wait)))
        return heard

    async def _answer(self, sitting: Sitting, head: Head, heard: Heard, text: bytes) -> None:
        try:
            done = await heard.handler(sitting.seat, text)
            if head.ref:
                sitting.answer(frames.answer(head.ref, done))
        except Problem as problem:
            self._refuse(sitting, head, problem)
        except UNREADABLE as error:
            self._refuse(sitting, head, BadInput(why=str(error)))
        except Exception:
            log.exception("no answer", extra={"kind": head.type, "room": sitting.room.name})
            self._refuse(sitting, head, Problem())
        finally:
            sitting.awaited -= 1

    @staticmethod
    def _refuse(sitting: Sitting, head: Head, problem: Problem) -> None:
        if head.ref:
            sitting.answer(frames.refusal(head.ref[:64], problem, sitting.socket.language))
