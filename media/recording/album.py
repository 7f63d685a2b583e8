"""One show's playlists, made from the indexes on the disk and kept as long as somebody watches."""

import gzip
from pathlib import Path

import msgspec

from media.packets import TIMESCALE
from media.recording import places, reading, vod
from media.recording.takes import Shot, takes

_NOT_WORTH_IT = 1000
_A_REEL_SHORT = 10 * TIMESCALE
"""A source that has so much less than another rendition has lost a reel."""


class Text(msgspec.Struct, frozen=True):
    plain: bytes
    packed: bytes
    """By gzip; a playlist of three hours is half a megabyte of numbers that resemble each other."""


class Album(msgspec.Struct, frozen=True):
    playlists: dict[str, Text]
    """By file below the show: ``index.m3u8``, ``720p/index.m3u8``."""
    whole: bool = True
    """There are no others."""


def album(show: Path) -> Album:
    """Raises FileNotFoundError when nothing of the show is here."""
    shots, leader = _shots(show)
    if not leader:
        raise FileNotFoundError(show)
    source = shots[leader]
    found = takes(source)
    shown = [leader, *(name for name in shots if name != leader and vod.kept(found, shots[name]))]
    inits = _inits(show, shown)
    told = [vod.quality(name, inits[name][1], shots[name]) for name in shown]
    texts = {"index.m3u8": text(vod.multivariant(told))}
    addresses = {key: told for name in shown for key, told in inits[name][0].items()}
    for name in shown:
        cuts = vod.cut(name, leader, source, shots[name])
        texts[f"{name}/index.m3u8"] = text(vod.media_playlist(cuts, addresses))
    return Album(texts)


def whole(show: Path) -> frozenset[str]:
    """The renditions any of which may stand for all of the show; nothing of it is here: none."""
    shots, leader = _shots(show)
    found = takes(shots.get(leader, []))
    return frozenset(name for name, own in shots.items() if name == leader or (leader and vod.whole(found, own)))


def leading(show: Path) -> tuple[str, list[Shot]]:
    """The rendition that stands for the show, and what is here of it; nothing of it is here: none."""
    shots, leader = _shots(show)
    return leader, shots.get(leader, [])


def _shots(show: Path) -> tuple[dict[str, list[Shot]], str]:
    """What is here of each rendition, and which of them leads: the source, or what has clearly more of the show."""
    shots = {name: found for name in places.renditions(show) if (found := reading.shots(show / name))}
    lengths = {name: sum(shot.entry.duration for shot in found) for name, found in shots.items()}
    longest = max(lengths, key=lambda name: lengths[name], default="")
    whole = lengths.get("source", 0) + _A_REEL_SHORT > lengths.get(longest, 0)
    return shots, "source" if whole and "source" in shots else longest


def _inits(show: Path, names: list[str]) -> dict[str, tuple[dict[tuple[str, int], tuple[str, int]], bytes]]:
    """Of each rendition: for every reel the address and length of the first init segment like its own; its latest."""
    found = {}
    for name in names:
        first: dict[bytes, tuple[str, int]] = {}
        reels = {}
        init = b""
        for reel in places.reels(show / name):
            init = reading.init_of(reel)
            number = places.number_of(reel)
            reels[name, number] = first.setdefault(init, (vod.address(name, number), len(init)))
        found[name] = reels, init
    return found


def text(body: bytes) -> Text:
    """A playlist as it is served."""
    return Text(body, gzip.compress(body, 6) if len(body) > _NOT_WORTH_IT else body)
