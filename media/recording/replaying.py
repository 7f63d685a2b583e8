"""What the edge serves of shows that are over: playlists, reels and stills, read by threads of their own.

What does not lie here is looked for in the cloud's storage.
"""

import asyncio
import os
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from appliance.clock import Clock
from appliance.cloud.far import Far
from appliance.db import Database
from appliance.edge.ports import Answer, File
from appliance.errors import NotFound
from media.hls import answers
from media.recording import places, reads
from media.recording.actions import RecordingNotFound, ReplayHidden, StillRecording
from media.recording.afar import Afar, Show
from media.recording.album import Album, Text, album
from media.recording.clips import reads as clip_reads
from media.recording.clips.actions import ClipNotFound
from media.recording.download import Film, film
from media.recording.places import Shelf

T = TypeVar("T")

KNOWN_SECONDS = 5.0
"""So long it is believed that a show may be watched; the gate remembers its verdicts as long."""
ALBUMS = 64
_KNOWN = 4096
_FILE = re.compile(
    r"(?P<show>[A-Za-z0-9_-]{1,64})/(?:(?P<playlist>(?:\w+/)?index\.m3u8)|(?P<film>download-(\d{1,3})\.mp4)"
    r"|(?P<media>\w+/\d{4,10}\.(?P<kind>mp4|jpg)))"
)
_CLIP = re.compile(r"clips/(?P<file>(?P<clip>[A-Za-z0-9_]{1,64})(?:-upright)?\.mp4)")
_KINDS = {"mp4": "video/mp4", "jpg": "image/jpeg"}


class Known(msgspec.Struct, frozen=True):
    until: float
    room: str
    title: str
    state: str
    public: bool
    away: bool
    """Not all of it lies here."""
    renditions: tuple[str, ...]
    """Those that are left."""
    manifest: str


class Films(msgspec.Struct, frozen=True):
    films: list[Film]
    here: bool


