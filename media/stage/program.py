"""The mix, encoded: pictures once for everybody, AAC for the room, Opus for those on stage. Runs in the worker only."""

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
from av.codec.context import Flags
from av.video.frame import PictureType

from media.aac import FRAME_SAMPLES
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.stage.sound import RATE, Pcm

FPS = 30
FRAME = TIMESCALE // FPS
_KEYFRAMES = 2 * TIMESCALE
_SOONEST = TIMESCALE
"""Between a keyframe and one that somebody asks for."""
_AAC_TICKS = FRAME_SAMPLES * TIMESCALE // RATE


class Pictures:
    """x264, whose units go to the room and to every return feed alike: hence a profile that each browser takes."""

    def __init__(self, size: tuple[int, int], bitrate: int) -> None:
        self._codec = _x264(size, bitrate)
        self._config: VideoConfig | None = None
        self._size = size
        self._keyframe_at: int | None = None
        self._wanted = False

    def want_keyframe(self) -> None:
        self._wanted = True

    def encode(self, frame: av.VideoFrame, dts: int) -> Iterator[VideoConfig | Packet]:
        """A configuration before the first packet."""
        frame.pts, frame.time_base = dts, Fraction(1, TIMESCALE)
        frame.pict_type = PictureType.I if self._is_key(dts) else PictureType.NONE
        for packet in self._codec.encode(frame):
            if self._config is None:
                self._config = VideoConfig("h264", bytes(self._codec.extradata or b""), *self._size)
                yield self._config
            yield Packet("video", cast("int", packet.pts), bytes(packet), keyframe=packet.is_keyframe, duration=FRAME)

    def _is_key(self, dts: int) -> bool:
        since = _KEYFRAMES if self._keyframe_at is None else dts - self._keyframe_at
        if since < _KEYFRAMES and not (self._wanted and since >= _SOONEST):
            return False
        self._keyframe_at, self._wanted = dts, False
        return True


class Broadcast:
    """The whole mix as AAC-LC, 48 kHz stereo."""

    def __init__(self, bitrate: int = 128_000) -> None:
        self._codec = av.CodecContext.create("aac", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.format = RATE, "stereo", "fltp"
        self._codec.bit_rate = bitrate
        self._codec.time_base = Fraction(1, RATE)
        self._codec.flags |= Flags.global_header
        self._resampler = av.AudioResampler("fltp", "stereo", RATE)
        self._fifo = av.AudioFifo()
        self._written = 0
        self._announced = False

    def encode(self, mix: Pcm, place: int) -> Iterator[AudioConfig | Packet]:
        """`place`: of its first sample; only the first mix's is asked for, for the rest follows without a gap."""
        if not self._announced:
            self._origin = place
        for frame in self._resampler.resample(_frame(mix)):
            frame.pts = None
            self._fifo.write(frame)
        while whole := self._fifo.read(FRAME_SAMPLES):
            whole.pts, whole.time_base = self._written, Fraction(1, RATE)
            self._written += FRAME_SAMPLES
            yield from self._packets(self._codec.encode(whole))

    def _packets(self, packets: "list[av.Packet[av.AudioStream]]") -> Iterator[AudioConfig | Packet]:
        for packet in packets:
            if not self._announced:
                self._announced = True
                yield AudioConfig("aac", bytes(self._codec.extradata or b""), RATE, 2)
            sample = self._origin + cast("int", packet.pts)
            if sample >= self._origin:  # the first frame only fills the encoder's window
                dts = sample * TIMESCALE // RATE
                yield Packet("audio", dts, bytes(packet), keyframe=True, duration=_AAC_TICKS)


class Ear:
    """What one on stage hears, as Opus: a frame for each mix."""

    def __init__(self, bitrate: int = 48_000) -> None:
        self._codec = av.CodecContext.create("libopus", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.format = RATE, "stereo", "s16"
        self._codec.bit_rate = bitrate
        self._codec.options = {"application": "voip", "frame_duration": "20"}
        self._codec.time_base = Fraction(1, RATE)

    def encode(self, mix: Pcm, place: int) -> Iterator[bytes]:
        frame = _frame(mix)
        frame.pts, frame.time_base = place, Fraction(1, RATE)
        return map(bytes, self._codec.encode(frame))


def _frame(mix: Pcm) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(mix.reshape(1, -1), "s16", "stereo")
    frame.sample_rate = RATE
    return frame


def _x264(size: tuple[int, int], bitrate: int) -> av.VideoCodecContext:
    """No picture held back but one for each thread; annexb=0 gives length-prefixed units and an avcC record."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, TIMESCALE), Fraction(FPS)
    encoder.bit_rate = bitrate
    encoder.flags |= Flags.global_header
    encoder.color_primaries = encoder.color_trc = 1  # BT.709 (ISO/IEC 23091-2)
    encoder.colorspace = 6  # BT.601's matrix: what browsers send says nothing of it, and is that
    encoder.options = {
        "preset": "veryfast",
        "profile": "baseline",
        "forced-idr": "1",
        "maxrate": str(bitrate * 5 // 4),
        "bufsize": str(bitrate * 3 // 2),
        "x264-params": "keyint=infinite:scenecut=0:bframes=0:rc-lookahead=0:sync-lookahead=0:mbtree=0"
        ":annexb=0:sliced-threads=0:threads=2",
    }
    return encoder
