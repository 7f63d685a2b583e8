"""One who is on stage, as the mixer knows him: what he sends, decoded, kept until it is due.

Runs in the worker only. Frames are handed in by the worker's event loop and taken out by the mixer's thread; a deque is
the only thing between.
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

import av
import numpy as np

from media.packets import TIMESCALE, VideoConfig
from media.stage.playout import Playout
from media.stage.sound import RATE, Pcm, Voice
from media.transcode.concealing import MISSED, Concealer

log = logging.getLogger(__name__)

MOST_WAITING = 60
"""Pictures that wait to be decoded: two seconds; then all are left out up to the next keyframe."""
MOST_DECODED = 20
_MOST_PIXELS = 1920 * 1920
"""A few bytes can say a picture of any size, and each of those would be kept decoded."""
FRESH = 2 * TIMESCALE
"""A picture that is older is no longer shown: a card stands there."""


_PAUSED = TIMESCALE * 400 // 1000
"""What is missing of the sound for longer was not lost, but not said."""


class Unit(Protocol):
    """One encoded picture (`media.webrtc.annexb.AccessUnit`)."""

    @property
    def data(self) -> bytes: ...
    @property
    def keyframe(self) -> bool: ...
    @property
    def config(self) -> VideoConfig | None: ...


class Chair:
    def __init__(self, name: str, want_keyframe: Callable[[], None], now: Callable[[], int]) -> None:
        """`now` tells the stage's clock, in ticks; `want_keyframe` may be called from any thread."""
        self.name = name
        self.muted = False
        self.camera = True
        self.left_out = 0
        """Times that pictures were left out up to a keyframe."""
        self.voice = Voice()
        self._want_keyframe = want_keyframe
        self._now = now
        self._playout = Playout()
        self._pictures: deque[tuple[Unit, int]] = deque()
        self._sounds: deque[tuple[bytes, int, int]] = deque(maxlen=MOST_WAITING * 3)
        self._decoded: deque[tuple[int, av.VideoFrame]] = deque(maxlen=MOST_DECODED)
        self._decoder: av.VideoCodecContext | None = None
        self._config: VideoConfig | None = None
        self._lost = True
        self._listener = _opus()
        self._concealer = Concealer()
        self._heard_until = 0
        self._shown: tuple[int, av.VideoFrame] | None = None

    # -- from the worker's loop -----------------------------------------------------------------------------------

    def picture(self, unit: Unit, dts: int) -> None:
        due = self._playout.due("video", dts, self._now())
        if self._lost:
            if not unit.keyframe:
                return
            self._lost = False
        if len(self._pictures) >= MOST_WAITING:
            self._pictures.clear()
            self.left_out += 1
            self._lost = True
            self._want_keyframe()
            return
        self._pictures.append((unit, due))

    def sound(self, frame: bytes, dts: int) -> None:
        self._sounds.append((frame, dts, self._playout.due("audio", dts, self._now())))

    # -- from the mixer's thread ----------------------------------------------------------------------------------

    def work(self) -> None:
        """Decode what has come."""
        while self._pictures and len(self._decoded) < MOST_DECODED:
            self._see(*self._pictures.popleft())
        while self._sounds:
            self._hear(*self._sounds.popleft())

    def frame(self, now: int) -> av.VideoFrame | None:
        """The newest picture that is due; None where that is too old, or the camera is off."""
        while self._decoded and self._decoded[0][0] <= now:
            self._shown = self._decoded.popleft()
        if not self.camera or self._shown is None or now - self._shown[0] > FRESH:
            return None
        return self._shown[1]

    def speak(self, place: int) -> Pcm | None:
        """What he says in this mix; None when he is muted."""
        said = self.voice.take(place)
        return None if self.muted else said

    def _see(self, unit: Unit, due: int) -> None:
        if unit.config is not None and unit.config != self._config:
            self._config = unit.config
            self._decoder = _h264(unit.config)
        if self._decoder is None:
            return
        try:
            frames = self._decoder.decode(av.Packet(unit.data))
        except av.error.FFmpegError:
            self._want_keyframe()
            return
        self._decoded.extend((due, frame) for frame in frames)

    def _hear(self, coded: bytes, dts: int, due: int) -> None:
        try:
            frames = self._listener.decode(av.Packet(coded))
        except av.error.FFmpegError:
            return
        lost = dts - self._heard_until
        while MISSED < lost <= _PAUSED and (shaded := self._concealer.frame(RATE)):
            lost -= self._say(shaded, due - lost)
        for frame in frames:
            self._concealer.heard(frame)
            said = self._say(frame, due)
            dts, due = dts + said, due + said
        self._heard_until = dts

    def _say(self, frame: av.AudioFrame, due: int) -> int:
        """Its length, in ticks."""
        samples = _samples(frame)
        self.voice.put(samples, due)
        return len(samples) * TIMESCALE // RATE


def _samples(frame: av.AudioFrame) -> Pcm:
    """Opus decodes to float planes, 48 kHz stereo."""
    planes = frame.to_ndarray()
    return cast("Pcm", np.clip(planes.T * 32768, -32768, 32767).astype(np.int16))


def _h264(config: VideoConfig) -> av.VideoCodecContext:
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = config.extradata
    decoder.thread_count = 1
    decoder.flags |= av.codec.context.Flags.low_delay
    decoder.options = {"max_pixels": str(_MOST_PIXELS)}
    return decoder


def _opus() -> av.AudioCodecContext:
    decoder = av.CodecContext.create("opus", "r")
    decoder.extradata = b"OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0"
    decoder.sample_rate, decoder.layout = RATE, "stereo"
    return decoder
