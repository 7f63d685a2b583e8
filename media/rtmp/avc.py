"""H.264: the size of the picture from avcC (ISO/IEC 14496-15, 5.3.3) and its SPS (ITU-T H.264, 7.3.2.1.1)."""

from media.rtmp.bits import Bits, unescaped
from media.rtmp.errors import BadTag

_SPS = 7
_WITH_CHROMA = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


def size(record: bytes) -> tuple[int, int]:
    """Width and height of an AVCDecoderConfigurationRecord, cropped. Raises BadTag."""
    if len(record) < 8 or not record[5] & 31:
        raise BadTag("avcC without a sequence parameter set")
    length = int.from_bytes(record[6:8], "big")
    nal = record[8 : 8 + length]
    if not nal or nal[0] & 31 != _SPS:
        raise BadTag("avcC without a sequence parameter set")
    return _sps_size(Bits(unescaped(nal[1:])))


def _sps_size(bits: Bits) -> tuple[int, int]:
    profile = bits.take(8)
    bits.take(16)  # constraint flags and level
    bits.unsigned()
    chroma, planes = _chroma(bits) if profile in _WITH_CHROMA else (1, False)
    _skip_order(bits)
    columns, rows = bits.unsigned() + 1, bits.unsigned() + 1
    frames_only = bits.flag()
    if not frames_only:
        bits.take(1)
    bits.take(1)
    across, down = _crop(bits, 0 if planes else chroma, frames_only)
    return columns * 16 - across, rows * 16 * (2 - frames_only) - down


def _chroma(bits: Bits) -> tuple[int, bool]:
    """chroma_format_idc and separate_colour_plane_flag."""
    chroma = bits.unsigned()
    planes = chroma == 3 and bits.flag()
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.flag():
        for index in range(12 if chroma == 3 else 8):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma, planes


def _skip_scaling_list(bits: Bits, entries: int) -> None:
    last = following = 8
    for _ in range(entries):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: Bits) -> None:
    """From log2_max_frame_num to gaps_in_frame_num_value_allowed_flag."""
    bits.unsigned()
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()
    bits.unsigned()
    bits.take(1)


def _crop(bits: Bits, chroma: int, frames_only: bool) -> tuple[int, int]:
    """Pixels cut off across and down (7.4.2.1.1, equations 7-19 to 7-22)."""
    if not bits.flag():
        return 0, 0
    left, right, top, bottom = (bits.unsigned() for _ in range(4))
    step_across = 2 if chroma in (1, 2) else 1
    step_down = (2 if chroma == 1 else 1) * (2 - frames_only)
    return (left + right) * step_across, (top + bottom) * step_down
