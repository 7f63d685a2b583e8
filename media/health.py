"""One light and one plain sentence on how a host's stream arrives (pure)."""

from collections import deque
from typing import Literal

import msgspec

from media.loudness import Level
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig

Light = Literal["green", "amber", "red"]


class Second(msgspec.Struct, frozen=True):
    """What arrived within one second."""

    bitrate: int
    """bit/s."""
    fps: float
    media_seconds: float
    """How much media time went by, by the stamps of the track that got on best; well below 1 when the uplink is thin.
    Picture and sound share that; a video encoder that is slow holds no sound back."""
    keyframe_seconds: float
    """The longest distance of keyframes lately; 0 before the second one."""
    dropped: int
    """Since the show began."""
    silent: bool
    """The stream has no sound track."""
    hushed: bool = False
    """Its sound track carries digital silence: a microphone that is muted, not a quiet room."""
    blank: bool = False
    """Nothing moves in the picture, and a whole frame of it is tiny: black, or one colour."""
    level: Level | None = None
    """How loud its sound is, where that is decoded here."""
    faint: bool = False
    """It has been too soft to follow for `LISTENED` seconds."""
    clipping: bool = False
    """It has been at full scale in most of them: it is distorted."""
    soundless: bool = False
    """Nothing at all was to be heard in them."""
    lost: float = 0.0
    """The share of packets lost on the way, where one can tell."""


WARM = 3
"""Seconds of a stream that are not judged: encoders begin with a burst or a pause."""


CHOPPY = 14
"""Frames a second below which it is the encoder that is slow: an uplink that is too thin alone leaves more of them."""
HUSHED = 24
"""Bytes of an AAC frame up to which it is digital silence: that takes 6 to 23, the softest noise 134 (measured)."""
BLANK_WHOLE = 150, 0.004
"""Bytes, and more of them per pixel, up to which a whole frame shows nothing: a black one takes 221 (CABAC) to 2,772
(CAVLC) at 720p, one line of text on white 10,153, a plain wall before a camera 67,000 (measured)."""
BLANK_CHANGE = 150, 0.0003
"""The same for what changes after it: 12 to 42 bytes where nothing does, thousands with any camera's noise."""
LISTENED = 10
"""Seconds after which sound is judged: who speaks pauses, and one loud laugh harms nobody."""
FAINT = -45.0
"""dBFS below which speech is not followed on a phone; speech is at about -20."""
SOUNDLESS = -70.0
"""dBFS of peaks that no room with an open microphone stays below."""
CLIPPED, OFTEN = -0.1, 6
"""dBFS of peaks that are cut off, and in how many of these seconds that is heard."""
LOSSY, TORN = 0.03, 0.15
"""Shares of lost packets from which it is seen now and then (5 % are repaired, with delay), and from which it tears."""
HELD = 3
"""Seconds that a level is taken for the present one: who tells it does not tick with who reads it."""
FILLER = 12
"""The NAL unit type with which encoders keep a constant bitrate (H.264, table 7-1)."""


class Verdict(msgspec.Struct, frozen=True):
    light: Light
    zh: str
    en: str


STOPPED = Verdict("red", "画面停了：检查推流软件和网络", "The picture has stopped: check the encoder and the network")

BLACK = Verdict(
    "red",
    "黑屏：画面里什么都没有，检查摄像头和推流软件的场景",
    "The picture is black: check the camera and the encoder's scene",
)
MUTED = Verdict(
    "amber",
    "静音：声音轨道里没有声音，检查话筒开关",
    "The sound is muted: check the microphone's switch",
)


SILENT = Verdict(
    "red",
    "没有声音 10 秒：检查话筒有没有插好、有没有静音，推流软件里选的是不是它",
    "No sound for 10 seconds: check that the microphone is plugged in, not muted, and the one chosen in the encoder",
)
TOO_SOFT = Verdict(
    "amber",
    "声音太小：十秒几乎听不到，靠近话筒说话，或把话筒音量调大",
    "The sound is too soft: hardly anything for ten seconds. Speak closer to the microphone, or turn it up",
)
CLIPPING = Verdict(
    "amber",
    "爆音：声音太大，已经破音，把话筒音量调小，或离话筒远一点",
    "The sound is too loud and distorts: turn the microphone down, or stand further away",
)


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


def judge(recent: list[Second], video: VideoConfig) -> Verdict:  # noqa: PLR0911 - one return per complaint
    """`recent` oldest first, not empty."""
    now = recent[-1]
    bitrate = sum(second.bitrate for second in recent) / len(recent)
    pace = sum(second.media_seconds for second in recent) / len(recent)
    if len(recent) > 2 and all(second.fps == 0 for second in recent[-2:]):
        return STOPPED
    if len(recent) > 2 and all(second.blank for second in recent[-3:]):
        return BLACK
    fps = sum(second.fps for second in recent) / len(recent)
    if len(recent) > 2 and pace < 0.9:
        advice = _round_bitrate(bitrate * 0.7)
        if fps < CHOPPY:
            return Verdict(
                "red",
                f"推流端跟不上：关掉别的程序，或降低分辨率；网络慢的话，把码率降到 {advice}",
                f"The encoder cannot keep up: close other programs or lower the resolution, or the bitrate to {advice}",
            )
        return Verdict(
            "red" if pace < 0.7 else "amber",
            f"上行不足：把码率降到 {advice}",
            f"The uplink is too thin: lower the bitrate to {advice}",
        )
    lost = sum(second.lost for second in recent) / len(recent)
    if len(recent) > 2 and lost >= LOSSY:
        return Verdict(
            "red" if lost >= TORN else "amber",
            f"路上丢了 {lost:.0%} 的数据：离路由器近一点，换网线或 5G，或者降低码率",
            f"{lost:.0%} of the data is lost on the way: go closer to the router, take a cable or 5G, or less bitrate",
        )
    if now.keyframe_seconds > 4.5:
        return Verdict(
            "amber",
            f"关键帧间隔 {now.keyframe_seconds:.0f} 秒太长：在推流软件里改成 2 秒",
            f"Keyframes are {now.keyframe_seconds:.0f} s apart: set 2 s in the encoder",
        )
    if video.codec != "h264":
        return Verdict(
            "amber",
            f"编码是 {video.codec.upper()}，正在本机转码：推流软件改用 H.264 更省",
            f"The codec is {video.codec.upper()} and is transcoded here: H.264 costs less",
        )
    if fault := _fault_of_sound(recent):
        return fault
    if len(recent) > 2 and fps < CHOPPY:
        return Verdict("amber", "帧率偏低：关掉别的程序，或降低分辨率", "The frame rate is low: close other programs")
    return Verdict("green", "一切正常", "All is well")


def _fault_of_sound(recent: list[Second]) -> Verdict | None:
    now = recent[-1]
    if now.silent:
        return Verdict("amber", "没有声音：检查麦克风有没有加进推流软件", "There is no sound: check the microphone")
    if now.soundless:
        return SILENT
    if len(recent) > 2 and all(second.hushed for second in recent[-3:]):
        return MUTED
    if now.faint:
        return TOO_SOFT
    return CLIPPING if now.clipping else None


def _drawn(data: bytes | memoryview) -> int:
    """Bytes of a frame (length-prefixed NAL units, ISO/IEC 14496-15, 5.3.2) without what only fills."""
    drawn, at = 0, 0
    while at + 4 < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        drawn += 0 if data[at + 4] & 0x1F == FILLER else size
        at += 4 + size
    return drawn


def _round_bitrate(bits: float) -> int:
    """kbit/s as encoders' menus have them."""
    return max(300, int(bits / 1000 // 100 * 100))
