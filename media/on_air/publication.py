"""One host's stream into one picture, as the RTMP server hands it over."""

import logging
from collections.abc import Callable

from media.loudness import Level
from media.on_air.picture import Picture
from media.on_air.rungs import Rungs
from media.on_air.source import Source
from media.packets import Config, Packet

log = logging.getLogger(__name__)


class Publication:
    def __init__(
        self, picture: Picture, room: str, rungs: Callable[[], Rungs], began: Callable[[], None] = lambda: None
    ) -> None:
        """`rungs` makes the ladder of this stream; `began` is told when its picture is there."""
        self._picture = picture
        self._room = room
        self._rungs = rungs
        self._began = began
        self._source: Source | None = None

    def configure(self, config: Config) -> None:
        self._entered().configure(config)

    def packet(self, packet: Packet) -> None:
        was = self._picture.state
        self._picture.feed(self._entered(), packet)
        if was != "live" and self._picture.state == "live":
            self._began()

    def loud(self, level: Level) -> None:
        if self._source is not None:
            self._picture.loud(self._source, level)

    def lossy(self, lost: float) -> None:
        if self._source is not None:
            self._picture.lossy(self._source, lost)

    def close(self, why: str) -> None:
        log.info("the host is gone: %s", why, extra={"room": self._room})
        if self._source is not None:
            self._picture.leave(self._source)

    def _entered(self) -> Source:
        """The stream takes the room's picture with its first message: until then it may yet be turned away."""
        if self._source is None:
            self._source = self._picture.enter(self._rungs())
        return self._source
