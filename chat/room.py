"""One room: who sits in it, what is about to be said, and what was said lately."""

import math
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import TYPE_CHECKING

import msgspec

from appliance.clock import Clock
from appliance.events import Event, Pace, encode
from chat import frames
from chat.frames import Frame
from chat.memory import Memory, Said
from chat.pace import URGENT_EACH, Beat

if TYPE_CHECKING:
    from chat.sitting import Sitting

MOST_COUNTS = 256
"""Things that are counted, whose newest count a room remembers."""
MOST_BYTES = 16 * 1024
"""Of facts in one frame, unless a single one is longer."""

Key = tuple[object, object]


class Room:
    """Facts are taken in by `hear` and told by `flush`, which whoever keeps time calls when `due` has come."""

    def __init__(
        self,
        name: str,
        clock: Clock,
        edge_of: Callable[[str], datetime | None],
        delay_of: Callable[[str], int] = lambda _room: 0,
    ) -> None:
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
        self._delay_of = delay_of
        self._memory = Memory()
        self._beat = Beat()
        self._pending: dict[Key, Pending] = {}
        self._urgent = False
        """Something that is pending cannot wait."""
        self._counted: float | None = None
        """Since when there are counts to tell, and nothing else."""
        self._standing: dict[Key, bytes] = {}
        self._spoke = self._spoke_urgently = -math.inf

    def hear(self, fact: Event) -> None:
        now = self._clock.monotonic()
        self._beat.heard(now)
        self._note_count(now, fact.pace)
        self._urgent = self._urgent or fact.pace is Pace.URGENT
        key: Key = None, len(self._pending)
        if fact.pace is Pace.COUNT:
            key = type(fact).__name__, getattr(fact, fact.counted_by) if fact.counted_by else None
            self._pending.pop(key, None)  # the newest stands where it was said
        self._pending[key] = Pending(fact.pace, encode(fact))
        if fact.counted_by:
            self._stand(key)

    def faces(self, most: int) -> tuple[str, ...]:
        """Pictures of those who sit here, the longest there first, so that they rarely change; staff aside."""
        seats = (sitting.seat for sitting in self.sittings)
        shown = dict.fromkeys(seat.avatar for seat in seats if seat.avatar and not seat.role)
        return tuple(islice(shown, most))

    @property
    def due(self) -> float | None:
        """When it should speak next, on the stopwatch; None: there is nothing to say."""
        if self._urgent:
            return self._spoke_urgently + URGENT_EACH
        if self._pending:
            due = self._spoke + self._beat.interval(self._clock.monotonic())
            return due if self._counted is None else max(due, self._counted + self._beat.patience(len(self.sittings)))
        return None

    def flush(self) -> None:
        """Say everything, in order: what is urgent in frames of its own, so that these alone are never dropped."""
        at, edge = frames.milliseconds(self._clock.now()), self.edge
        pending, self._pending, self._urgent, self._counted = self._pending, {}, False, None
        for urgent, run in groupby(pending.values(), key=lambda fact: fact.pace is Pace.URGENT):
            for facts in _pieces(run):
                self._say(at, edge, facts, urgent=urgent)
        self._spoke = self._clock.monotonic()

    @property
    def edge(self) -> int | None:
        moment = self._edge_of(self.name)
        return None if moment is None else frames.milliseconds(moment)

    @property
    def delay(self) -> int:
        """In so many milliseconds what the host does now is at the edge, beyond the picture's own way."""
        return 1000 * self._delay_of(self.name)

    def standing(self) -> list[Frame]:
        """The newest counts of things that go on, for who may have missed them."""
        if not self._standing:
            return []
        at = frames.milliseconds(self._clock.now())
        return [Frame(frames.told(self.n, at, self.edge, list(self._standing.values()), self.delay))]

    def missed(self, after: str) -> tuple[list[Frame], bool]:
        """What was told behind ``EPOCH.N``, and whether more is missing than is remembered."""
        epoch, _, number = after.partition(".")
        if epoch != self.epoch or not number.isdecimal() or len(number) > 15 or int(number) > self.n:
            return [], True
        return self._memory.missed(int(number))

    def _say(self, at: int, edge: int | None, facts: list["Pending"], *, urgent: bool) -> None:
        numbered = [fact.body for fact in facts if fact.pace is not Pace.COUNT]
        self.n += len(numbered)
        said = Said(self.n, at, edge, numbered, urgent, self.delay)
        if numbered:
            self._memory.keep(said)
        if urgent:
            self._spoke_urgently = self._clock.monotonic()
        whole = len(numbered) == len(facts)
        every = [fact.body for fact in facts]
        self._tell(said.framed() if whole else Frame(frames.told(self.n, at, edge, every, self.delay)))

    def _tell(self, frame: Frame) -> None:
        self.told += len(self.sittings)
        for sitting in tuple(self.sittings):  # who turns out to be stuck is gone at once
            sitting.tell(frame)

    def _note_count(self, now: float, pace: Pace) -> None:
        if pace is not Pace.COUNT:
            self._counted = None
        elif not self._pending:
            self._counted = now

    def _stand(self, key: Key) -> None:
        """A count of something that goes on."""
        self._standing.pop(key, None)
        self._standing[key] = self._pending[key].body
        if len(self._standing) > MOST_COUNTS:
            del self._standing[next(iter(self._standing))]


class Pending(msgspec.Struct, frozen=True):
    pace: Pace
    body: bytes


def _pieces(facts: Iterable[Pending]) -> Iterator[list[Pending]]:
    """Cut where a frame would grow beyond `MOST_BYTES`: it stays in memory for as long as one viewer does not read."""
    piece: list[Pending] = []
    size = 0
    for fact in facts:
        if piece and size + len(fact.body) > MOST_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(fact)
        size += len(fact.body)
    if piece:
        yield piece
