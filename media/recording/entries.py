"""A reel's table of contents: a record for each segment, and the mark before each segment in the reel itself. Pure."""

import struct
import zlib

import msgspec

from media.hls.boxes import box

MAGIC = b"JINBO.1\n"
_RECORD = struct.Struct(">QIQIQQIBxxxI")
_MARK = struct.Struct(">4sQQQIB")
_TAG = b"jnbo"
RECORD_BYTES = _RECORD.size
MARK_BYTES = 8 + _MARK.size


class Mark(msgspec.Struct, frozen=True):
    """What a segment's bytes do not say of themselves. It stands before them in the reel, as a `free` box."""

    start: int
    """In ticks of the room's timeline, which begins anew when the channel is opened anew."""
    at: int
    """Its PROGRAM-DATE-TIME: milliseconds since 1970, UTC."""
    msn: int
    """Media sequence number: it grows over all lives of the room."""
    sequence: int
    """Discontinuity sequence number of the live playlist."""
    independent: bool
    """It begins with a keyframe."""

    def packed(self) -> bytes:
        return box(b"free", _MARK.pack(_TAG, self.start, self.at, self.msn, self.sequence, self.independent))


def read_mark(content: bytes) -> Mark | None:
    """From the content of a `free` box; None: it is somebody else's."""
    if len(content) != _MARK.size or not content.startswith(_TAG):
        return None
    _, start, at, msn, sequence, independent = _MARK.unpack(content)
    return Mark(start, at, msn, sequence, bool(independent))


class Entry(msgspec.Struct, frozen=True):
    """One segment, as the reel's index tells it."""

    offset: int
    """Of its first fragment in the reel, after its mark."""
    length: int
    """In bytes."""
    duration: int
    """In ticks."""
    mark: Mark

    def packed(self) -> bytes:
        mark = self.mark
        fields = (self.offset, self.length, mark.start, self.duration, mark.at, mark.msn, mark.sequence)
        head = _RECORD.pack(*fields, mark.independent, 0)[:-4]
        return head + struct.pack(">I", zlib.crc32(head))


END = _RECORD.pack(0, 0, 0, 0, 0, 0, 0, 0, 0)
"""The last record of a reel to which nothing is added any more."""


class Index(msgspec.Struct, frozen=True):
    entries: list[Entry]
    closed: bool
    """The last record is the end mark."""

    def tells_all_of(self, size: int) -> bool:
        """A reel of so many bytes is finished and never changes.

        An end mark alone does not say so: a power cut may leave zeros where the last records were to be.
        """
        return self.closed and bool(self.entries) and self.entries[-1].offset + self.entries[-1].length == size


def read_index(raw: bytes) -> Index:
    """What is whole of an index; it ends before the first record that is torn or false."""
    entries: list[Entry] = []
    if not raw.startswith(MAGIC):
        return Index(entries, closed=False)
    for place in range(len(MAGIC), len(raw) - RECORD_BYTES + 1, RECORD_BYTES):
        record = raw[place : place + RECORD_BYTES]
        if record == END:
            return Index(entries, closed=True)
        offset, length, start, duration, at, msn, sequence, independent, check = _RECORD.unpack(record)
        if zlib.crc32(record[:-4]) != check:
            break
        entries.append(Entry(offset, length, duration, Mark(start, at, msn, sequence, bool(independent))))
    return Index(entries, closed=False)
