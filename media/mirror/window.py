"""What of one rendition stands in the storage, what waits to go, and the playlist that says so (pure).

The playlist is plain HLS: whole segments, no parts (RFC 8216bis). What the line was too thin for is an EXT-X-GAP
between segments that are there; at the beginning it is not listed at all, and the media sequence number jumps.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

import msgspec

from media.hls.cutting import TARGET_SECONDS
from media.hls.playlist import date
from media.hls.segments import KEPT, LISTED, Init, Segment
from media.packets import TIMESCALE

WAITING = 4 * TARGET_SECONDS * TIMESCALE
"""So much waits for a line that hesitates; what is more is left out, the oldest first: who is live wants the newest."""
WAITING_BYTES = 16 << 20
PLAYS = 3 * TARGET_SECONDS * TIMESCALE
"""Players begin three target durations behind the end (RFC 8216bis, 6.3.3): with less a show cannot be watched yet."""

State = Literal["waiting", "going", "sent", "left"]


class Piece(msgspec.Struct, eq=False, kw_only=True):
    """One segment of the show."""

    msn: int
    length: int
    reached: int
    """How much the rendition had announced at its end, in ticks."""
    date: datetime
    sequence: int
    breaks: int
    init: Init
    segment: Segment | None
    """Its media, while they are needed."""
    size: int
    state: State = "waiting"

    @classmethod
    def of(cls, segment: Segment) -> Self:
        return cls(
            msn=segment.msn,
            length=segment.length,
            reached=segment.reached,
            date=segment.stretch.at(segment.start),
            sequence=segment.stretch.sequence,
            breaks=segment.breaks,
            init=segment.init,
            segment=segment,
            size=segment.size,
        )

    @property
    def name(self) -> str:
        return f"{self.msn}.m4s"


class Window:
    """The end of a show, oldest piece first."""

    def __init__(self) -> None:
        self.pieces: deque[Piece] = deque()
        self.left = 0
        """How many segments the line was too thin for."""
        self.reached = 0
        """Where the newest piece that was sent ends; 0 before the first."""
        self._outdated: deque[str] = deque(maxlen=2000)

    def take(self, segment: Segment) -> None:
        """One more has been closed."""
        if self.pieces and segment.msn != self.pieces[-1].msn + 1:
            self._retire(len(self.pieces))  # it went by unseen: nothing before it can be listed with it
        self.pieces.append(Piece.of(segment))
        self._leave_out()
        self._let_go()

    def next(self) -> Piece | None:
        """What goes next; None: nothing waits."""
        return next((piece for piece in self.pieces if piece.state == "waiting"), None)

    def sent(self, piece: Piece) -> None:
        """It stands in the storage, and so does its init segment."""
        piece.state, piece.segment = "sent", None
        if piece in self.pieces:
            self.reached = piece.reached
        else:
            self._outdated.append(piece.name)

    @property
    def steady(self) -> int:
        """Ticks that stand there without a gap, up to the newest."""
        length = 0
        for piece in reversed(self._done()):
            if piece.state == "left":
                break
            length += piece.length
        return length

    def outdated(self) -> str:
        """The name of something that the playlist names no longer; each is told once; empty: nothing more."""
        return self._outdated.popleft() if self._outdated else ""

    def playlist(self, *, over: bool = False) -> bytes:
        """Names only what stands there. `over`: nothing more will come. Raises ValueError before anything was sent."""
        listed = self._listed()
        if not listed:
            raise ValueError("nothing was sent yet")
        first = listed[0]
        lines = [
            "#EXTM3U\n#EXT-X-VERSION:7\n",
            f"#EXT-X-TARGETDURATION:{TARGET_SECONDS}\n",
            f"#EXT-X-MEDIA-SEQUENCE:{first.msn}\n",
            f"#EXT-X-DISCONTINUITY-SEQUENCE:{first.sequence - first.breaks}\n",
        ]
        init = ""
        for piece in listed:
            lines.append("#EXT-X-DISCONTINUITY\n" * piece.breaks)
            if piece.state == "sent" and piece.init.name != init:
                init = piece.init.name
                lines.append(f'#EXT-X-MAP:URI="{init}"\n')
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{date(piece.date)}\n")
            lines.append("#EXT-X-GAP\n" if piece.state == "left" else "")
            lines.append(f"#EXTINF:{piece.length / TIMESCALE:.5f},\n{piece.name}\n")
        if over:
            lines.append("#EXT-X-ENDLIST\n")
        return "".join(lines).encode()

    def _done(self) -> Sequence[Piece]:
        """Up to the newest that was sent; what lies before it was sent or left out, for they go in order."""
        pieces = list(self.pieces)
        while pieces and pieces[-1].state != "sent":
            pieces.pop()
        return pieces

    def _listed(self) -> Sequence[Piece]:
        done = self._done()
        oldest = done[-1].reached - LISTED if done else 0
        near = [piece for piece in done if piece.reached - piece.length >= oldest]
        while near and near[0].state == "left":
            near.pop(0)
        return near

    def _leave_out(self) -> None:
        waiting = [piece for piece in self.pieces if piece.state == "waiting"]
        length, size = sum(piece.length for piece in waiting), sum(piece.size for piece in waiting)
        for piece in waiting[:-1]:
            if length <= WAITING and size <= WAITING_BYTES:
                return
            length, size = length - piece.length, size - piece.size
            piece.state, piece.segment = "left", None
            self.left += 1

    def _let_go(self) -> None:
        """However long the line is cut, so much is remembered and no more."""
        newest = self.pieces[-1].reached
        old = 0
        for piece in self.pieces:
            if piece.reached >= newest - KEPT or piece.state in ("waiting", "going"):
                break
            old += 1
        self._retire(old)

    def _retire(self, count: int) -> None:
        for _ in range(count):
            piece = self.pieces.popleft()
            if piece.state == "sent":
                self._outdated.append(piece.name)
