"""Frames of AAC that say nothing, for any sampling rate, without an encoder.

A raw data block whose channels carry no scale-factor bands (max_sfb = 0) decodes to exact zeros whatever the rate
(ISO/IEC 14496-3, 4.4.2.1), so the same few bytes may be repeated for ever.
"""

from media.aac import SAMPLE_RATES
from media.packets import AudioConfig

_ELEMENTS = {1: "S", 2: "P", 3: "SP", 4: "SPS", 5: "SPP", 6: "SPPL"}
"""By channel configuration 1 to 6: single channel, channel pair, low frequency (ISO/IEC 14496-3, table 1.19)."""
_ELEMENT_IDS = {"S": 0, "P": 1, "L": 3}
_END = 7
_LONG_WINDOW = "0" + "00" + "1" + "000000" + "0"
"""ics_info: reserved, only-long sequence, KBD window, max_sfb 0, no prediction (table 4.6)."""
_EMPTY_CHANNEL = "000"
"""No pulses, no noise shaping, no gain control (table 4.50)."""


def silence(sample_rate: int, channels: int) -> tuple[AudioConfig, bytes]:
    """The AAC-LC configuration for `sample_rate` (Hz) and 1 to 6 `channels`, and one frame of `FRAME_SAMPLES` zeros.

    Raises ValueError where AAC has no such rate or number of channels.
    """
    if sample_rate not in SAMPLE_RATES or channels not in _ELEMENTS:
        raise ValueError(f"AAC has no {channels} channels at {sample_rate} Hz")
    specific = (2 << 11) | (SAMPLE_RATES.index(sample_rate) << 7) | (channels << 3)
    return AudioConfig("aac", specific.to_bytes(2, "big"), sample_rate, channels), _frame(_ELEMENTS[channels])


def quiet(channels: int) -> bytes:
    """One frame of `FRAME_SAMPLES` zeros for sound that has its configuration already; of six channels at most."""
    return _frame(_ELEMENTS[min(max(channels, 1), max(_ELEMENTS))])


def _frame(elements: str) -> bytes:
    bits = "".join(_element(kind, elements[:place].count(kind)) for place, kind in enumerate(elements))
    bits += _number(_END, 3)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _element(kind: str, tag: int) -> str:
    head = _number(_ELEMENT_IDS[kind], 3) + _number(tag, 4)
    gain = _number(0, 8)
    if kind == "P":
        common_window, no_middle_side = "1", "00"
        return head + common_window + _LONG_WINDOW + no_middle_side + 2 * (gain + _EMPTY_CHANNEL)
    return head + gain + _LONG_WINDOW + _EMPTY_CHANNEL


def _number(value: int, width: int) -> str:
    return format(value, f"0{width}b")
