"""What of a show follows itself without a break, and where in the replay a moment of the show stands. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from media.packets import TIMESCALE
from media.recording.entries import Entry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SAME = TIMESCALE // 10
_COVERED = 4 * TIMESCALE
"""A rendition that misses so little at either end of a take stands for it."""


class Shot(msgspec.Struct, frozen=True):
    """A segment and the reel that holds it."""

    reel: int
    """Its number."""
    entry: Entry

    @property
    def seconds(self) -> float:
        return self.entry.duration / TIMESCALE


class Take(msgspec.Struct, frozen=True):
    """Segments that follow each other without a break."""

    shots: list[Shot]

    @property
    def ticks(self) -> int:
        return sum(shot.entry.duration for shot in self.shots)

    @property
    def at(self) -> int:
        """When it was on air, in milliseconds since 1970."""
        return self.shots[0].entry.mark.at

    @property
    def until(self) -> int:
        last = self.shots[-1].entry
        return last.mark.at + last.duration * 1000 // TIMESCALE


def takes(shots: Iterable[Shot]) -> list[Take]:
    found: list[Take] = []
    last: Entry | None = None
    for shot in shots:
        if last is None or not _follows(last, shot.entry):
            found.append(Take([]))
        found[-1].shots.append(shot)
        last = shot.entry
    return found


def covering(take: Take, others: Sequence[Shot]) -> Take | None:
    """The same stretch of another rendition, if it has it nearly whole and in one piece."""
    slack = _COVERED * 1000 // TIMESCALE
    within = [shot for shot in others if take.at - slack <= shot.entry.mark.at < take.until]
    for found in takes(within):
        if found.at <= take.at + slack and found.until >= take.until - slack:
            return found
    return None


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A take, as the rest of the house needs it; both in milliseconds."""

    at: int
    length: int


def instant(at: int) -> datetime:
    """From milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=at)


def spans(found: Sequence[Take]) -> list[Span]:
    return [Span(take.at, take.ticks * 1000 // TIMESCALE) for take in found]


def position(of: Sequence[Span], at: int) -> int:
    """Where in the replay a moment of the show stands, in milliseconds; what was not kept stands at its break."""
    passed = 0
    for span in of:
        if at < span.at:
            return passed
        if at < span.at + span.length:
            return passed + at - span.at
        passed += span.length
    return passed


def moment(of: Sequence[Span], place: int) -> int:
    """When that was which stands at this position: the inverse of `position`."""
    passed = 0
    for span in of:
        if place < passed + span.length:
            return span.at + max(place - passed, 0)
        passed += span.length
    return of[-1].at + of[-1].length if of else 0


def _follows(last: Entry, entry: Entry) -> bool:
    """Two lives of the channel never look alike: their numbers have a gap, or their timelines do."""
    return (
        entry.mark.sequence == last.mark.sequence
        and entry.mark.msn - last.mark.msn in (0, 1)  # 0: a disk that was full let it go on in another reel
        and abs(entry.mark.start - last.mark.start - last.duration) <= _SAME
    )
