"""What one track of a show is made of between the publisher and the playlist: configurations and encoded packets."""

from typing import Literal

import msgspec

Track = Literal["video", "audio"]

TIMESCALE = 90_000
"""Ticks a second of every `dts` and `duration` here, the clock of MPEG-2 systems (ISO/IEC 13818-1)."""


class VideoConfig(msgspec.Struct, frozen=True):
    """How to decode the picture."""

    codec: str
    """h264 plays everywhere and passes through; others (hevc, av1, vp9) are transcoded."""
    extradata: bytes
    """The decoder configuration record: avcC (ISO/IEC 14496-15, 5.3.3), hvcC, av1C or vpcC."""
    width: int
    height: int


class AudioConfig(msgspec.Struct, frozen=True):
    """How to decode the sound."""

    codec: str
    """aac passes through; others (mp3, opus, pcm_alaw, pcm_mulaw, speex) are transcoded."""
    extradata: bytes
    """AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) for aac, OpusHead without its magic for opus, else empty."""
    sample_rate: int
    channels: int


Config = VideoConfig | AudioConfig


class Packet(msgspec.Struct, frozen=True, gc=False):
    """One encoded frame in decoding order; AVCC length-prefixed for h264, raw (no ADTS) for aac."""

    track: Track
    dts: int
    """Decoding time in ticks of `TIMESCALE`. Never wraps; from a publisher it may jump."""
    data: bytes
    keyframe: bool = False
    """An IDR picture, or any sound."""
    offset: int = 0
    """Presentation time minus `dts`, in ticks; may be negative from a publisher that lies."""
    duration: int = 0
    """In ticks, 0 where the next packet tells."""
