"""What lies on the disk of one show."""

from pathlib import Path

from media.recording import places
from media.recording.entries import Index, read_index
from media.recording.takes import Shot


def index(reel: Path) -> Index:
    """What is known of a reel; of one that has just gone, nothing."""
    try:
        return read_index(places.index_of(reel).read_bytes())
    except FileNotFoundError:
        return Index([], closed=False)


def is_closed(reel: Path) -> bool:
    """Whether it is complete, and its index tells all of it."""
    try:
        return index(reel).tells_all_of(reel.stat().st_size)
    except FileNotFoundError:
        return False


def shots(rendition: Path) -> list[Shot]:
    """Every segment of a rendition, in order."""
    return [Shot(places.number_of(reel), entry) for reel in places.reels(rendition) for entry in index(reel).entries]


def init_of(reel: Path) -> bytes:
    """Its init segment: what stands before the first mark."""
    with reel.open("rb") as media:
        head = media.read(64 << 10)
    place = 0
    for kind in (b"ftyp", b"moov"):
        size = int.from_bytes(head[place : place + 4], "big")
        if head[place + 4 : place + 8] != kind or place + size > len(head):
            raise ValueError(f"{reel} does not begin with an init segment")
        place += size
    return head[:place]
