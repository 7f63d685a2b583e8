"""How fast this CPU encodes: ``python -m media.transcode.speed`` prints media seconds per CPU second.

What is measured is the ladder that a room would like best: 1080 lines at 30 frames/s and 6 Mbit/s, decoded once and
encoded as 720 and 480 lines by x264 veryfast. All threads count, so the figure is one core's.
"""

import time
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.codec.context import Flags

from media.ladder import Rung
from media.packets import TIMESCALE, Packet, VideoConfig
from media.transcode.pictures import Pictures

_FPS, _FRAMES, _WARM = 30, 40, 10
_RUNGS = (
    Rung("720p", 720, 2_200_000, 128_000, "veryfast"),
    Rung("480p", 480, 1_000_000, 128_000, "veryfast"),
)


def measure() -> float:
    """Media seconds per CPU second; takes a few seconds."""
    config, packets = _source()
    pictures = Pictures(lambda _rung, _what: None)
    pictures.want(_RUNGS)
    pictures.configure(config)
    for packet in packets[:_WARM]:
        pictures.decode(packet)
    began = time.process_time()
    for packet in packets[_WARM:]:
        pictures.decode(packet)
    return (len(packets) - _WARM) / _FPS / (time.process_time() - began)


def _source() -> tuple[VideoConfig, list[Packet]]:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = 1920, 1080, "yuv420p"
    codec.time_base, codec.framerate = Fraction(1, TIMESCALE), Fraction(_FPS)
    codec.bit_rate = 6_000_000
    codec.flags |= Flags.global_header
    codec.options = {"preset": "superfast", "tune": "zerolatency", "x264-params": "annexb=0"}
    coded = [packet for frame in _frames() for packet in codec.encode(frame)] + codec.encode(None)
    packets = [Packet("video", packet.pts or 0, bytes(packet), keyframe=packet.is_keyframe) for packet in coded]
    return VideoConfig("h264", bytes(codec.extradata or b""), 1920, 1080), packets


def _frames() -> Iterator[av.VideoFrame]:
    """Like a camera that pans over a shelf: edges and soft shades that move, under a little noise."""
    chance = np.random.default_rng(1)
    y, x = np.mgrid[0:1620, 0:2400].astype(np.float32)
    scene = (110 + 60 * np.sin(x / 90) * np.cos(y / 70) + 40 * ((x // 160 + y // 120) % 2)).astype(np.uint8)
    noise = chance.integers(0, 14, (1620, 2000), np.uint8)
    for number in range(_FRAMES):
        frame = scene[:, number * 6 :][:, :1920] + np.roll(noise, number * 37, axis=0)[:, number:][:, :1920]
        frame[1080:] = frame[1080:] // 4 + 96
        picture = av.VideoFrame.from_ndarray(frame, format="yuv420p")
        picture.pts, picture.time_base = number * TIMESCALE // _FPS, Fraction(1, TIMESCALE)
        yield picture


if __name__ == "__main__":
    print(f"{measure():.2f}")  # noqa: T201 - this is what it was called for
