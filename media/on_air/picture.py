"""One room's picture: the host's stream while it comes, the slate while it does not, in one timeline without end."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from appliance.clock import Clock
from media.loudness import Level
from media.meter import Meter
from media.on_air.feed import Feed, Stretch
from media.on_air.rungs import Rungs
from media.on_air.source import Source
from media.packets import TIMESCALE, Packet
from media.slate.loop import Kind, Loop, Slate

State = Literal["coming", "live", "away"]

QUIET_SECONDS = 1.5
"""A host who sends nothing for this long has vanished: the slate plays."""
UNWATCHED_SECONDS = 30.0
"""The slate rests when nobody has asked for it for this long."""
AHEAD_SECONDS = 0.5
LATE_SECONDS = 15.0
"""A timeline this far from the clock, after a rest or a host's burst, is taken as right again."""


OPENING = timedelta(seconds=10)
"""A room opens with so much of the slate behind it: native players want whole segments before they begin."""


class Picture:
    def __init__(
        self, feeds: Mapping[str, Feed], slates: Mapping[Kind, Slate], clock: Clock, kind: Kind = "soon"
    ) -> None:
        """`feeds` by rendition, "source" among them; their channel was opened `OPENING` behind."""
        self.feeds = feeds
        self.state: State = "coming"
        self.source: Source | None = None
        self.rungs: Rungs | None = None
        self.meter = Meter()
        self._main = feeds["source"]
        self._slates = slates
        self._clock = clock
        self._began = clock.monotonic() - OPENING.total_seconds()
        self._heard_at = clock.monotonic()
        self._slate: tuple[Stretch, Loop] | None = None
        self._slate_kind = kind
        self._play_slate(clock.monotonic())

    @property
    def edge(self) -> int:
        """Where the next stretch may begin, in ticks."""
        return max(self._main.edge, self._main.sound_edge)

    @property
    def behind(self) -> float:
        """Seconds between the clock and what plays; the host's own burst or rest shows here too."""
        return max(0.0, self._clock.monotonic() - self._began - self.edge / TIMESCALE)

    @property
    def tapped(self) -> bool:
        """Somebody takes the picture away from here to be seen elsewhere."""
        return any(feed.tapped for feed in self.feeds.values())

    def redraw(self, slates: Mapping[Kind, Slate]) -> None:
        """The room has another title; a slate that plays is changed at once."""
        self._slates = slates
        self._slate = None

    def rest(self, kind: Kind) -> None:
        """Which slate plays while no host sends: soon before and after a show, back within one."""
        if kind != self._slate_kind:
            self._slate = None
        self._slate_kind = kind

    def enter(self, rungs: Rungs) -> Source:
        """A host begins to push; the slate plays on until the first picture is whole."""
        if self.rungs is not None:
            self.rungs.close()
        self.source = Source(lambda: self.edge, self._slates["sound"])
        self.rungs = rungs
        self.meter = Meter()
        rungs.on_loud = self.meter.loud
        return self.source

    def feed(self, source: Source, packet: Packet) -> None:
        """What a host sent just now; who was replaced is no longer heard."""
        if source is not self.source or self.rungs is None:
            return
        now = self._clock.monotonic()
        for stretch, placed in source.feed(packet, now):
            self.meter.count(placed)
            self.rungs.play(stretch, placed)
        if source.stretch is None:
            return
        self._heard_at = now
        if self.state != "live" and (source.stretch.plays or not self._slate_plays()):
            self.state = "live"
            self._slate = None
            self._began = now - self.edge / TIMESCALE  # what the slate rested is not the host's delay

    def loud(self, source: Source, level: Level) -> None:
        """How loud the last second was, said by who decoded it on its way here."""
        if source is self.source:
            self.meter.loud(level)

    def lossy(self, source: Source, lost: float) -> None:
        """The share of packets that the last second lost on its way."""
        if source is self.source:
            self.meter.lossy(lost)

    def leave(self, source: Source) -> None:
        """The host's connection is gone; the slate takes over at the next tick."""
        if source is not self.source or self.rungs is None:
            return
        self.rungs.close()
        self.source = self.rungs = None
        self._heard_at = -math.inf

    def tick(self, watched_at: float) -> None:
        """Ten times a second: let the slate go on if the host is quiet and somebody watches."""
        now = self._clock.monotonic()
        if self.state == "live" and now - self._heard_at > QUIET_SECONDS:
            self._lose_host()
        if self.state != "live" and now - watched_at < UNWATCHED_SECONDS:
            self._play_slate(now)

    def _lose_host(self) -> None:
        self.state = "away"
        self.rest("back")
        if self.source is not None and self.rungs is not None:
            self.source.pause()
            self.rungs.pause()

    def _slate_plays(self) -> bool:
        return self._slate is not None and self._main.playing(self._slate[0])

    def _play_slate(self, now: float) -> None:
        until = self._ticks(now)
        if not -AHEAD_SECONDS * TIMESCALE < until - self.edge < LATE_SECONDS * TIMESCALE:
            self._began = now - self.edge / TIMESCALE
            self._slate = None
            until = self._ticks(now)
        if self._slate is None:
            slate = self._slates[self._slate_kind]
            self._slate = Stretch(slate.video, slate.audio, slate=True), Loop(slate, self.edge)
        stretch, loop = self._slate
        for packet in loop.between(min(self._main.edge, self._main.sound_edge), until):
            for feed in self.feeds.values():
                feed.play(stretch, packet)

    def _ticks(self, now: float) -> int:
        return int((now - self._began) * TIMESCALE)
