"""H.265: the size of the picture from hvcC (ISO/IEC 14496-15, 8.3.3) and its SPS (ITU-T H.265, 7.3.2.2)."""

from media.rtmp.bits import Bits, unescaped
from media.rtmp.errors import BadTag

_SPS = 33


def size(record: bytes) -> tuple[int, int]:
    """Width and height of an HEVCDecoderConfigurationRecord, cropped. Raises BadTag."""
    return _sps_size(Bits(unescaped(_parameter_set(record)[2:])))


def _parameter_set(record: bytes) -> bytes:
    at = 23
    for _ in range(record[22] if len(record) > 22 else 0):
        kind, count = record[at : at + 1], int.from_bytes(record[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            length = int.from_bytes(record[at : at + 2], "big")
            if kind and kind[0] & 63 == _SPS:
                return record[at + 2 : at + 2 + length]
            if not length:
                break
            at += 2 + length
    raise BadTag("hvcC without a sequence parameter set")


def _sps_size(bits: Bits) -> tuple[int, int]:
    bits.take(4)
    layers = bits.take(3)
    bits.take(1)
    _skip_profile(bits, layers)
    bits.unsigned()
    chroma = bits.unsigned()
    planes = chroma == 3 and bits.flag()
    width, height = bits.unsigned(), bits.unsigned()
    if not bits.flag():
        return width, height
    left, right, top, bottom = (bits.unsigned() for _ in range(4))
    step_across = 2 if chroma in (1, 2) and not planes else 1
    step_down = 2 if chroma == 1 else 1
    return width - (left + right) * step_across, height - (top + bottom) * step_down


def _skip_profile(bits: Bits, layers: int) -> None:
    """profile_tier_level (7.3.3) with `layers` sub-layers below the highest."""
    bits.take(96)
    if not layers:
        return
    present = [(bits.flag(), bits.flag()) for _ in range(layers)]
    bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
