"""One light and one plain sentence on how a host's stream arrives (pure)."""

from collections import deque
from typing import Literal

import msgspec

from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig

Light = Literal["green", "amber", "red"]


class Second(msgspec.Struct, frozen=True):
    """What arrived within one second."""

    bitrate: int
    """bit/s."""
    fps: float
    media_seconds: float
    """How much media time went by, by the publisher's stamps; well below 1 when the uplink is too thin."""
    keyframe_seconds: float
    """The longest distance of keyframes lately; 0 before the second one."""
    dropped: int
    """Since the show began."""
    silent: bool
    """The stream has no sound track."""


WARM = 3
"""Seconds of a stream that are not judged: encoders begin with a burst or a pause."""


class Verdict(msgspec.Struct, frozen=True):
    light: Light
    zh: str
    en: str


STOPPED = Verdict("red", "画面停了：检查推流软件和网络", "The picture has stopped: check the encoder and the network")


class Meter:
    """Counts packets; `read` closes a second."""

    def __init__(self) -> None:
        self._bytes = 0
        self._frames = 0
        self._first: int | None = None
        self._last: int | None = None
        self._keyframe: int | None = None
        self._distances: deque[int] = deque(maxlen=5)
        self._recent: deque[Second] = deque(maxlen=5)
        self._reads = 0

    def count(self, packet: Packet) -> None:
        """`packet` on the room's clock."""
        self._bytes += len(packet.data)
        if packet.track == "audio":
            return
        self._frames += 1
        self._first = packet.dts if self._first is None else self._first
        self._last = packet.dts
        if packet.keyframe:
            if self._keyframe is not None:
                self._distances.append(packet.dts - self._keyframe)
            self._keyframe = packet.dts

    def read(self, seconds: float, dropped: int, audio: AudioConfig | None) -> Second:
        """What came in the `seconds` since the last call."""
        since = (self._last or 0) - (self._first or 0)
        waiting = (self._last or 0) - (self._keyframe or 0)
        second = Second(
            bitrate=int(self._bytes * 8 / seconds),
            fps=round(self._frames / seconds, 1),
            media_seconds=since / TIMESCALE / seconds,
            keyframe_seconds=round(max([*self._distances, waiting]) / TIMESCALE, 2)
            if self._distances or waiting
            else 0,
            dropped=dropped,
            silent=audio is None,
        )
        self._bytes = self._frames = 0
        self._first = self._last
        self._reads += 1
        if self._reads > WARM:
            self._recent.append(second)
        return second

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
    if len(recent) > 2 and pace < 0.9:
        advice = _round_bitrate(bitrate * 0.7)
        return Verdict(
            "red" if pace < 0.7 else "amber",
            f"上行不足：把码率降到 {advice}",
            f"The uplink is too thin: lower the bitrate to {advice}",
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
    if now.silent:
        return Verdict("amber", "没有声音：检查麦克风有没有加进推流软件", "There is no sound: check the microphone")
    if len(recent) > 2 and sum(second.fps for second in recent) / len(recent) < 14:
        return Verdict("amber", "帧率偏低：关掉别的程序，或降低分辨率", "The frame rate is low: close other programs")
    return Verdict("green", "一切正常", "All is well")


def _round_bitrate(bits: float) -> int:
    """kbit/s as encoders' menus have them."""
    return max(300, int(bits / 1000 // 100 * 100))
