"""A show's playlists once it is over (RFC 8216bis, 4.4.3.5): segments are byte ranges of the reels. Pure."""

import math
import re
import struct
from collections.abc import Collection, Mapping, Sequence

import msgspec

from media.hls.playlist import date
from media.packets import TIMESCALE
from media.recording.takes import Shot, Take, covering, instant, takes


class Quality(msgspec.Struct, frozen=True):
    """One rendition, as the multivariant playlist tells it."""

    name: str
    width: int
    height: int
    codecs: str
    peak: int
    """Bit/s of its heaviest segment."""
    mean: int


class Piece(msgspec.Struct, frozen=True):
    """A segment of a playlist, and the rendition that it is taken from."""

    rendition: str
    shot: Shot


def cut(name: str, leader: str, source: Sequence[Shot], own: Sequence[Shot]) -> list[list[Piece]]:
    """The takes of one rendition: where it was not kept whole, the `leader` (the source) stands in for it.

    So the breaks of all renditions are the same, as players that change between them need it (6.2.4).
    """
    found = []
    for take in takes(source):
        mine = covering(take, own) if name != leader else None
        found.append([Piece(name if mine else leader, shot) for shot in (mine or take).shots])
    return found


def kept(source: Sequence[Take], own: Sequence[Shot]) -> bool:
    """Whether a rendition has anything to show of its own."""
    return any(covering(take, own) for take in source)


def whole(source: Sequence[Take], own: Sequence[Shot]) -> bool:
    """Whether a rendition has every take of the source: it may stand for the show."""
    return all(covering(take, own) for take in source)


def media_playlist(cuts: Sequence[Sequence[Piece]], inits: Mapping[tuple[str, int], tuple[str, int]]) -> bytes:
    """`inits`: for each reel the address and the length of an init segment like its own."""
    longest = max((piece.shot.seconds for pieces in cuts for piece in pieces), default=1.0)
    lines = [_HEAD.format(longest=math.ceil(longest))]
    init = ("", 0)
    for number, pieces in enumerate(cuts):
        if number:
            lines.append("#EXT-X-DISCONTINUITY\n")
        dated = False
        for piece in pieces:
            entry = piece.shot.entry
            mine = inits[piece.rendition, piece.shot.reel]
            if mine != init:
                init = mine
                lines.append(f'#EXT-X-MAP:URI="{init[0]}",BYTERANGE="{init[1]}@0"\n')
            if not dated:
                lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{date(instant(entry.mark.at))}\n")
                dated = True
            lines.append(
                f"#EXTINF:{entry.duration / TIMESCALE:.5f},\n#EXT-X-BYTERANGE:{entry.length}@{entry.offset}\n"
                f"{address(piece.rendition, piece.shot.reel)}\n"
            )
    lines.append("#EXT-X-ENDLIST\n")
    return "".join(lines).encode()


def inits(playlist: str) -> dict[int, tuple[int, int]]:
    """What `media_playlist` told: for each reel, in order, the reel that has its init segment, and its length.

    Of the playlist's own rendition alone; of the source's that is all of it.
    """
    found: dict[int, tuple[int, int]] = {}
    init = (0, 0)
    for line in playlist.splitlines():
        if told := _MAP.fullmatch(line):
            init = int(told[1]), int(told[2])
        elif reel := _REEL.fullmatch(line):
            found[int(reel[1])] = init
    return found


def left(playlist: str, renditions: Collection[str]) -> str:
    """A playlist without what belongs to other renditions: they were let go. What they lent to these is a break."""
    lines: list[str] = []
    ahead: list[str] = []
    for line in playlist.splitlines(keepends=True):
        if line.startswith(_OF_WHAT_FOLLOWS):
            ahead.append(line)
        elif line.startswith("#"):
            lines.append(line)
        else:
            if line.removeprefix("../").partition("/")[0] in renditions:
                lines += [*ahead, line]
            ahead = []
    return "".join(lines)


def multivariant(qualities: Sequence[Quality]) -> bytes:
    """A small one first: players begin with it, and climb."""
    told = (
        f"#EXT-X-STREAM-INF:BANDWIDTH={one.peak},AVERAGE-BANDWIDTH={one.mean},"
        f'RESOLUTION={one.width}x{one.height},CODECS="{one.codecs}"\n{one.name}/index.m3u8\n'
        for one in sorted(qualities, key=_first)
    )
    return "".join(("#EXTM3U\n#EXT-X-VERSION:6\n", *told)).encode()


def address(rendition: str, reel: int) -> str:
    """Of a reel, as seen from a rendition's playlist."""
    return f"../{rendition}/{reel:04d}.mp4"


def quality(name: str, init: bytes, shots: Sequence[Shot]) -> Quality:
    """What an init segment and the sizes of the segments say of a rendition."""
    picture = init.index(b"avc1") + 4
    width, height = struct.unpack_from(">HH", init, picture + 24)
    profile = init[init.index(b"avcC") + 5 :][:3].hex().upper()
    rates = [shot.entry.length * 8 * TIMESCALE // shot.entry.duration for shot in shots]
    mean = sum(shot.entry.length for shot in shots) * 8 * TIMESCALE // sum(shot.entry.duration for shot in shots)
    return Quality(name, width, height, f"avc1.{profile},mp4a.40.2", max(rates), mean)


_MAP = re.compile(r'#EXT-X-MAP:URI="\.\./\w+/(\d+)\.mp4",BYTERANGE="(\d+)@0"')
_OF_WHAT_FOLLOWS = (
    "#EXT-X-STREAM-INF",
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-MAP",
    "#EXT-X-PROGRAM-DATE-TIME",
    "#EXTINF",
    "#EXT-X-BYTERANGE",
)
_REEL = re.compile(r"\.\./\w+/(\d+)\.mp4")
_FIRST_LINES = 480
_HEAD = (
    "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:{longest}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
)


def _first(one: Quality) -> tuple[bool, int]:
    lines = min(one.width, one.height)
    return lines > _FIRST_LINES, -lines
