"""One connection: the show encoded and sent as it happens."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from fractions import Fraction
from itertools import count

import av
import av.container

from appliance.clock import CHINA
from media.aac import FRAME_SAMPLES
from media.show.melody import RATE, Melody
from media.show.scene import Scene

_BITRATE = 2_000_000
_LATE = 1.0
"""Seconds behind the clock after which pictures are left out instead of sent late."""


def push(address: str, scene: Scene, fps: int) -> None:
    """Send the show to `address` until the connection breaks: raises `av.error.FFmpegError` or OSError then."""
    with closing(av.open(address, "w", format="flv", options={"flvflags": "no_duration_filesize"})) as target:
        show = _Show(target, scene, fps)
        for number in _in_time(fps):
            show.send(number)


class _Show:
    def __init__(self, target: av.container.OutputContainer, scene: Scene, fps: int) -> None:
        self._target, self._scene, self._fps = target, scene, fps
        self._melody, self._heard = Melody(), 0
        self._video = target.add_stream("libx264", rate=fps, options=_options(fps))
        self._video.width, self._video.height = scene.size
        self._video.pix_fmt, self._video.bit_rate = "yuv420p", _BITRATE
        context = self._video.codec_context
        context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709 (ISO/IEC 23091-2)
        self._audio = target.add_stream("aac", rate=RATE, layout="stereo")
        self._audio.bit_rate = 96_000

    def send(self, number: int) -> None:
        """Picture `number` and the sound up to it."""
        picture = self._scene.draw(number / self._fps, datetime.now(CHINA))
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, self._fps)
        self._target.mux(self._video.encode(frame))
        while self._heard * self._fps < number * RATE:
            self._play()

    def _play(self) -> None:
        samples = self._melody.samples(self._heard, FRAME_SAMPLES)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._heard, Fraction(1, RATE)
        self._heard += FRAME_SAMPLES
        self._target.mux(self._audio.encode(frame))


def _options(fps: int) -> dict[str, str]:
    return {
        "preset": "superfast",
        "tune": "zerolatency",
        "g": str(2 * fps),
        "maxrate": str(_BITRATE),
        "bufsize": str(_BITRATE),
        "x264-params": "scenecut=0:threads=1",
    }


def _in_time(fps: int) -> Iterator[int]:
    """Numbers of pictures, each when its time has come."""
    began = time.monotonic()
    for number in count():
        wait = began + number / fps - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        if wait > -_LATE:
            yield number
