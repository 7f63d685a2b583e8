"""Counts what a host sends, and closes a second of it at a time (pure)."""

from collections import deque

from media.health import LISTENED, Second, Verdict, judge
from media.loudness import Level
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig

WARM = 3
"""Seconds of a stream that are not judged: encoders begin with a burst or a pause."""
HUSHED = 24
"""Bytes of an AAC frame up to which it is digital silence: that takes 6 to 23, the softest noise 134 (measured)."""
BLANK_WHOLE = 150, 0.004
"""Bytes, and more of them per pixel, up to which a whole frame shows nothing: a black one takes 221 (CABAC) to 2,772
(CAVLC) at 720p, one line of text on white 10,153, a plain wall before a camera 67,000 (measured)."""
BLANK_CHANGE = 150, 0.0003
"""The same for what changes after it: 12 to 42 bytes where nothing does, thousands with any camera's noise."""
HELD = 3
"""Seconds that a level is taken for the present one: who tells it does not tick with who reads it."""
FILLER = 12
"""The NAL unit type with which encoders keep a constant bitrate (H.264, table 7-1)."""
FAINT = -45.0
"""dBFS below which speech is not followed on a phone; speech is at about -20."""
SOUNDLESS = -70.0
"""dBFS of peaks that no room with an open microphone stays below."""
CLIPPED, OFTEN = -0.1, 6
"""dBFS of peaks that are cut off, and in how many of these seconds that is heard."""


class _Course:
    """How far a track has come."""

    def __init__(self) -> None:
        self._first: int | None = None
        self.last: int | None = None

    def move(self, dts: int) -> None:
        self._first = dts if self._first is None else self._first
        self.last = dts

    def rest(self) -> int:
        """Ticks since the last rest."""
        came = (self.last or 0) - (self._first or 0)
        self._first = self.last
        return came


class Meter:
    """Counts packets; `read` closes a second."""

    def __init__(self) -> None:
        self._bytes = 0
        self._frames = 0
        self._course = {"video": _Course(), "audio": _Course()}
        self._keyframe: int | None = None
        self._distances: deque[int] = deque(maxlen=5)
        self._recent: deque[Second] = deque(maxlen=5)
        self._reads = 0
        self._sound: list[int] = []
        self._level: Level | None = None
        self._level_reads = 0
        self._lost = 0.0
        self._levels: deque[Level | None] = deque(maxlen=LISTENED)
        self._whole = 0
        self._largest = 0

    def count(self, packet: Packet) -> None:
        """`packet` on the room's clock."""
        self._bytes += len(packet.data)
        self._course[packet.track].move(packet.dts)
        if packet.track == "audio":
            self._sound.append(len(packet.data))
            return
        self._frames += 1
        self._weigh(packet)
        if packet.keyframe:
            if self._keyframe is not None:
                self._distances.append(packet.dts - self._keyframe)
            self._keyframe = packet.dts

    def loud(self, level: Level) -> None:
        """How loud the last second of the sound was."""
        self._level, self._level_reads = level, 0

    def lossy(self, lost: float) -> None:
        """The share of packets that the last second lost."""
        self._lost = lost

    def read(self, seconds: float, dropped: int, audio: AudioConfig | None, video: VideoConfig | None = None) -> Second:
        """What came in the `seconds` since the last call."""
        since = max(course.rest() for course in self._course.values())
        self._listen()
        waiting = (self._course["video"].last or 0) - (self._keyframe or 0)
        second = Second(
            bitrate=int(self._bytes * 8 / seconds),
            fps=round(self._frames / seconds, 1),
            media_seconds=since / TIMESCALE / seconds,
            keyframe_seconds=round(max([*self._distances, waiting]) / TIMESCALE, 2)
            if self._distances or waiting
            else 0,
            dropped=dropped,
            silent=audio is None,
            hushed=audio is not None and audio.codec == "aac" and self._hushed(),
            blank=video is not None and video.codec == "h264" and self._blank(video),
            level=self._level,
            faint=sum(level is not None and level.power < FAINT for level in self._levels) == LISTENED,
            clipping=sum(level is not None and level.peak >= CLIPPED for level in self._levels) >= OFTEN,
            lost=self._lost,
            soundless=sum(level is not None and level.peak < SOUNDLESS for level in self._levels) == LISTENED,
        )
        self._bytes = self._frames = self._largest = 0
        self._lost = 0.0
        self._sound.clear()
        self._reads += 1
        if self._reads > WARM:
            self._recent.append(second)
        return second

    def _listen(self) -> None:
        self._level_reads += 1
        if self._level_reads > HELD:
            self._level = None
        self._levels.append(self._level)

    def _weigh(self, packet: Packet) -> None:
        size = _drawn(packet.data)
        if packet.keyframe:
            self._whole = size
        else:
            self._largest = max(self._largest, size)

    def _hushed(self) -> bool:
        return bool(self._sound) and sum(self._sound) <= HUSHED * len(self._sound)

    def _blank(self, video: VideoConfig) -> bool:
        """Neither the last whole frame nor what has changed since draws anything."""
        pixels = video.width * video.height
        whole, change = (least + more * pixels for least, more in (BLANK_WHOLE, BLANK_CHANGE))
        return self._frames > 0 and 0 < self._whole <= whole and self._largest <= change

    def verdict(self, video: VideoConfig) -> Verdict:
        """Of the last five seconds, the worst thing first; a host who has just begun is not judged."""
        return judge(list(self._recent), video) if self._recent else Verdict("green", "刚接上，稍等", "Just connected")


def _drawn(data: bytes | memoryview) -> int:
    """Bytes of a frame (length-prefixed NAL units, ISO/IEC 14496-15, 5.3.2) without what only fills."""
    drawn, at = 0, 0
    while at + 4 < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        drawn += 0 if data[at + 4] & 0x1F == FILLER else size
        at += 4 + size
    return drawn
