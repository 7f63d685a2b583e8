"""One show's playlists, made from the indexes on the disk and kept as long as somebody watches."""

import gzip
from pathlib import Path

import msgspec

from media.recording import places, reading, vod
from media.recording.takes import takes

_NOT_WORTH_IT = 1000


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
    names = places.renditions(show)
    shots = {name: reading.shots(show / name) for name in names}
    source = shots.get("source") or max(shots.values(), key=len, default=[])
    leader = next((name for name, found in shots.items() if found is source), "")
    if not source:
        raise FileNotFoundError(show)
    found = takes(source)
    shown = [leader, *(name for name in names if name != leader and vod.kept(found, shots[name]))]
    inits = _inits(show, shown)
    told = [vod.quality(name, inits[name][1], shots[name]) for name in shown]
    texts = {"index.m3u8": text(vod.multivariant(told))}
    addresses = {key: told for name in shown for key, told in inits[name][0].items()}
    for name in shown:
        cuts = vod.cut(name, leader, source, shots[name])
        texts[f"{name}/index.m3u8"] = text(vod.media_playlist(cuts, addresses))
    return Album(texts)


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
