"""Any sound becomes AAC-LC, 48 kHz, stereo unless one channel is enough. Runs in the worker only."""

import logging
from collections.abc import Callable
from fractions import Fraction
from typing import cast

import av
import numpy as np

from media.aac import FRAME_SAMPLES
from media.loudness import Level
from media.packets import TIMESCALE, AudioConfig, Packet
from media.transcode.concealing import MISSED, Concealer
from media.transcode.listening import Listener

log = logging.getLogger(__name__)

_RATE = 48_000
_BITRATES = {"mono": 80_000, "stereo": 128_000}
_TIME_BASE = Fraction(1, _RATE)
_FRAME_TICKS = FRAME_SAMPLES * TIMESCALE // _RATE
_DRIFT = TIMESCALE // 10
"""The samples are the clock until the packets' times differ by more: then a piece was lost."""

_DECODERS = {"mp3": "mp3float"}

Deliver = Callable[[AudioConfig | Packet | Level], None]
"""Told the configuration before the first packet, and once in a second of sound how loud it was."""


class Sounds:
    def __init__(self, deliver: Deliver, *, keeps_mono: bool = False) -> None:
        """`keeps_mono`: what has one channel stays so, for half the encoder's work."""
        self._deliver = deliver
        self._keeps_mono = keeps_mono
        self._config: AudioConfig | None = None
        self._announced = False
        self._listener = Listener(_RATE)
        self._sent_until = -TIMESCALE
        self.begin_afresh()

    def configure(self, config: AudioConfig) -> None:
        """What follows is coded so; sound that nothing here decodes is left out."""
        self._config = config
        try:
            decoder_of(config)
        except av.codec.codec.UnknownCodecError:
            log.warning("there is no decoder for %s", config.codec)
            self._config = None
        self.begin_afresh()

    def begin_afresh(self) -> None:
        self._decoder: av.AudioCodecContext | None = None
        self._announced = False

    def decode(self, packet: Packet) -> None:
        """A packet that cannot be decoded is left out; a later one that comes too far off its time starts again."""
        if self._config is None:
            return
        if self._decoder is None or abs(packet.dts - self._heard_until()) > _DRIFT:
            self._begin(self._config, packet.dts)
        elif self._config.codec == "opus":
            self._conceal(packet.dts)
        try:
            frames = self._decoding.decode(av.Packet(packet.data))
        except av.error.FFmpegError:
            return
        for frame in frames:
            frame.pts = None
            for ready in self._resampler.resample(frame):
                self._concealer.heard(ready)
                self._encode(ready)

    def _conceal(self, dts: int) -> None:
        """Packets were lost on a way that sends none again, as WebRTC's is for sound."""
        while dts - self._heard_until() > MISSED:
            lost = self._concealer.frame(_RATE)
            if lost is None:
                return
            self._encode(lost)

    @property
    def _decoding(self) -> av.AudioCodecContext:
        return cast("av.AudioCodecContext", self._decoder)

    def _begin(self, config: AudioConfig, dts: int) -> None:
        self._decoder = decoder_of(config)
        layout = "mono" if self._keeps_mono and config.channels == 1 else "stereo"
        self._resampler = av.AudioResampler("fltp", layout, _RATE)
        self._concealer = Concealer()
        self._unheard: list[av.AudioFrame] = []
        self._encoder = _encoder(layout)
        self._origin = dts
        self._samples = self._listened = 0
        # The encoder's first frame only fills its window and lies before the beginning.
        self._sent_until = max(self._sent_until, dts)

    def _heard_until(self) -> int:
        return self._origin + self._samples * TIMESCALE // _RATE

    def _encode(self, frame: av.AudioFrame) -> None:
        """Of any length: the encoder cuts it to its own."""
        frame.pts, frame.time_base = self._samples, _TIME_BASE
        self._samples += frame.samples
        self._hear(frame)
        self._send(self._encoder.encode(frame))

    def _hear(self, frame: av.AudioFrame) -> None:
        """A second at once: looked at one by one, frames of 20 ms cost several times as much."""
        self._unheard.append(frame)
        if self._samples - self._listened < _RATE:
            return
        self._listened = self._samples
        sound = np.concatenate([one.to_ndarray() for one in self._unheard], axis=1)
        self._unheard = []
        level = self._listener.hear(sound)
        if level is not None:
            self._deliver(level)

    def _send(self, packets: "list[av.Packet[av.AudioStream]]") -> None:
        for packet in packets:
            if not self._announced:
                self._announced = True
                channels = self._encoder.layout.nb_channels
                self._deliver(AudioConfig("aac", bytes(self._encoder.extradata or b""), _RATE, channels))
            dts = self._origin + cast("int", packet.pts) * TIMESCALE // _RATE
            if dts >= self._sent_until:
                self._sent_until = dts + _FRAME_TICKS
                self._deliver(Packet("audio", dts, bytes(packet), keyframe=True, duration=_FRAME_TICKS))


def decoder_of(config: AudioConfig) -> av.AudioCodecContext:
    """Raises UnknownCodecError of what nothing here decodes."""
    decoder = cast("av.AudioCodecContext", av.CodecContext.create(_DECODERS.get(config.codec, config.codec), "r"))
    if config.codec == "opus":
        decoder.extradata = b"OpusHead" + config.extradata
    elif config.extradata:
        decoder.extradata = config.extradata
    decoder.sample_rate = config.sample_rate
    decoder.layout = "mono" if config.channels == 1 else "stereo"
    return decoder


def _encoder(layout: str) -> av.AudioCodecContext:
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = _RATE, layout, "fltp"
    encoder.bit_rate = _BITRATES[layout]
    encoder.time_base = _TIME_BASE
    encoder.flags |= av.codec.context.Flags.global_header
    return encoder
