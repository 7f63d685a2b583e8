"""The child process that draws a slate and encodes it into a file.

The file appears whole or not at all.
"""

import argparse
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import get_args

import av
import msgspec
import numpy as np
from av.codec.context import Flags
from PIL import Image

from media.packets import TIMESCALE, Packet, VideoConfig
from media.slate.loop import Kind, Slate
from media.slate.picture import draw
from media.slate.silence import silence

_FPS = 10
_SECONDS = 2
"""A turn: the length of a segment, so that each begins with the loop's keyframe."""
_FRAME = TIMESCALE // _FPS
_OPTIONS = {
    "preset": "slow",
    "tune": "stillimage",
    "profile": "high",
    "x264-params": "qp=30:ipratio=4:psy=0:keyint=infinite:scenecut=0:bframes=0:annexb=0:threads=1",
}
"""One fine picture (ipratio) and then nothing but "no change": 90 kbit/s. No B-frames, so decoding order is display
order; annexb=0 gives length-prefixed units and an avcC record."""
_BT709 = 1
"""Of ISO/IEC 23091-2, for primaries, transfer and matrix alike."""


def encode(picture: Image.Image) -> Slate:
    """`picture` as a slate of two seconds with silence at 48 kHz stereo."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, av.VideoCodecContext)  # noqa: S101 - tells the type checker what the name means
    codec.width, codec.height, codec.pix_fmt = picture.width, picture.height, "yuv420p"
    codec.flags |= Flags.global_header
    codec.time_base, codec.framerate = Fraction(1, TIMESCALE), Fraction(_FPS)
    codec.colorspace = codec.color_primaries = codec.color_trc = _BT709
    codec.options = _OPTIONS
    sound, frame = silence(48_000, 2)
    packets = (*_pictures(codec, picture), Packet("audio", 0, frame, keyframe=True))
    video = VideoConfig("h264", bytes(codec.extradata or b""), picture.width, picture.height)
    return Slate(video, sound, packets, _SECONDS * TIMESCALE)


def _pictures(codec: av.VideoCodecContext, picture: Image.Image) -> Iterator[Packet]:
    still = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24").reformat(
        format="yuv420p", dst_colorspace="ITU709"
    )
    still.time_base = Fraction(1, TIMESCALE)
    for number in range(_FPS * _SECONDS):
        still.pts = number * _FRAME
        yield from map(_packet, codec.encode(still))
    yield from map(_packet, codec.encode(None))


def _packet(packet: "av.Packet[av.VideoStream]") -> Packet:
    return Packet("video", packet.pts or 0, bytes(packet), keyframe=packet.is_keyframe, duration=_FRAME)


def main() -> None:
    parser = argparse.ArgumentParser(prog="media.slate.encode", description="Draw and encode a slate")
    parser.add_argument("--kind", choices=get_args(Kind), required=True)
    parser.add_argument("--title", default="")
    parser.add_argument("--font", type=Path, help="a face with Chinese; without it the slate has no words")
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    made = encode(draw(given.kind, given.title, given.font))
    growing = given.to.with_suffix(f".{os.getpid()}.part")
    growing.write_bytes(msgspec.msgpack.encode(made))
    growing.replace(given.to)


if __name__ == "__main__":
    main()
