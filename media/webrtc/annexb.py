"""H.264 as WebRTC brings it (Annex B of ITU-T H.264, parameter sets in the stream) and as a file holds it (pure)."""

import re
from collections.abc import Iterable

import msgspec

from media.packets import VideoConfig
from media.rtmp import avc
from media.rtmp.errors import BadTag

IDR, SPS, PPS, AUD = 5, 7, 8, 9
_START = re.compile(b"\x00\x00\x01")


class AccessUnit(msgspec.Struct, frozen=True):
    """One picture."""

    data: bytes
    """Its NAL units, each behind its length in four bytes."""
    keyframe: bool
    config: VideoConfig | None
    """How to decode it and what follows, where it says so itself."""


def access_unit(stream: bytes) -> AccessUnit | None:
    """None where it holds no picture, or begins in the middle of one."""
    units = split(stream) if stream.startswith(b"\0\0\0\1") else []
    kinds = {unit[0] & 31 for unit in units}
    drawn = [unit for unit in units if unit[0] & 31 not in (SPS, PPS, AUD)]
    if not drawn:
        return None
    return AccessUnit(joined(drawn), IDR in kinds, config(units) if SPS in kinds and PPS in kinds else None)


def split(stream: bytes) -> list[bytes]:
    """NAL units without their start codes."""
    starts = [found.end() for found in _START.finditer(stream)]
    ends = [start - 3 for start in starts[1:]] + [len(stream)]
    units = [stream[start:end].rstrip(b"\0") for start, end in zip(starts, ends, strict=False)]
    return [unit for unit in units if unit]


def joined(units: Iterable[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


def parted(sized: bytes) -> list[bytes]:
    """The NAL units of what `joined` made."""
    units, at = [], 0
    while at < len(sized):
        end = at + 4 + int.from_bytes(sized[at : at + 4], "big")
        units.append(sized[at + 4 : end])
        at = end
    return units


def parameters(config: VideoConfig) -> list[bytes]:
    """SPS and PPS out of an avcC."""
    record = config.extradata
    sps, at = _listed(record, 6, record[5] & 31)
    pps, _ = _listed(record, at + 1, record[at])
    return sps + pps


def payloads(units: Iterable[bytes], most: int = 1200) -> list[bytes]:
    """What RTP packets carry (RFC 6184): a NAL unit each, or pieces of one (FU-A)."""
    packets: list[bytes] = []
    for unit in units:
        if len(unit) <= most:
            packets.append(unit)
            continue
        indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 31
        for at in range(1, len(unit), most - 2):
            piece = unit[at : at + most - 2]
            first, last = (0x80 if at == 1 else 0), (0x40 if at + len(piece) == len(unit) else 0)
            packets.append(bytes((indicator, first | last | kind)) + piece)
    return packets


def config(units: Iterable[bytes]) -> VideoConfig | None:
    """From the parameter sets among `units` (ISO/IEC 14496-15, 5.3.3); None where they cannot be read."""
    sps = [unit for unit in units if unit[0] & 31 == SPS]
    pps = [unit for unit in units if unit[0] & 31 == PPS]
    try:
        counted = bytes([0xE0 | len(sps)]) + _sized(sps) + bytes([len(pps)]) + _sized(pps)
        record = b"\x01" + sps[0][1:4] + b"\xff" + counted
        width, height = avc.size(record)
    except (BadTag, ValueError, OverflowError):  # more or longer ones than a record can hold
        return None
    return VideoConfig("h264", record, width, height)


def _listed(record: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    units = []
    for _ in range(count):
        end = at + 2 + int.from_bytes(record[at : at + 2], "big")
        units.append(record[at + 2 : end])
        at = end
    return units, at


def _sized(units: list[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)
