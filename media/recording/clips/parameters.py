"""Two encodings of H.264 in one track: their parameter sets stand side by side under numbers of their own. Pure.

A decoder keeps up to 32 sequence and 256 picture parameter sets, and each picture names its own (ITU-T H.264,
7.4.1.2.1); so a film that changes from one encoder to another at a keyframe needs one sample description, and no set
in the stream.
"""

import struct

from media.rtmp.bits import Bits, unescaped

_HEADS = {b"stsd": 16, b"avc1": 86}
"""Bytes before the boxes within, where there is more than the box's own head."""


def sets(record: bytes) -> tuple[list[bytes], list[bytes]]:
    """SPS and PPS of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3)."""
    sps, place = _listed(record, 6, record[5] & 31)
    pps, _ = _listed(record, place + 1, record[place])
    return sps, pps


def free_number(record: bytes) -> int:
    """A number that neither an SPS nor a PPS of it has. Raises ValueError where all are taken."""
    sps, pps = sets(record)
    taken = {_sps_number(one) for one in sps} | {_pps_number(one) for one in pps}
    free = [number for number in range(1, 32) if number not in taken]
    if not free:
        raise ValueError("no number is left for another parameter set")
    return free[0]


def with_sets(record: bytes, sps: list[bytes], pps: list[bytes]) -> bytes:
    """The same record, with these sets behind its own."""
    mine_sps, mine_pps = sets(record)
    all_sps, all_pps = mine_sps + sps, mine_pps + pps
    _, place = _listed(record, 6, record[5] & 31)
    _, tail = _listed(record, place + 1, record[place])
    head = record[:5] + bytes([0xE0 | len(all_sps)]) + _sized(all_sps)
    return head + bytes([len(all_pps)]) + _sized(all_pps) + record[tail:]


def configured(init: bytes, record: bytes) -> bytes:
    """An init segment with another configuration of its picture."""
    place = init.index(b"avcC") - 4
    (size,) = struct.unpack_from(">I", init, place)
    grown = bytearray(init)
    start, end = 0, len(init)
    while start < end:
        length, kind = struct.unpack_from(">I4s", init, start)
        if not start <= place < start + length:
            start += length
            continue
        struct.pack_into(">I", grown, start, length + len(record) + 8 - size)
        if kind == b"avcC":
            break
        end, start = start + length, start + _HEADS.get(kind, 8)
    grown[place + 8 : place + size] = record
    return bytes(grown)


def record_of(init: bytes) -> bytes:
    place = init.index(b"avcC") - 4
    (size,) = struct.unpack_from(">I", init, place)
    return init[place + 8 : place + size]


def _listed(record: bytes, place: int, count: int) -> tuple[list[bytes], int]:
    found = []
    for _ in range(count):
        end = place + 2 + int.from_bytes(record[place : place + 2], "big")
        found.append(record[place + 2 : end])
        place = end
    return found, place


def _sized(units: list[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def _sps_number(unit: bytes) -> int:
    return Bits(unescaped(unit[4:])).unsigned()


def _pps_number(unit: bytes) -> int:
    return Bits(unescaped(unit[1:])).unsigned()
