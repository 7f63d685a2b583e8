"""A film whose every picture carries its own number, to be read off the viewer's screen."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from bench.films import FPS

SIZE = (1280, 720)
BITS = 12
BLOCK = 40
"""Pixels of a square; the squares stand in the top row, the highest bit first, white for 1."""


def make_numbered_film(file: Path, seconds: int) -> Path:
    """H.264 with a keyframe every 2 s, without B-frames as OBS's "zerolatency" sends it, and silence.

    FLV with AAC, or, by the file's name, Matroska with Opus and a profile that every browser sends and takes.
    """
    browsers = file.suffix == ".mkv"
    with av.open(str(file), "w", format="matroska" if browsers else "flv") as target:
        profile = {"profile": "baseline"} if browsers else {}
        options = {"preset": "superfast", "tune": "zerolatency", "g": str(2 * FPS), **profile}
        video = target.add_stream("libx264", rate=FPS, options=options)
        video.width, video.height = SIZE
        video.pix_fmt, video.bit_rate = "yuv420p", 2_500_000
        audio = target.add_stream("libopus" if browsers else "aac", rate=48_000, layout="stereo")
        piece = 960 if browsers else 1024
        silence = np.zeros((2, piece), dtype=np.float32)
        heard = 0
        for number in range(seconds * FPS):
            picture = av.VideoFrame.from_ndarray(_drawn(number), format="gray8").reformat(format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            target.mux(video.encode(picture))
            while heard * FPS < number * 48_000:
                sound = av.AudioFrame.from_ndarray(silence, format="fltp", layout="stereo")
                sound.sample_rate, sound.pts, sound.time_base = 48_000, heard, Fraction(1, 48_000)
                target.mux(audio.encode(sound))
                heard += piece
        target.mux(video.encode(None))
        target.mux(audio.encode(None))
    return file


def _drawn(number: int) -> npt.NDArray[np.uint8]:
    picture = np.full((SIZE[1], SIZE[0]), 96, dtype=np.uint8)
    for place in range(BITS):
        shade = 235 if number >> (BITS - 1 - place) & 1 else 16
        picture[:BLOCK, place * BLOCK : (place + 1) * BLOCK] = shade
    left = number * 8 % SIZE[0]
    picture[200:500, left : left + 120] = 200
    return picture
