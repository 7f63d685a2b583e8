"""One light and one plain sentence on how a host's stream arrives (pure)."""

from typing import Literal

import msgspec

from media.loudness import Level
from media.packets import VideoConfig

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


CHOPPY = 14
"""Frames a second below which it is the encoder that is slow: an uplink that is too thin alone leaves more of them."""
LISTENED = 10
"""Seconds after which sound is judged: who speaks pauses, and one loud laugh harms nobody."""
LOSSY, TORN = 0.03, 0.15
"""Shares of lost packets from which it is seen now and then (5 % are repaired, with delay), and from which it tears."""


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


def _round_bitrate(bits: float) -> int:
    """kbit/s as encoders' menus have them."""
    return max(300, int(bits / 1000 // 100 * 100))
