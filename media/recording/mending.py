"""After a crash: what is whole of a reel is found again in its own bytes, and the rest is cut off."""

import os
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from media.recording import places, reading
from media.recording.entries import END, MAGIC, Entry, Mark, read_mark

_HEADER = struct.Struct(">I4s")
_MOST_MOOF = 1 << 20
_SECTOR = 512
_LEAST_HOLE = 32
"""Fewer zeros in a row may belong to a fragment."""
_MFHD_ENDS = 8 + 16
_TFDT = _MFHD_ENDS + 8 + 16
_TRUN = _TFDT + 20


def mend(reel: Path) -> bool:
    """Close a reel that its recorder could not close; whether anything of it is left. Closed ones stay as they are."""
    if reading.is_closed(reel):
        return True
    index = places.index_of(reel)
    told = reading.index(reel).entries
    with reel.open("r+b") as media:
        entries, whole = walk(media, told[-1].offset + told[-1].length if told else 0)
        if not entries:
            reel.unlink()
            index.unlink(missing_ok=True)
            return False
        media.truncate(whole)
        os.fsync(media.fileno())
    fresh = index.with_suffix(".new")
    with fresh.open("wb") as out:
        out.write(b"".join((MAGIC, *(entry.packed() for entry in entries), END)))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(index)
    return True


def mend_show(show: Path) -> None:
    for rendition in places.renditions(show):
        for reel in places.reels(show / rendition):
            mend(reel)


def walk(media: BinaryIO, synced: int | None = None) -> tuple[list[Entry], int]:
    """The segments of a reel, and where the last whole fragment ends.

    `synced`: behind it a power cut may have left zeros where sectors were to be: such a fragment is not whole.
    """
    entries: list[Entry] = []
    mark: Mark | None = None
    begun = whole = end = told = fragment = 0
    for kind, offset, size in _boxes(media):
        if kind == b"free":
            found = _mark(media, offset, size)
            if found is None:
                break
            if mark is not None and whole > begun:
                entries.append(_entry(mark, begun, whole, end))
            mark, begun = found, offset + size
        elif kind == b"moof":
            told, fragment = _end_of(media, offset, size) or end, offset
        elif kind == b"mdat" and mark is not None:
            if synced is not None and offset >= synced and _has_hole(media, fragment, offset + size):
                break
            whole, end = offset + size, told  # a fragment whose media was cut off has not been
    if mark is not None and whole > begun:
        entries.append(_entry(mark, begun, whole, end))
    return entries, whole


def _entry(mark: Mark, begun: int, whole: int, end: int) -> Entry:
    return Entry(begun, whole - begun, max(end - mark.start, 1), mark)


def _has_hole(media: BinaryIO, start: int, end: int) -> bool:
    """A sector of it, or what lies in there of a sector at its ends, is nothing but zeros: no coded picture is."""
    media.seek(start)
    content = media.read(end - start)
    places = [start, *range(start // _SECTOR * _SECTOR + _SECTOR, end, _SECTOR), end]
    pieces = [content[place - start : after - start] for place, after in pairwise(places)]
    return any(len(piece) >= _LEAST_HOLE and not any(piece) for piece in pieces)


def _boxes(media: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, offset and size of the boxes that are whole."""
    length = media.seek(0, os.SEEK_END)
    place = 0
    while place + 8 <= length:
        media.seek(place)
        size, kind = _HEADER.unpack(media.read(8))
        if size < 8 or place + size > length or kind not in (b"ftyp", b"moov", b"free", b"moof", b"mdat"):
            return
        yield kind, place, size
        place += size


def _mark(media: BinaryIO, offset: int, size: int) -> Mark | None:
    media.seek(offset + 8)
    return read_mark(media.read(min(size - 8, 64)))


def _end_of(media: BinaryIO, offset: int, size: int) -> int:
    """Where the picture of a fragment ends, in ticks; 0: it has none. The layout is that of `media.hls.fmp4`."""
    media.seek(offset)
    moof = media.read(min(size, _MOST_MOOF))
    (start,) = struct.unpack_from(">Q", moof, _TFDT + 12)
    if moof[_TRUN + 4 : _TRUN + 8] != b"trun":
        return 0
    (count,) = struct.unpack_from(">I", moof, _TRUN + 12)
    durations = struct.unpack_from(f">{4 * count}I", moof, _TRUN + 20)[::4]
    return int(start + sum(durations))
