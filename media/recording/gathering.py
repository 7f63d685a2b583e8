"""What a room has played since it was last looked at, as pieces to write. Pure."""

from collections.abc import Iterator, Sequence

import msgspec

from media.hls.rendition import Rendition
from media.hls.segments import Segment
from media.packets import TIMESCALE
from media.recording.deck import Piece, Track
from media.recording.entries import Mark

COPIES = 30 * TIMESCALE
"""A rung without an encoder plays the source's packets; so much of that is kept twice, for a rung that starts late."""


class Cursor(msgspec.Struct, frozen=True):
    """How far one rendition of one show is written."""

    track: Track
    life: int
    after: int
    """Segments up to this discontinuity sequence belong to an earlier show."""
    copied: int = 0
    """Ticks of the source's packets in a row."""
    msn: int = 0
    """The latest segment of which something is written, and how much:"""
    parts: int = 0
    size: int = 0
    ticks: int = 0


def gather(cursor: Cursor, rendition: Rendition, source: Rendition) -> tuple[list[Piece], Cursor]:
    """The pieces that are new, and the cursor once they are written."""
    pieces: list[Piece] = []
    leads = rendition is source
    inits = {} if leads else {segment.stretch.sequence: segment.init.answer.body for segment in source.segments}
    for segment in _of_the_show(cursor, rendition.segments):
        copy = not leads and inits.get(segment.stretch.sequence) == segment.init.answer.body
        if segment.msn != cursor.msn:
            cursor = msgspec.structs.replace(cursor, msn=segment.msn, parts=0, size=0, ticks=0)
        piece = _piece(cursor, segment)
        copied = cursor.copied + piece.ticks if copy else 0
        if copied <= COPIES:
            pieces.append(piece)
        written = {"parts": segment.count, "size": segment.size, "ticks": segment.length}
        cursor = msgspec.structs.replace(cursor, copied=copied, **written)
    return pieces, cursor


def last_sequence(segments: Sequence[Segment], default: int) -> int:
    """Of what a room has played."""
    return segments[-1].stretch.sequence if segments else default


def _of_the_show(cursor: Cursor, segments: Sequence[Segment]) -> Iterator[Segment]:
    """From the cursor on, without the slate."""
    for segment in segments:
        new = segment.count > (cursor.parts if segment.msn == cursor.msn else 0)
        if new and segment.msn >= cursor.msn and segment.stretch.sequence > cursor.after and not segment.init.slate:
            yield segment


def _piece(cursor: Cursor, segment: Segment) -> Piece:
    """What is not written yet of a segment; when the disk was slow its parts may have been joined meanwhile."""
    if segment.parts:
        parts = segment.parts[cursor.parts :]
        bodies, ticks = [part.answer.body for part in parts], sum(part.duration for part in parts)
    else:
        bodies, ticks = [segment.answer().body[cursor.size :]], segment.length - cursor.ticks
    at = int(segment.stretch.at(segment.start).timestamp() * 1000)
    mark = Mark(segment.start, at, segment.msn, segment.stretch.sequence, segment.independent)
    return Piece(cursor.track, cursor.life, segment.init.answer.body, mark, bodies, ticks, cursor.ticks)
