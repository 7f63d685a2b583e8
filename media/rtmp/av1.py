"""AV1: the size of the picture from av1C and its sequence header (AV1 specification, 5.5.1)."""

from media.rtmp.bits import Bits
from media.rtmp.errors import BadTag

_SEQUENCE_HEADER = 1


def size(record: bytes) -> tuple[int, int]:
    """Width and height of an AV1CodecConfigurationRecord. Raises BadTag."""
    at = 4
    while at < len(record):
        kind, start, end = _unit(record, at)
        if kind == _SEQUENCE_HEADER:
            return _sequence_size(Bits(record[start:end]))
        at = end
    raise BadTag("av1C without a sequence header")


def _unit(data: bytes, at: int) -> tuple[int, int, int]:
    """Type, start and end of the open bitstream unit there (5.3)."""
    head = data[at]
    at += 2 if head & 4 else 1
    if not head & 2:
        return head >> 3 & 15, at, len(data)
    length = shift = 0
    while at < len(data) and shift < 56:
        byte = data[at]
        at, length, shift = at + 1, length | (byte & 127) << shift, shift + 7
        if byte < 128:
            break
    return head >> 3 & 15, at, min(at + length, len(data))


def _sequence_size(bits: Bits) -> tuple[int, int]:
    bits.take(4)
    if bits.flag():  # reduced_still_picture_header
        bits.take(5)
    else:
        _skip_operating_points(bits)
    across, down = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(across) + 1, bits.take(down) + 1


def _skip_operating_points(bits: Bits) -> None:
    model, delay_bits = _timing(bits) if bits.flag() else (False, 0)
    delays = bits.flag()
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if model and bits.flag():
            bits.take(2 * delay_bits + 1)
        if delays and bits.flag():
            bits.take(4)


def _timing(bits: Bits) -> tuple[bool, int]:
    """Whether a decoder model follows each operating point, and the bits of its delays."""
    bits.take(64)
    if bits.flag():
        bits.unsigned()
    if not bits.flag():
        return False, 0
    delay_bits = bits.take(5) + 1
    bits.take(42)
    return True, delay_bits
