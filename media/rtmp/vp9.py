"""VP9: the size of the picture from a keyframe (VP9 bitstream specification, 6.2); vpcC does not tell it."""

from media.rtmp.bits import Bits
from media.rtmp.errors import BadTag

_SYNC = 0x498342
_RGB = 7


def size(frame: bytes) -> tuple[int, int]:
    """Width and height from the uncompressed header of a keyframe. Raises BadTag."""
    bits = Bits(frame[:32])
    if bits.take(2) != 2:
        raise BadTag("not a VP9 frame")
    profile = bits.take(1) | bits.take(1) << 1
    if profile == 3:
        bits.take(1)
    if bits.take(2):  # an existing frame is shown, or it is no keyframe
        raise BadTag("not a VP9 keyframe")
    bits.take(2)
    if bits.take(24) != _SYNC:
        raise BadTag("not a VP9 keyframe")
    _skip_colour(bits, profile)
    return bits.take(16) + 1, bits.take(16) + 1


def _skip_colour(bits: Bits, profile: int) -> None:
    if profile >= 2:
        bits.take(1)
    if bits.take(3) != _RGB:
        bits.take(1 + 3 * (profile & 1))
    else:
        bits.take(profile & 1)
