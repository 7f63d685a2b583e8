"""One publisher's stream on its way into a room: waits until both tracks are known, then gives stretches of packets.

Every stretch has one picture and one sound; where the host sends none, the slate's stand in.
"""

from collections.abc import Callable, Iterator

from media.on_air.feed import Stretch
from media.packets import AudioConfig, Config, Packet, Track, VideoConfig
from media.slate.loop import Loop, Slate
from media.timeline import Timeline

SOUND_PATIENCE = 1.0
"""Seconds that a picture waits for its sound track."""
PICTURE_PATIENCE = 2.5
"""Seconds that a sound waits for its picture; then the room shows that it listens."""
WAITING_PACKETS = 2000

Played = tuple[Stretch, Packet]


class Source:
    def __init__(self, edge: Callable[[], int], stand_in: Slate) -> None:
        """`edge` tells where on the room's clock the stream may begin; `stand_in` fills a missing track."""
        self.video: VideoConfig | None = None
        self.audio: AudioConfig | None = None
        self._edge = edge
        self._stand_in = stand_in
        self._timeline = Timeline()
        self._dropped = 0
        self._waiting: list[Packet] = []
        self._first_at: float | None = None
        self.stretch: Stretch | None = None
        """What plays now; None until both tracks are known."""
        self._leads: Track = "video"
        self._missing: Track | None = None
        self._fill = Loop(stand_in, 0)
        self._filled = 0

    @property
    def dropped(self) -> int:
        """Packets that had no place, since the host began."""
        return self._dropped + self._timeline.dropped

    def configure(self, config: Config) -> None:
        """A change within the stream takes hold at the next keyframe."""
        if isinstance(config, VideoConfig):
            self.video = config
        else:
            self.audio = config

    def feed(self, packet: Packet, now: float) -> list[Played]:
        """What `packet` brings to the room, `now` in monotonic seconds; nothing while the tracks are unknown."""
        if self.stretch is not None:
            return list(self._place(packet))
        self._first_at = now if self._first_at is None else self._first_at
        self._waiting.append(packet)
        if not self._ready(now - self._first_at) and len(self._waiting) < WAITING_PACKETS:
            return []
        return self._begin()

    def pause(self) -> None:
        """The host fell silent: what comes next begins anew at the room's edge, with a keyframe."""
        self.stretch = None
        self._waiting = []
        self._first_at = None

    def _ready(self, waited: float) -> bool:
        if self.video is None:
            return self.audio is not None and waited > PICTURE_PATIENCE
        seen = any(packet.track == "video" and packet.keyframe for packet in self._waiting)
        return seen and (self.audio is not None or waited > SOUND_PATIENCE)

    def _begin(self) -> list[Played]:
        waiting, self._waiting = self._waiting, []
        pictures = (place for place, packet in enumerate(waiting) if packet.track == "video" and packet.keyframe)
        edge = self._edge()
        self._dropped += self._timeline.dropped
        self._timeline = Timeline(edge)
        self._timeline.begin(self._grid())
        self._open(edge)
        return [played for packet in waiting[next(pictures, 0) :] for played in self._place(packet)]

    def _place(self, packet: Packet) -> Iterator[Played]:
        if self._timeline.jumps(packet):
            for rest in self._timeline.begin(self._grid()):
                yield from self._with_stand_in(rest)
            self._open(self._timeline.edge)
        elif packet.track == "video" and packet.keyframe and self._changed():
            for rest in self._timeline.flush():
                yield from self._with_stand_in(rest)
            self._open(self._timeline.edge)
        for placed in self._timeline.place(packet):
            yield from self._with_stand_in(placed)

    def _grid(self) -> int | None:
        """The sampling rate where frames have AAC's 1024 samples."""
        return self.audio.sample_rate if self.audio is not None and self.audio.codec == "aac" else None

    def _open(self, edge: int) -> None:
        """A new stretch from `edge` on."""
        self.stretch = Stretch(self.video or self._stand_in.video, self.audio or self._stand_in.audio)
        self._leads = "audio" if self.video is None else "video"
        self._missing = "video" if self.video is None else "audio" if self.audio is None else None
        self._fill = Loop(self._stand_in, edge)
        self._filled = edge

    def _changed(self) -> bool:
        assert self.stretch is not None  # noqa: S101 - only asked once the stream has begun
        wanted = (self.video or self._stand_in.video, self.audio or self._stand_in.audio)
        return wanted != (self.stretch.video, self.stretch.audio)

    def _with_stand_in(self, packet: Packet) -> Iterator[Played]:
        assert self.stretch is not None  # noqa: S101 - only called once the stream has begun
        if packet.track == self._missing:
            return
        if self._missing is not None and packet.track == self._leads:
            until = packet.dts + max(packet.duration, 1)
            for filler in self._fill.between(self._filled, until, self._missing):
                yield self.stretch, filler
            self._filled = max(self._filled, until)
        yield self.stretch, packet
