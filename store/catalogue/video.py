"""Uploaded videos: MP4 only, without the place they were taken at (ISO/IEC 14496-12, pure)."""

import struct
from collections.abc import Iterator

from appliance.errors import BadInput

MOST_BYTES = 15 * 1024 * 1024

_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"3gp4"}
_INNER = {b"moov": (b"trak",), b"trak": ()}
"""Boxes that are looked into, and what is looked into there."""
_TELLS = (b"udta", b"meta", b"uuid")
"""Boxes that hold what phones write about a film: its place, its maker."""


class VideoUnreadable(BadInput):
    zh = "这个文件不是能用的视频，请换一个 MP4"
    en = "This file is not a usable video, please choose an MP4"


class VideoTooLarge(BadInput):
    zh = "视频太大了，请压到 15 MB 以内"
    en = "This video is too large, please make it smaller than 15 MB"


def cleaned(raw: bytes, field: str = "video") -> bytes:
    """The same film; what tells of its place becomes free space, so that nothing moves.

    Raises VideoUnreadable, VideoTooLarge.
    """
    if len(raw) > MOST_BYTES:
        raise VideoTooLarge(field=field)
    film = bytearray(raw)
    kinds = [kind for kind, *_ in _boxes(film, 0, len(film), field)]
    if not kinds or kinds[0] != b"ftyp" or bytes(film[8:12]) not in _BRANDS or b"moov" not in kinds:
        raise VideoUnreadable(field=field)
    _blank(film, 0, len(film), (b"moov",), field)
    return bytes(film)


def _blank(film: bytearray, start: int, end: int, inner: tuple[bytes, ...], field: str) -> None:
    for kind, name, at, until in _boxes(film, start, end, field):
        if kind in inner:
            _blank(film, at, until, _INNER[kind], field)
        elif kind in _TELLS:
            film[name : name + 4] = b"free"
            film[at:until] = bytes(until - at)


def _boxes(film: bytearray, start: int, end: int, field: str) -> Iterator[tuple[bytes, int, int, int]]:
    """(kind, where that is written, where the content begins, where it ends) of each box. Raises VideoUnreadable."""
    while start < end:
        if end - start < 8:
            raise VideoUnreadable(field=field)
        size, kind = struct.unpack_from(">I4s", film, start)
        head = 8
        if size == 1 and end - start >= 16:
            head, size = 16, struct.unpack_from(">Q", film, start + 8)[0]
        elif size == 0:
            size = end - start
        if not head <= size <= end - start:
            raise VideoUnreadable(field=field)
        yield kind, start + 4, start + head, start + size
        start += size
