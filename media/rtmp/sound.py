"""Rates and channels of sound: AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), OpusHead (RFC 7845, 5.1), MP3 frames."""

from media.aac import SAMPLE_RATES
from media.packets import AudioConfig
from media.rtmp.bits import Bits
from media.rtmp.errors import BadTag

_AAC_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)
_MP3_RATES = (44100, 48000, 32000)
_MP3_HALVINGS = (2, 0, 1, 0)


def aac(config: bytes) -> AudioConfig:
    """With the core's rate, which is the one that 1024 samples a frame count in, also under SBR. Raises BadTag."""
    bits = Bits(config)
    if bits.take(5) == 31:
        bits.take(6)
    index = bits.take(4)
    rate = bits.take(24) if index == 15 else _entry(SAMPLE_RATES, index)
    layout = bits.take(4)
    # Layout 0 is spelt out in a program config element, which nobody streams; the worker's decoder will know.
    channels = _entry(_AAC_CHANNELS, layout) or 2
    if not rate:
        raise BadTag("AAC at 0 Hz")
    return AudioConfig("aac", config, rate, channels)


def opus(head: bytes) -> AudioConfig:
    """Always 48 kHz; `head` with or without its magic. Raises BadTag."""
    body = head.removeprefix(b"OpusHead")
    if len(body) < 11 or not body[1]:
        raise BadTag("no OpusHead")
    return AudioConfig("opus", body, 48000, body[1])


def mp3(frame: bytes) -> AudioConfig:
    """From a frame's header (ISO/IEC 11172-3, 2.4.1.3). Raises BadTag."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        raise BadTag("no MP3 frame")
    version = frame[1] >> 3 & 3
    rate = _entry(_MP3_RATES, frame[2] >> 2 & 3) >> _MP3_HALVINGS[version]
    return AudioConfig("mp3", b"", rate, 1 if frame[3] >> 6 == 3 else 2)


def _entry(table: tuple[int, ...], index: int) -> int:
    if index >= len(table):
        raise BadTag(f"a reserved value: {index}")
    return table[index]
