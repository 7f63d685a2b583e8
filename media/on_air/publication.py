"""One host's stream into one room, as the RTMP server hands it over."""

import logging
from typing import TYPE_CHECKING

from media.loudness import Level
from media.on_air.source import Source
from media.packets import Config, Packet

if TYPE_CHECKING:
    from media.on_air.pictures import Pictures

log = logging.getLogger(__name__)


class Publication:
    def __init__(self, pictures: "Pictures", room: str) -> None:
        self._pictures = pictures
        self._room = room
        self._picture = pictures.picture(room)
        self._source: Source | None = None

    def configure(self, config: Config) -> None:
        self._entered().configure(config)

    def packet(self, packet: Packet) -> None:
        was = self._picture.state
        self._picture.feed(self._entered(), packet)
        if was != "live" and self._picture.state == "live":
            self._pictures.airing.began(self._room, self._pictures.delay(self._room))

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
            self._source = self._picture.enter(self._pictures.ladder(self._room, self._picture))
        return self._source
