"""One room: who sits in it, what is about to be said, and what was said lately."""

import math
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from appliance.clock import Clock
from appliance.events import Event, Pace, encode
from chat import frames
from chat.frames import Frame
from chat.memory import Memory, Said
from chat.pace import URGENT_EACH
from chat.pace import Pace as Beat

if TYPE_CHECKING:
    from chat.sitting import Sitting

MOST_COUNTS = 256


class Room:
    """Facts are taken in by `hear` and told by `flush`, which whoever keeps time calls when `due` has come."""

    def __init__(self, name: str, clock: Clock, edge_of: Callable[[str], datetime | None]) -> None:
        self.name = name
        self.epoch = secrets.token_hex(3)
        self.n = 0
        """Numbered facts told so far."""
        self.sittings: dict[Sitting, None] = {}
        self.members: Counter[str] = Counter()
        """Viewers by how many seats they have here; the shop's own people are none."""
        self.sessions: Counter[int] = Counter()
        """Marks of those who sit here, to tell who plays the picture besides."""
        self.left_at = clock.monotonic()
        self.told = 0
        """Frames handed to viewers."""
        self._clock = clock
        self._edge_of = edge_of
        self._memory = Memory()
        self._beat = Beat()
        self._pending: list[tuple[bool, bytes]] = []
        self._urgent = False
        """Something that is pending cannot wait."""
        self._counts: dict[tuple[str, object], bytes] = {}
        self._standing: dict[tuple[str, object], bytes] = {}
        self._spoke = self._spoke_urgently = -math.inf

    def hear(self, fact: Event) -> None:
        now = self._clock.monotonic()
        self._beat.heard(now)
        body = encode(fact)
        if fact.pace is Pace.COUNT:
            self._count(fact, body)
        else:
            self._pending.append((fact.pace is Pace.URGENT, body))
            self._urgent = self._urgent or fact.pace is Pace.URGENT

    @property
    def due(self) -> float | None:
        """When it should speak next, on the stopwatch; None: there is nothing to say."""
        if self._urgent:
            return self._spoke_urgently + URGENT_EACH
        if self._pending or self._counts:
            return self._spoke + self._beat.interval(self._clock.monotonic())
        return None

    def flush(self) -> None:
        """Say everything, in order: what is urgent in frames of its own, so that these alone are never dropped."""
        at, edge = frames.milliseconds(self._clock.now()), self.edge
        for urgent, facts in groupby(self._pending, key=lambda pending: pending[0]):
            self._say(Said(0, at, edge, [body for _, body in facts], urgent))
        if self._counts:
            self._tell(Frame(frames.told(self.n, at, edge, list(self._counts.values()))))
        self._spoke = self._clock.monotonic()
        self._pending, self._counts, self._urgent = [], {}, False

    @property
    def edge(self) -> int | None:
        moment = self._edge_of(self.name)
        return None if moment is None else frames.milliseconds(moment)

    def standing(self) -> list[Frame]:
        """The newest counts of things that go on, for who may have missed them."""
        if not self._standing:
            return []
        at = frames.milliseconds(self._clock.now())
        return [Frame(frames.told(self.n, at, self.edge, list(self._standing.values())))]

    def missed(self, after: str) -> tuple[list[Frame], bool]:
        """What was told behind ``EPOCH.N``, and whether more is missing than is remembered."""
        epoch, _, number = after.partition(".")
        if epoch != self.epoch or not number.isdecimal() or len(number) > 15 or int(number) > self.n:
            return [], True
        return self._memory.missed(int(number))

    def _say(self, said: Said) -> None:
        self.n += len(said.events)
        said.n = self.n
        if said.lasting:
            self._spoke_urgently = self._clock.monotonic()
        elif self._counts:
            counts, self._counts = list(self._counts.values()), {}
            self._memory.keep(said)
            return self._tell(Frame(frames.told(said.n, said.at, said.edge, [*said.events, *counts])))
        self._memory.keep(said)
        return self._tell(said.framed())

    def _tell(self, frame: Frame) -> None:
        self.told += len(self.sittings)
        for sitting in tuple(self.sittings):  # who turns out to be stuck is gone at once
            sitting.tell(frame)

    def _count(self, fact: Event, body: bytes) -> None:
        kind = type(fact)
        key = kind.__name__, getattr(fact, kind.counted_by) if kind.counted_by else None
        self._counts[key] = body
        if kind.counted_by:
            self._standing.pop(key, None)
            self._standing[key] = body
            if len(self._standing) > MOST_COUNTS:
                del self._standing[next(iter(self._standing))]
