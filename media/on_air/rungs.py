"""One host's ladder: each rung plays its own encoding when there is one, and the host's packets when there is not."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

from media.loudness import Level
from media.on_air.feed import Feed, Stretch
from media.packets import AudioConfig, Config, Packet, VideoConfig

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """The transcoder as it is used here."""

    def start(self) -> Coroutine[Any, Any, None]: ...
    def stop(self) -> Coroutine[Any, Any, None]: ...
    def configure(self, config: Config) -> None: ...
    def packet(self, packet: Packet) -> None: ...


class Rungs:
    """Hears the encoder's deliveries (`media.transcode.supervisor.Deliver`) and the host's packets."""

    def __init__(
        self,
        feeds: Mapping[str, Feed],
        encoder: Callable[[VideoConfig, AudioConfig, "Rungs"], Encoder | None],
        on_shed: Callable[[str, bool], None] = lambda _rung, _gone: None,
    ) -> None:
        """`encoder` makes what encodes the rungs for these configurations, or None where nothing is to encode.

        `on_shed` hears which rung the CPU cannot keep up with (True), and when that is over (False): the rung is tried
        again, or nothing is encoded any more.
        """
        self.on_loud: Callable[[Level], None] = lambda _level: None
        """Set by whoever measures the host's stream."""
        self._feeds = feeds
        self._make = encoder
        self._on_shed = on_shed
        self._encoder: Encoder | None = None
        self._stretch: Stretch | None = None
        self._configs: dict[str, dict[type[Config], Config]] = {}
        self._own: dict[str, Stretch] = {}
        self._shed: set[str] = set()
        self._work: set[asyncio.Task[None]] = set()

    @property
    def encoded(self) -> list[str]:
        """Renditions that play their own encoding now."""
        return [name for name, own in self._own.items() if self._feeds[name].playing(own)]

    def play(self, stretch: Stretch, packet: Packet) -> None:
        """A packet of the host's, on the room's timeline."""
        if stretch is not self._stretch:
            self._turn_to(stretch)
        if self._encoder is not None:
            self._encoder.packet(packet)
        if not stretch.plays:
            return
        for name, feed in self._feeds.items():
            own = self._own.get(name)
            if own is None or not feed.playing(own):
                feed.play(stretch, packet)

    def pause(self) -> None:
        """The host fell silent: nobody waits for an encoding that does not come."""
        for feed in self._feeds.values():
            feed.release()

    def close(self) -> None:
        self.pause()
        while self._shed:
            self._on_shed(self._shed.pop(), False)
        if self._encoder is not None:
            self._begin(self._encoder.stop())
            self._encoder = None

    # -- what the encoder says --------------------------------------------------------------------------------------

    def config(self, rung: str, config: Config) -> None:
        known = self._configs.setdefault(rung, {})
        known[type(config)] = config
        video, audio = known.get(VideoConfig), known.get(AudioConfig)
        if isinstance(video, VideoConfig) and isinstance(audio, AudioConfig):
            self._own[rung] = Stretch(video, audio)

    def packet(self, rung: str, packet: Packet) -> None:
        own, feed = self._own.get(rung), self._feeds.get(rung)
        if own is None or feed is None or self._encoder is None:
            return
        if packet.track == "video" and packet.keyframe and not feed.playing(own) and not feed.promised(own):
            feed.promise(own)
        feed.play(own, packet)

    def loud(self, level: Level) -> None:
        self.on_loud(level)

    def shed(self, rung: str) -> None:
        self._forget(rung)
        self._shed.add(rung)
        self._on_shed(rung, True)

    def restored(self, rung: str) -> None:
        log.info("%s is tried again", rung)
        self._shed.discard(rung)
        self._on_shed(rung, False)

    def died(self, reason: str) -> None:
        log.warning("the ladder stops: %s", reason)
        for rung in list(self._own):
            self._forget(rung)

    def _forget(self, rung: str) -> None:
        """The rung plays the host's packets from their next keyframe on."""
        self._own.pop(rung, None)
        self._configs.pop(rung, None)
        self._feeds[rung].release()

    def _turn_to(self, stretch: Stretch) -> None:
        changed = self._stretch is None or (stretch.video, stretch.audio) != (self._stretch.video, self._stretch.audio)
        self._stretch = stretch
        if changed:
            self._renew(stretch)

    def _renew(self, stretch: Stretch) -> None:
        """Another picture may need another ladder."""
        self.close()
        for rung in list(self._own):
            self._forget(rung)
        self._encoder = self._make(stretch.video, stretch.audio, self)
        if self._encoder is not None:
            self._begin(self._encoder.start())
            self._encoder.configure(stretch.video)
            self._encoder.configure(stretch.audio)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
