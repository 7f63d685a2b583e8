"""The machine that writes reels: no clock and no loop, one thread at a time."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from media.packets import TIMESCALE
from media.recording import places
from media.recording.entries import Mark
from media.recording.mending import mend, mend_show
from media.recording.places import Shelf
from media.recording.reel import Reel

REEL_TICKS = 300 * TIMESCALE
"""A reel ends with the segment that makes it so long."""


class Track(msgspec.Struct, frozen=True):
    """One rendition of one show."""

    room: str
    show: str
    rendition: str


class Piece(msgspec.Struct, frozen=True):
    """Fragments of one segment that follow each other, in the order in which they are to be written."""

    track: Track
    life: int
    """Of the channel: its timeline is another when this is another."""
    init: bytes
    mark: Mark
    parts: list[bytes]
    ticks: int
    """How long the parts are."""
    skipped: int = 0
    """Ticks of the segment before these parts."""

    @property
    def first(self) -> Mark:
        """The mark of a segment of which these are the first parts that are kept."""
        if not self.skipped:
            return self.mark
        at = self.mark.at + self.skipped * 1000 // TIMESCALE
        return msgspec.structs.replace(self.mark, start=self.mark.start + self.skipped, at=at, independent=False)


class Deck:
    def __init__(self, shelf: Shelf, term: int = 0) -> None:
        """`term`: in which this box is live, where two share a shop."""
        self.shelf = shelf
        self._before = term * places.A_TERM
        self._reels: dict[Track, tuple[Reel, int, Mark]] = {}
        self.written = 0
        """Bytes of media in all."""

    def write(self, pieces: Iterable[Piece]) -> None:
        """Raises OSError when the disk takes no more: what is written is whole, and every reel is let go."""
        touched = set()
        try:
            for piece in pieces:
                self._write(piece)
                touched.add(piece.track)
            for track in touched:
                self._reels[track][0].sync()
        except OSError:
            self.let_go()
            raise

    def close(self, room: str, show: str) -> None:
        """The show is over. Raises OSError when a reel could not be closed; `mend` then does it."""
        for track in [track for track in self._reels if (track.room, track.show) == (room, show)]:
            self._reels.pop(track)[0].close()

    def let_go(self) -> None:
        """Whatever is open stays as it is until it is mended."""
        while self._reels:
            _, (reel, *_) = self._reels.popitem()
            with suppress(OSError):
                reel.end()
                reel.sync()
            reel.abandon()

    def mend(self) -> None:
        """Close what a crash or a full disk left unclosed; nothing may be open."""
        for room, show in list(self.shelf.unfinished()):
            mend_show(self.shelf.show(room, show))

    def _write(self, piece: Piece) -> None:
        known = self._reels.get(piece.track)
        if known is None or known[2] != piece.mark:
            reel = self._turn(piece, known)
            reel.begin(piece.first)
            self._reels[piece.track] = reel, piece.life, piece.mark
        else:
            reel = known[0]
        reel.add(piece.parts, piece.ticks)
        self.written += sum(map(len, piece.parts))

    def _turn(self, piece: Piece, known: tuple[Reel, int, Mark] | None) -> Reel:
        """The reel for a segment that begins."""
        if known is not None:
            reel, life, _ = known
            began = reel.began or piece.mark
            if life == piece.life and reel.init == piece.init and piece.mark.start - began.start < REEL_TICKS:
                return reel
            del self._reels[piece.track]
            reel.close()
        folder = self.shelf.show(piece.track.room, piece.track.show) / piece.track.rendition
        return Reel(places.reel(folder, _next_number(folder, self._before)), piece.init)


def _next_number(folder: Path, before: int) -> int:
    there = places.reels(folder)
    if there:
        mend(there[-1])
    return max(places.number_of(there[-1]) if there else 0, places.told_to(folder), before) + 1
