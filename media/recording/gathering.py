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
    msn: int = 0
    parts: int = 0
    copied: int = 0
    """Ticks of the source's packets in a row."""


def gather(cursor: Cursor, rendition: Rendition, source: Rendition) -> tuple[list[Piece], Cursor]:
    """The pieces that are new, and the cursor once they are written."""
    pieces: list[Piece] = []
    leads = rendition is source
    inits = {} if leads else {segment.stretch.sequence: segment.init.answer.body for segment in source.segments}
    for segment in _of_the_show(cursor, rendition.segments):
        copy = not leads and inits.get(segment.stretch.sequence) == segment.init.answer.body
        skip = cursor.parts if segment.msn == cursor.msn else 0
        piece = _piece(cursor, segment, skip)
        copied = cursor.copied + (piece.ticks if piece else 0) if copy else 0
        if piece is not None and copied <= COPIES:
            pieces.append(piece)
        cursor = msgspec.structs.replace(cursor, msn=segment.msn, parts=segment.count, copied=copied)
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


def _piece(cursor: Cursor, segment: Segment, skip: int) -> Piece | None:
    """The parts after the first `skip`; of a segment whose parts were joined meanwhile there is only the whole."""
    if segment.parts:
        parts = segment.parts[skip:]
        bodies, ticks = [part.answer.body for part in parts], sum(part.duration for part in parts)
    elif not skip:
        bodies, ticks = [segment.answer().body], segment.length
    else:
        return None
    at = int(segment.stretch.at(segment.start).timestamp() * 1000)
    mark = Mark(segment.start, at, segment.msn, segment.stretch.sequence, segment.independent)
    return Piece(cursor.track, cursor.life, segment.init.answer.body, mark, bodies, ticks)
