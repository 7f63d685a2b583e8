"""Lets publishers in as somebody else does, and has a copy of their AAC heard; the picture's way stays as it is."""

from media.aac import FRAME_SAMPLES
from media.ear import wire
from media.ear.ear import Ear
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.publishers import Ingest, Publication

_HEAVY = 1 << 18
"""Bytes of one second beyond which it is no honest sound: encoders offer 64 KiB at the most."""


class Overhearing:
    """An `Ingest` before another one."""

    def __init__(self, ingest: Ingest, ear: Ear) -> None:
        self._ingest = ingest
        self._ear = ear

    async def admit(self, key: str, peer: str) -> tuple[str, Publication]:
        room, publication = await self._ingest.admit(key, peer)
        return room, Overheard(publication, self._ear)


class Overheard:
    """A `Publication` before another one, which hears everything first."""

    def __init__(self, publication: Publication, ear: Ear) -> None:
        self._publication = publication
        self._ear = ear
        self._config: AudioConfig | None = None
        self._frames: list[bytes] = []
        self._weight = 0

    def configure(self, config: VideoConfig | AudioConfig) -> None:
        self._publication.configure(config)
        if isinstance(config, AudioConfig):
            self._config = config if config.codec == "aac" else None
            self._begin_afresh()

    def packet(self, packet: Packet) -> None:
        self._publication.packet(packet)
        if packet.track == "audio" and self._config is not None:
            self._keep(self._config, packet.data)

    def loud(self, level: Level) -> None:
        self._publication.loud(level)

    def lossy(self, lost: float) -> None:
        self._publication.lossy(lost)

    def close(self, why: str) -> None:
        self._ear.forget(self)
        self._publication.close(why)

    def _keep(self, config: AudioConfig, frame: bytes) -> None:
        self._weight += len(frame)
        if self._weight > _HEAVY:
            self._begin_afresh()
            return
        self._frames.append(frame)
        if len(self._frames) * FRAME_SAMPLES >= config.sample_rate:
            self._ear.hear(self, wire.Stretch(config, self._frames))
            self._begin_afresh()

    def _begin_afresh(self) -> None:
        self._frames, self._weight = [], 0