class Replays:
    """The edge's library."""

    def __init__(self, db: Database, shelf: Shelf, clips: Path, clock: Clock, far: Far) -> None:
        self._db = db
        self._clips = clips
        self._shelf = shelf
        self._clock = clock
        self._far = far
        self._threads = ThreadPoolExecutor(2, "replay")
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._albums: OrderedDict[str, Album] = OrderedDict()
        self._films: OrderedDict[str, Films] = OrderedDict()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def find(self, room: str, file: str, *, staff: bool, packs: bool) -> Answer | File:
        """Raises NotFound, RecordingNotFound, RecordingGone, StillRecording, ReplayHidden, ReplayFar."""
        if clip := _CLIP.fullmatch(file):
            return await self._clip(room, clip["clip"], clip["file"], staff=staff)
        asked = _FILE.fullmatch(file)
        if asked is None:
            raise NotFound
        show = asked["show"]
        known = await self._look_up(show)
        if known.room != room:
            raise RecordingNotFound
        if known.state == "recording":
            raise StillRecording
        if not (known.public or staff):
            raise ReplayHidden
        folder = self._shelf.show(room, show)
        if asked["playlist"]:
            return _playlist(await self._playlist(known, show, folder, asked["playlist"]), packs=packs)
        if asked["film"]:
            if not staff:
                raise NotFound
            return await self._film(known, show, folder, int(asked[4]))
        return await self._here_or_afar(folder / asked["media"], _KINDS[asked["kind"]])

    async def _clip(self, room: str, clip: str, file: str, *, staff: bool) -> File:
        async with self._db.read() as session:
            row = await clip_reads.clip(session, clip)
        if row.room != room or not (row.public or staff):
            raise ClipNotFound
        return await self._here_or_afar(self._clips / file, "video/mp4")

    def forget(self, show: str) -> None:
        """It has changed, or gone."""
        for memory in (self._known, self._albums, self._films):
            memory.pop(show, None)

    async def _look_up(self, show: str) -> Known:
        known = self._known.get(show)
        if known is None or known.until < self._clock.monotonic():
            async with self._db.read() as session:
                row = await reads.recording(session, show)
            until = self._clock.monotonic() + KNOWN_SECONDS
            lies = row.place != "here", tuple(row.renditions), row.manifest
            fresh = Known(until, row.room, row.title, row.state, row.public, *lies)
            if known is not None and _lies(known) != _lies(fresh):
                self.forget(show)
            known = self._known[show] = fresh
            _limit(self._known, _KNOWN)
        return known

    async def _playlist(self, known: Known, show: str, folder: Path, file: str) -> Text:
        if show not in self._albums:
            self._albums[show] = await self._album(known, folder)
            _limit(self._albums, ALBUMS)
        self._albums.move_to_end(show)
        found = self._albums[show].playlists
        if file not in found and not self._albums[show].whole:
            found[file] = await self._afar(known, folder).playlist(file)
        if file not in found:
            raise NotFound
        return found[file]

    async def _album(self, known: Known, folder: Path) -> Album:
        if not known.away and await self._off_the_loop(lambda: places.is_whole(folder)):
            with suppress(FileNotFoundError):
                return await self._off_the_loop(lambda: album(folder))
        try:
            return Album({"index.m3u8": await self._afar(known, folder).playlist("index.m3u8")}, whole=False)
        except NotFound as error:
            raise RecordingNotFound from error

    async def _film(self, known: Known, show: str, folder: Path, number: int) -> File:
        if show not in self._films:
            self._films[show] = await self._put_together(known, folder)
            _limit(self._films, ALBUMS)
        found = self._films[show]
        if not 1 <= number <= len(found.films):
            raise NotFound
        one = found.films[number - 1]
        name = f"{known.title}-{number}.mp4" if len(found.films) > 1 else f"{known.title}.mp4"
        content = _Reading(one.read, self._off_the_loop) if found.here else self._afar(known, folder).content(one)
        return File("video/mp4", content, one.size, lasting=False, far=not found.here, name=name)

    async def _put_together(self, known: Known, folder: Path) -> Films:
        if not known.away and await self._off_the_loop(
            lambda: places.is_whole(folder) and bool(places.renditions(folder))
        ):
            return Films(await self._off_the_loop(lambda: film(folder)), here=True)
        return Films(await self._afar(known, folder).films(), here=False)

    def _afar(self, known: Known, folder: Path) -> Show:
        return Show(self._far, folder, known.renditions)

    async def _here_or_afar(self, file: Path, kind: str) -> File:
        """Raises NotFound, ReplayFar."""
        with suppress(NotFound):
            return await self._off_the_loop(lambda: self._opened(file, kind))
        content, size = await Afar.of(self._far, file.relative_to(self._shelf.root.parent).as_posix())
        return File(kind, content, size, far=True)

    def _opened(self, file: Path, kind: str) -> File:
        try:
            size = file.stat().st_size
        except FileNotFoundError as error:
            raise NotFound from error
        return File(kind, _Reading(lambda place, count: _read(file, place, count), self._off_the_loop), size)

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


class _Reading:
    """Content that threads read."""

    def __init__(self, read: Callable[[int, int], bytes], off_the_loop: Callable[..., object]) -> None:
        self._read = read
        self._off_the_loop = off_the_loop

    async def read(self, place: int, count: int) -> bytes:
        return await self._off_the_loop(lambda: self._read(place, count))  # type: ignore[misc,no-any-return]


def _lies(known: Known) -> tuple[str, bool, tuple[str, ...], str]:
    """What of a show there is, and where; a manifest that is another one tells that the files are fewer by now."""
    return known.state, known.away, known.renditions, known.manifest


def _read(file: Path, place: int, count: int) -> bytes:
    handle = os.open(file, os.O_RDONLY)
    try:
        return os.pread(handle, count, place)
    finally:
        os.close(handle)


def _playlist(text: Text, *, packs: bool) -> Answer:
    if packs and text.packed is not text.plain:
        return answers.packed_playlist(text.packed)
    return answers.playlist(text.plain)


def _limit(memory: OrderedDict[str, T], most: int) -> None:
    while len(memory) > most:
        memory.popitem(last=False)
