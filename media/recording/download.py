"""下载: a show as one MP4 without re-encoding, put together while it is sent; any part of it can be asked for.

Every fragment is sent as it lies in its reel, but for its two decoding times (`tfdt`): in the film the breaks are
closed. The index at the front (`sidx`, ISO/IEC 14496-12, 8.16.3) lets players seek. Where the codec parameters change,
another film begins.
"""

import bisect
import io
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from media.hls.boxes import full_box
from media.packets import TIMESCALE
from media.recording import places, reading
from media.recording.album import leading
from media.recording.takes import Shot, takes

_MFHD_ENDS = 24
_VIDEO_TFDT = _MFHD_ENDS + 8 + 16 + 12


class Stretch(msgspec.Struct, frozen=True):
    """A segment's bytes in a reel, and by how much its times are moved."""

    at: int
    """In the film."""
    file: Path
    offset: int
    length: int
    moved: int
    """Ticks of 90 kHz to add."""


class Film(msgspec.Struct, frozen=True):
    head: bytes
    stretches: list[Stretch]
    size: int
    rate: int
    """Of the sound, in Hz."""

    def read(self, place: int, count: int) -> bytes:
        """From one stretch at most; empty only at the end."""
        if place < len(self.head):
            return self.head[place : place + count]
        if place >= self.size:
            return b""
        stretch = self.at(place)
        within = place - stretch.at
        return _read(stretch, self.rate)[within : within + count]

    def at(self, place: int) -> Stretch:
        """The one that is sent there, behind the head."""
        return self.stretches[bisect.bisect_right(self.stretches, place, key=lambda stretch: stretch.at) - 1]


class Unrolled(io.RawIOBase):
    """A film as a file that libraries read."""

    def __init__(self, film: Film) -> None:
        super().__init__()
        self._film = film
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        """Less than was asked for at the end of a stretch."""
        found = self._film.read(self._place, count if count >= 0 else self._film.size)
        self._place += len(found)
        return found

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._film.size}[whence] + offset
        return self._place

    def tell(self) -> int:
        return self._place


def headed(film: Film, head: bytes) -> Film:
    """The same film behind another head."""
    more = len(head) - len(film.head)
    moved = [msgspec.structs.replace(one, at=one.at + more) for one in film.stretches]
    return msgspec.structs.replace(film, head=head, stretches=moved, size=film.size + more)


def film(show: Path) -> list[Film]:
    """The films of the rendition that stands for a show."""
    name, shots = leading(show)
    inits = {places.number_of(reel): reading.init_of(reel) for reel in places.reels(show / name)}
    return films(show / name, inits, shots)


def films(rendition: Path, inits: Mapping[int, bytes], shots: Sequence[Shot]) -> list[Film]:
    """Of these segments, in order; `inits`: the init segment of each reel."""
    return [film_of(rendition, init, alike) for init, alike in _alike(inits, shots)]


def _alike(inits: Mapping[int, bytes], shots: Sequence[Shot]) -> Iterator[tuple[bytes, list[Shot]]]:
    """Segments in order, by the init segment that they need."""
    before, gathered = b"", list[Shot]()
    for shot in shots:
        if inits[shot.reel] != before and gathered:
            yield before, gathered
            gathered = []
        before = inits[shot.reel]
        gathered.append(shot)
    if gathered:
        yield before, gathered


def film_of(rendition: Path, init: bytes, shots: list[Shot]) -> Film:
    """Of these segments, which all need this init segment."""
    times: list[int] = []
    time = 0
    for take in takes(shots):
        for shot in take.shots:
            times.append(time - shot.entry.mark.start)
            time += shot.entry.duration
    head = init + _sidx(shots)
    stretches, at = [], len(head)
    for shot, moved in zip(shots, times, strict=True):
        entry = shot.entry
        stretches.append(Stretch(at, places.reel(rendition, shot.reel), entry.offset, entry.length, moved))
        at += entry.length
    return Film(head, stretches, at, _sound_rate(init))


def _sidx(shots: list[Shot]) -> bytes:
    references = b"".join(
        struct.pack(">III", shot.entry.length, shot.entry.duration, shot.entry.mark.independent << 31 | 1 << 28)
        for shot in shots
    )
    return full_box(b"sidx", 0, 0, struct.pack(">IIIIHH", 1, TIMESCALE, 0, 0, 0, min(len(shots), 0xFFFF)), references)


def _sound_rate(init: bytes) -> int:
    """From the sample entry of the sound: 16.16 fixed point."""
    entry = init.index(b"mp4a") + 4
    return int(struct.unpack_from(">I", init, entry + 24)[0] >> 16)


@lru_cache(maxsize=16)
def _read(stretch: Stretch, rate: int) -> bytes:
    handle = os.open(stretch.file, os.O_RDONLY)
    try:
        return moved(os.pread(handle, stretch.length, stretch.offset), stretch.moved, rate)
    finally:
        os.close(handle)


def moved(segment: bytes, ticks: int, rate: int) -> bytes:
    """A segment's bytes with other decoding times."""
    content = bytearray(segment)
    place = 0
    while place + 8 <= len(content):
        (size,) = struct.unpack_from(">I", content, place)
        if content[place + 4 : place + 8] == b"moof":
            _move(content, place, ticks, rate)
        place += max(size, 8)
    return bytes(content)


def _move(content: bytearray, moof: int, ticks: int, rate: int) -> None:
    """The layout is that of `media.hls.fmp4`: the picture's `traf`, then the sound's."""
    video_traf = moof + _MFHD_ENDS
    (video_size,) = struct.unpack_from(">I", content, video_traf)
    sound_tfdt = video_traf + video_size + 8 + 20 + 12
    _shift(content, moof + _VIDEO_TFDT, ticks)
    _shift(content, sound_tfdt, ticks * rate // TIMESCALE)


def _shift(content: bytearray, place: int, by: int) -> None:
    (time,) = struct.unpack_from(">Q", content, place)
    struct.pack_into(">Q", content, place, max(time + by, 0))
