"""A room's picture: one timeline in several renditions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from appliance.clock import Clock
from appliance.errors import NotFound
from media.hls import answers
from media.hls.answers import Answer
from media.hls.playlist import daterange, multivariant
from media.hls.rendition import Beside, Rendition
from media.hls.segments import KEPT
from media.hls.timeline import Timeline
from media.hls.variant import Variant
from media.hls.waiting import Line, Parked, Reply
from media.packets import TIMESCALE

_MOST_MARKS = 64
_FIRST_LINES = 480


class Channel:
    """`variants` are fixed for life; the first is the source, whose epochs are the room's discontinuities."""

    def __init__(self, variants: Sequence[Variant], first: int, clock: Clock, behind: timedelta) -> None:
        self.watched = clock.monotonic()
        """When anything was last asked for, on the monotonic clock."""
        self.life = first
        """Tells this channel from an earlier one of the same room."""
        self.timeline = Timeline(clock, behind)
        self._clock = clock
        self._marks: dict[str, tuple[datetime, bytes]] = {}
        self.variants: Sequence[Variant] = _in_order(variants)
        """As players are told of them: they begin with the first."""
        self._multivariant = answers.playlist(multivariant(self.variants))
        self.line = Line(clock)
        self.renditions: Mapping[str, Rendition] = {
            variant.name: Rendition(
                variant.name, first, self.timeline, self.line, self._beside, leads=variant is variants[0]
            )
            for variant in variants
        }
        self._source = self.renditions[variants[0].name]

    def rendition(self, name: str) -> Rendition:
        """Raises KeyError for a name that is not among the variants."""
        return self.renditions[name]

    @property
    def moment(self) -> datetime | None:
        """The media time of the live edge, as playlists tell it; None before the first part."""
        return self._source.moment

    def mark(self, name: str, start: datetime, attributes: Mapping[str, str | float]) -> None:
        """Put an EXT-X-DATERANGE into every playlist while its moment is listed; once told it does not change."""
        if name not in self._marks:
            self._marks[name] = (start, daterange(name, start, attributes))
        oldest = self._clock.now() - timedelta(seconds=KEPT / TIMESCALE)
        kept = [(told, mark) for told, mark in self._marks.items() if mark[0] > oldest]
        self._marks = dict(kept[-_MOST_MARKS:])

    def ask(self, file: str, query: bytes, reply: Reply) -> Answer | Parked:
        """`index.m3u8`, or what the rendition of the first path segment answers."""
        self.watched = self._clock.monotonic()
        name, slash, rest = file.partition("/")
        if not slash and name == "index.m3u8":
            return self._source.when_begun(lambda: self._multivariant, reply)
        rendition = self.renditions.get(name)
        if rendition is None:
            return answers.refusal(NotFound())
        return rendition.ask(rest, query, reply)

    def expire(self) -> None:
        for rendition in self.renditions.values():
            rendition.expire()

    def close(self) -> None:
        for rendition in self.renditions.values():
            rendition.close()

    def _beside(self, name: str) -> Beside:
        others = [rendition.report for rendition in self.renditions.values() if rendition.name != name]
        return Beside([report for report in others if report], [line for _, line in self._marks.values()])


def _in_order(variants: Sequence[Variant]) -> list[Variant]:
    """Players begin with what is listed first: a rung with a keyframe every two seconds, whatever the host's are, and
    small enough for a picture at once; from there they climb.
    """
    small = [variant for variant in variants[1:] if min(variant.width, variant.height) <= _FIRST_LINES]
    first = max(small, key=lambda variant: variant.bandwidth, default=variants[0])
    return [first, *(variant for variant in variants if variant is not first)]
