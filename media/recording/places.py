"""Where recordings lie: DATA/recordings/ROOM/SHOW/RENDITION/0001.mp4, its index beside it as 0001.idx.

Two boxes that share a shop never write the same name: the term in which a box was live stands before the number.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

MANIFEST = "SHA256SUMS"
"""Written when a show is over and every reel is closed; from then on nothing in its folder changes."""
TOLD = ".told"
"""Left by who rebuilt this box while a show was on: its reels go on after this number."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"(\d{4,10})\.mp4")
A_TERM = 10_000
"""Numbers of one term: reels of five minutes for a month."""


class Shelf(msgspec.Struct, frozen=True):
    """The folder of all recordings."""

    root: Path

    def show(self, room: str, show: str) -> Path:
        """Raises ValueError for what is no name."""
        if not (_NAME.fullmatch(room) and _NAME.fullmatch(show)):
            raise ValueError(f"no place for {room!r}, {show!r}")
        return self.root / room / show

    def shows(self) -> Iterator[tuple[str, str]]:
        """Rooms and shows of which there is a folder."""
        for room in sorted(_folders(self.root)):
            for show in sorted(_folders(room)):
                yield room.name, show.name

    def unfinished(self) -> Iterator[tuple[str, str]]:
        """Those that have no manifest yet."""
        for room, show in self.shows():
            if not (self.root / room / show / MANIFEST).exists():
                yield room, show


def is_whole(show: Path) -> bool:
    """All of it lies here; of a show that another box made whole, this one may have a part."""
    return (show / MANIFEST).exists()


def renditions(show: Path) -> list[str]:
    """Those of which there are reels."""
    return sorted(folder.name for folder in _folders(show) if any(folder.glob("*.mp4")))


def reels(rendition: Path) -> list[Path]:
    """The reels of one rendition, in order."""
    numbered = [(int(found[1]), file) for file in rendition.glob("*.mp4") if (found := _NUMBER.fullmatch(file.name))]
    return [file for _, file in sorted(numbered)]


def reel(rendition: Path, number: int) -> Path:
    return rendition / f"{number:04d}.mp4"


def number_of(reel: Path) -> int:
    return int(reel.stem)


def term_of(reel: Path) -> int:
    """0: of a box that was alone."""
    return number_of(reel) // A_TERM


def told_to(rendition: Path) -> int:
    """The last number of a reel that is known of, though it may not lie here: 0, but where a box was rebuilt."""
    try:
        return int((rendition / TOLD).read_text("ascii"))
    except FileNotFoundError:
        return 0


def index_of(reel: Path) -> Path:
    return reel.with_suffix(".idx")


def _folders(show: Path) -> list[Path]:
    return [entry for entry in show.iterdir() if entry.is_dir()] if show.is_dir() else []
