"""One decoder and an x264 for every rung. Runs in the worker only."""

import logging
import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

import av
from av.codec.context import Flags
from av.video.frame import PictureType
from av.video.reformatter import Interpolation, VideoReformatter

from media.ladder import GRID, Rung, size
from media.packets import TIMESCALE, Packet, VideoConfig

log = logging.getLogger(__name__)

_CLOSEST = 24 * TIMESCALE // 1000
"""Rungs get at most 30 of 60 pictures a second: a picture that follows another within 24 ms is left out."""

_DECODERS = {"av1": "libdav1d"}
_THREADS = max(1, min(os.cpu_count() or 1, 3))

Deliver = Callable[[str, VideoConfig | Packet], None]
"""Told the rung's name and what it sends: a configuration before its first packet, which is a keyframe."""


class Pictures:
    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._config: VideoConfig | None = None
        self._decoder: av.VideoCodecContext | None = None
        self._rungs: tuple[Rung, ...] = ()
        self._encodings: dict[str, _Encoding] = {}
        self._last = -GRID
        self.encoded = 0
        """Pictures of all rungs so far."""

    def want(self, rungs: Sequence[Rung]) -> None:
        """Encode `rungs` from the next picture on; encodings that go on are not disturbed."""
        self._rungs = tuple(sorted((rung for rung in rungs if rung.height), key=lambda rung: -rung.height))
        self._encodings = {rung.name: kept for rung in rungs if (kept := self._encodings.get(rung.name))}

    def configure(self, config: VideoConfig) -> None:
        """What follows is coded so; pictures that the decoder still holds come out first.

        Pictures that nothing here decodes are left out.
        """
        self._drain()
        self._config = config
        try:
            _decoder(config)
        except av.codec.codec.UnknownCodecError:
            log.warning("there is no decoder for %s", config.codec)
            self._config = None

    def begin_afresh(self) -> None:
        self._decoder = None
        self._encodings = {}

    def decode(self, packet: Packet) -> None:
        """A packet that cannot be decoded is left out: the next keyframe heals the picture."""
        if self._config is None or not self._rungs:
            return
        if self._decoder is None:
            self._decoder = _decoder(self._config)
        coded = av.Packet(packet.data)
        coded.time_base = Fraction(1, TIMESCALE)
        coded.dts, coded.pts, coded.is_keyframe = packet.dts, packet.dts + packet.offset, packet.keyframe
        try:
            frames = self._decoder.decode(coded)
        except av.error.FFmpegError:
            return
        for frame in frames:
            self._encode(frame)

    def _drain(self) -> None:
        if self._decoder is not None:
            try:
                held = self._decoder.decode(None)
            except av.error.FFmpegError:
                held = []
            for frame in held:
                self._encode(frame)
        self._decoder = None

    def _encode(self, frame: av.VideoFrame) -> None:
        if frame.pts is None or frame.pts - self._last < _CLOSEST:
            return
        keyframe = frame.pts // GRID != self._last // GRID
        self._last = frame.pts
        width, height = frame.width, frame.height
        for rung in self._rungs:
            # Each rung is scaled from the one above it: a third cheaper than from the source each time.
            frame = self._encoding(rung, size(rung, width, height)).encode(frame, self._last, keyframe=keyframe)
            self.encoded += 1

    def _encoding(self, rung: Rung, wanted: tuple[int, int]) -> "_Encoding":
        current = self._encodings.get(rung.name)
        if current is None or current.size != wanted:
            if current is not None:
                current.finish()
            assert self._decoder is not None  # noqa: S101 - a picture came out of it
            current = self._encodings[rung.name] = _Encoding(rung, wanted, self._decoder, self._deliver)
        return current


class _Encoding:
    """One rung's x264 at one size."""

    def __init__(self, rung: Rung, wanted: tuple[int, int], source: av.VideoCodecContext, deliver: Deliver) -> None:
        self.size = wanted
        self._name = rung.name
        self._deliver = deliver
        self._announced = False
        self._scaler = VideoReformatter()  # a frame's own would work its tables out again every time
        self._codec = _encoder(rung, wanted, source)

    def encode(self, frame: av.VideoFrame, pts: int, *, keyframe: bool) -> av.VideoFrame:
        """Returns the picture at this rung's size."""
        scaled = self._scaler.reformat(frame, *self.size, format="yuv420p", interpolation=Interpolation.BILINEAR)
        scaled.pts, scaled.time_base = pts, Fraction(1, TIMESCALE)
        scaled.pict_type = PictureType.I if keyframe else PictureType.NONE
        self._send(self._codec.encode(scaled))
        return scaled

    def finish(self) -> None:
        self._send(self._codec.encode(None))

    def _send(self, packets: "list[av.Packet[av.VideoStream]]") -> None:
        for packet in packets:
            if not self._announced:
                self._announced = True
                record = bytes(self._codec.extradata or b"")
                self._deliver(self._name, VideoConfig("h264", record, *self.size))
            pts = cast("int", packet.pts)
            self._deliver(self._name, Packet("video", pts, bytes(packet), keyframe=packet.is_keyframe))


def _decoder(config: VideoConfig) -> av.VideoCodecContext:
    name = _DECODERS.get(config.codec, config.codec)
    decoder = cast("av.VideoCodecContext", av.CodecContext.create(name, "r"))
    decoder.extradata = config.extradata or None
    decoder.thread_count = 1
    return decoder


def _encoder(rung: Rung, wanted: tuple[int, int], source: av.VideoCodecContext) -> av.VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = wanted
    encoder.pix_fmt = "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, TIMESCALE), Fraction(30)
    encoder.bit_rate = rung.video_bitrate
    encoder.flags |= Flags.global_header
    encoder.color_range, encoder.colorspace = source.color_range, source.colorspace
    encoder.color_primaries, encoder.color_trc = source.color_primaries, source.color_trc
    if source.sample_aspect_ratio:
        encoder.sample_aspect_ratio = source.sample_aspect_ratio
    encoder.options = options(rung)
    return encoder


def options(rung: Rung) -> dict[str, str]:
    """x264's: keyframes only where they are asked for, no picture held back but one for each thread.

    annexb=0 gives length-prefixed units and an avcC record.
    """
    return {
        "preset": rung.preset,
        "profile": "high",
        "forced-idr": "1",
        "maxrate": str(rung.video_bitrate * 5 // 4),
        "bufsize": str(rung.video_bitrate * 3 // 2),
        "x264-params": "keyint=infinite:scenecut=0:open-gop=0:bframes=0:rc-lookahead=0:sync-lookahead=0:mbtree=0"
        f":annexb=0:sliced-threads=0:threads={_THREADS}",
    }
