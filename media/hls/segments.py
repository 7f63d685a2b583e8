"""Parts, segments and the window of them that a rendition keeps in memory."""

from collections import deque
from collections.abc import Sequence

import msgspec

from media.hls import answers
from media.hls.answers import Answer
from media.hls.cutting import TARGET_SECONDS
from media.hls.timeline import Stretch
from media.packets import TIMESCALE

LISTED = 8 * TARGET_SECONDS * TIMESCALE
"""How much a playlist names: the live edge, the 9 s of HOLD-BACK and as much again for a slow start."""
PARTS_LISTED = 4 * TIMESCALE
"""Parts are named only in segments this near to the edge: every viewer fetches their names five times a second."""
PARTS_KEPT = PARTS_LISTED + 3 * TARGET_SECONDS * TIMESCALE
"""Parts can be fetched for three target durations after they were named (RFC 8216bis, 6.2.2), then only the segment."""
KEPT = 2 * LISTED + TARGET_SECONDS * TIMESCALE
"""A segment can be fetched for its own length and that of the playlist that named it (RFC 8216bis, 6.2.2)."""
MOST_BYTES = 64 << 20
"""What one rendition may hold; beyond it the oldest segments go, listed or not."""


class Part(msgspec.Struct, frozen=True, gc=False):
    start: int
    duration: int
    """In ticks, as the playlist says; the frame that lies across the end belongs here."""
    independent: bool
    """Its first frame is a keyframe."""
    line: bytes
    """Its EXT-X-PART."""
    answer: Answer


class Init(msgspec.Struct, frozen=True):
    """An init segment under its file name."""

    name: str
    answer: Answer
    slate: bool = False
    """What it begins stands in for a host who is not there."""


class Segment:
    """A run of parts. Open until it is told its last part."""

    def __init__(self, msn: int, start: int, init: Init, stretch: Stretch, breaks: int, *, independent: bool) -> None:
        self.msn = msn
        self.start = start
        self.end = start
        self.reached = 0
        """How much the rendition has announced up to this segment's end; unlike `end` it does not jump."""
        self.init = init
        self.stretch = stretch
        self.breaks = breaks
        """How many EXT-X-DISCONTINUITY stand before it."""
        self.independent = independent
        """Whether it begins with a keyframe."""
        self.parts: list[Part] = []
        self.count = 0
        """How many parts it has or had."""
        self.closed = False
        self.size = 0
        self._answer: Answer | None = None

    @property
    def length(self) -> int:
        return self.end - self.start

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.count += 1
        self.end = part.start + part.duration
        self.size += len(part.answer.body)

    def answer(self) -> Answer:
        """All its parts as one file, joined when first asked for."""
        if self._answer is None:
            self._answer = answers.media(b"".join(part.answer.body for part in self.parts))
        return self._answer

    def merge(self) -> None:
        """Keep the one file and give up the parts."""
        self.answer()
        self.parts.clear()


class Window:
    """The segments of one rendition, oldest first; the last is open."""

    def __init__(self, first: int) -> None:
        self.next_msn = first
        self.segments: deque[Segment] = deque()
        self.end = 0
        """Where the last part ends, in ticks."""
        self.reached = 0
        """How much was announced in all, in ticks."""
        self.bytes_held = 0
        self.edge = 0
        """The newest part as one number that only grows: `msn << 16 | parts`; 0 before the first part."""

    def open(self, start: int, init: Init, stretch: Stretch, *, independent: bool) -> None:
        breaks = stretch.sequence - self.segments[-1].stretch.sequence if self.segments else 0
        self.segments.append(Segment(self.next_msn, start, init, stretch, breaks, independent=independent))
        self.next_msn += 1

    def add(self, part: Part) -> None:
        segment = self.segments[-1]
        segment.add(part)
        self.end = segment.end
        self.reached = segment.reached = self.reached + part.duration
        self.bytes_held += len(part.answer.body)
        self.edge = segment.msn << 16 | segment.count

    def close(self) -> None:
        """End the open segment and let go of what is too old or too much."""
        segment = self.segments[-1]
        segment.closed = True
        self.edge = segment.msn + 1 << 16
        self._trim()

    def find(self, msn: int) -> Segment | None:
        index = msn - self.segments[0].msn if self.segments else -1
        return self.segments[index] if 0 <= index < len(self.segments) else None

    def listed(self) -> Sequence[Segment]:
        """What the playlist names: whole segments within LISTED of the edge, then the open one if it has parts."""
        oldest = self.reached - LISTED
        return [segment for segment in self.segments if segment.count and segment.reached - segment.length >= oldest]

    def _trim(self) -> None:
        segments = self.segments
        while len(segments) > 1 and (segments[0].reached < self.reached - KEPT or self.bytes_held > MOST_BYTES):
            self.bytes_held -= segments.popleft().size
        for segment in segments:
            if segment.reached >= self.reached - PARTS_KEPT:
                break
            if segment.parts:
                segment.merge()
