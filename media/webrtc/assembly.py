"""RTP packets in order again, and frames out of packets (RFC 3550, RFC 6184, RFC 7587) (pure).

A frame is passed on as soon as it is whole, not when the next one begins. A hole is waited for, since the lost packet
may be sent again; after `patience` it is given up, so that nothing here grows or stands still for ever.
"""

from collections.abc import Callable

Hear = Callable[[int, bytes, float], None]
"""Told a frame's stamp (which no longer wraps), its bytes, and when its first packet came."""

MOST_BYTES = 4 << 20
"""Of one frame: a second of what a good host sends; a picture that never ends is given up."""
MISORDER = 1000
"""Packets by which one may be late or early; whatever is further away is another stream's beginning."""


class Assembly:
    def __init__(self, hear: Hear, lost: Callable[[], None], *, patience: float, single: bool = False) -> None:
        """`lost` is called when a hole is given up. `single`: every packet is a frame, as with Opus."""
        self.missed = 0
        """Packets that never came."""
        self.sent = 0
        """Packets that the sender has numbered since the first."""
        self.skipped = 0
        """Of these, those that did not come in their turn, whether or not they were sent again."""
        self._hear = hear
        self._lost = lost
        self._patience = patience
        self._single = single
        self._numbers = Unwrap(16)
        self._stamps = Unwrap(32)
        self._next: int | None = None
        self._newest = 0
        self._held: dict[int, tuple[int, bool, bytes, float]] = {}
        self._hole_since: float | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._stamp = 0
        self._since = 0.0

    def add(self, number: int, stamp: int, last: bool, data: bytes, now: float) -> None:
        """A packet: its sequence number and stamp as sent, and whether the marker says that it ends its frame."""
        place = self._numbers.of(number)
        if self._next is None:
            self._next, self._newest = place, place - 1
        if place < self._next - MISORDER or place > self._next + MISORDER:
            self._begin_anew(place)
        if place > self._newest:
            self.sent += place - self._newest
            self.skipped += place - self._newest - 1
            self._newest = place
        if place < self._next or place in self._held:
            return
        self._held[place] = self._stamps.of(stamp), last, data, now
        self._go_on(now)

    def look(self, now: float) -> None:
        """Time has passed: a hole may be too old."""
        while self._hole_since is not None and now - self._hole_since >= self._patience:
            self._give_up()
            self._go_on(now)

    def near(self, stamp: int) -> int:
        """Where a stamp stands on the line of those that have come."""
        return self._stamps.near(stamp)

    def missing(self) -> list[int]:
        """Sequence numbers of what is waited for, modulo 2^16."""
        if self._next is None or not self._held:
            return []
        return [place & 0xFFFF for place in range(self._next, max(self._held)) if place not in self._held]

    def _go_on(self, now: float) -> None:
        assert self._next is not None  # noqa: S101 - set by the first packet
        moved = False
        while (packet := self._held.pop(self._next, None)) is not None:
            self._next += 1
            moved = True
            self._take(*packet)
        if not self._held:
            self._hole_since = None
        elif moved or self._hole_since is None:
            self._hole_since = now

    def _take(self, stamp: int, last: bool, data: bytes, at: float) -> None:
        if self._parts and stamp != self._stamp:  # a sender that sets no marker
            self._deliver()
        if data:
            if not self._parts:
                self._stamp, self._since = stamp, at
            self._parts.append(data)
            self._size += len(data)
            if self._size > MOST_BYTES:
                self._forget()
                self._lost()
        if self._parts and (last or self._single):
            self._deliver()

    def _deliver(self) -> None:
        frame, stamp, since = b"".join(self._parts), self._stamp, self._since
        self._forget()
        self._hear(stamp, frame, since)

    def _give_up(self) -> None:
        assert self._next is not None  # noqa: S101 - there is no hole before the first packet
        first = min(self._held)
        self.missed += first - self._next
        self._next = first
        self._forget()
        self._lost()

    def _begin_anew(self, place: int) -> None:
        self._next, self._newest = place, place - 1
        self._held.clear()
        self._hole_since = None
        self._forget()
        self._lost()

    def _forget(self) -> None:
        self._parts, self._size = [], 0


class Unwrap:
    """Numbers of so many bits on a line that does not wrap."""

    def __init__(self, bits: int) -> None:
        self._wrap = 1 << bits
        self._last: int | None = None

    def of(self, number: int) -> int:
        self._last = self.near(number)
        return self._last

    def near(self, number: int) -> int:
        """Where it stands, without remembering it."""
        if self._last is None:
            return number
        return self._last + (number - self._last + self._wrap // 2) % self._wrap - self._wrap // 2
