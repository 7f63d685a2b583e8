"""What a guest's browser sends, without a browser: H.264 in the profile of WebRTC, and Opus."""

from collections.abc import Iterator
from fractions import Fraction

import av
import msgspec
import numpy as np
from av.video.frame import PictureType

from media.packets import TIMESCALE, VideoConfig

SIZE = (320, 180)


class Sent(msgspec.Struct, frozen=True):
    """As `media.webrtc.annexb.AccessUnit`."""

    data: bytes
    keyframe: bool
    config: VideoConfig | None


class Camera:
    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._size = size
        self._codec = av.CodecContext.create("libx264", "w")
        self._codec.width, self._codec.height = size
        self._codec.pix_fmt = "yuv420p"
        self._codec.time_base, self._codec.framerate = Fraction(1, TIMESCALE), Fraction(30)
        self._codec.flags |= av.codec.context.Flags.global_header
        self._codec.options = {
            "preset": "ultrafast", "profile": "baseline", "tune": "zerolatency", "forced-idr": "1",
            "x264-params": "keyint=infinite:scenecut=0:annexb=0:threads=1",
        }  # fmt: skip
        self._codec.open()
        self._shot = 0

    def shoot(self, grey: int, *, keyframe: bool = False) -> Sent:
        """A picture of one grey."""
        frame = av.VideoFrame(*self._size, "yuv420p")
        for plane, level in zip(frame.planes, (grey, 128, 128), strict=True):
            np.frombuffer(plane, np.uint8)[:] = level
        frame.pts, frame.time_base = self._shot * 3000, Fraction(1, TIMESCALE)
        frame.pict_type = PictureType.I if keyframe or self._shot == 0 else PictureType.NONE
        self._shot += 1
        (packet,) = self._codec.encode(frame)
        config = VideoConfig("h264", bytes(self._codec.extradata), *self._size) if packet.is_keyframe else None
        return Sent(bytes(packet), packet.is_keyframe, config)


class Microphone:
    """A tone, or silence."""

    def __init__(self, hertz: float = 440) -> None:
        self._codec = av.CodecContext.create("libopus", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.format = 48_000, "stereo", "s16"
        self._codec.time_base = Fraction(1, 48_000)
        self._hertz = hertz
        self._at = 0

    def say(self, loud: bool = True) -> bytes:
        """Twenty milliseconds."""
        times = np.arange(self._at, self._at + 960)
        wave = (np.sin(times * 2 * np.pi * self._hertz / 48_000) * 12_000 * loud).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, self._at, Fraction(1, 48_000)
        self._at += 960
        (packet,) = self._codec.encode(frame)
        return bytes(packet)


def decoded_sound(codec: str, extradata: bytes, frames: list[bytes]) -> np.ndarray:
    """One channel, -1 to 1."""
    decoder = av.CodecContext.create(codec, "r")
    decoder.extradata, decoder.sample_rate, decoder.layout = extradata, 48_000, "stereo"
    return np.concatenate([piece.to_ndarray()[0] for frame in frames for piece in decoder.decode(av.Packet(frame))])


def power(sound: np.ndarray, hertz: float) -> float:
    """How loud one tone is in it: 1 where it is nothing else."""
    times = np.arange(len(sound))
    return float(abs(np.mean(sound * np.exp(-2j * np.pi * hertz * times / 48_000))) * 2)


def pictures(config: VideoConfig, packets: list[tuple[int, bytes]]) -> Iterator[tuple[int, av.VideoFrame]]:
    """Each picture with its time."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = config.extradata
    for dts, data in packets:
        packet = av.Packet(data)
        packet.pts = packet.dts = dts
        yield from ((frame.pts, frame) for frame in decoder.decode(packet))
    yield from ((frame.pts, frame) for frame in decoder.decode(None))


def grey(frame: av.VideoFrame, x: int, y: int) -> int:
    plane = frame.planes[0]
    return int(memoryview(plane)[y * plane.line_size + x])
