"""What of a recording lies in the cloud's storage alone, for who watches it: read through the cache of this box."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from appliance.cloud.far import Far
from appliance.errors import NotFound, Unavailable
from media.recording import places, vod
from media.recording.album import Text, text
from media.recording.download import Film, Stretch, films, moved
from media.recording.entries import read_index
from media.recording.takes import Shot


class ReplayFar(Unavailable):
    zh = "这场录像存在云上，现在连不上，请稍后再试"
    en = "This recording lies in the cloud, which cannot be reached just now: try again in a moment"


class Afar:
    """The content of one file."""

    def __init__(self, far: Far, name: str) -> None:
        self._far = far
        self._name = name

    @classmethod
    async def of(cls, far: Far, name: str) -> tuple[Self, int]:
        """A file of the storage, and its size. Raises NotFound, ReplayFar."""
        with _told():
            return cls(far, name), await far.size(name)

    async def read(self, place: int, count: int) -> bytes:
        """Raises ReplayFar."""
        with _told():
            return await self._far.read(self._name, place, count)


class FilmAfar:
    """A show as one MP4, whose segments are fetched while it is sent."""

    def __init__(self, far: Far, film: Film, root: Path) -> None:
        """`root`: the folder that stands for the bucket."""
        self._far = far
        self._film = film
        self._root = root
        self._last: tuple[Stretch, bytes] | None = None

    async def read(self, place: int, count: int) -> bytes:
        """Raises ReplayFar."""
        film = self._film
        if place < len(film.head):
            return film.head[place : place + count]
        if place >= film.size:
            return b""
        stretch = film.at(place)
        within = place - stretch.at
        return (await self._moved(stretch))[within : within + count]

    async def _moved(self, stretch: Stretch) -> bytes:
        if self._last is None or self._last[0] is not stretch:
            name = stretch.file.relative_to(self._root).as_posix()
            with _told():
                content = await self._far.exactly(name, stretch.offset, stretch.length)
            shifted = await asyncio.to_thread(moved, content, stretch.moved, self._film.rate)
            self._last = stretch, shifted
        return self._last[1]


class Show:
    """One show: its small files lie in its folder on the box that recorded it, and all of them in the storage."""

    def __init__(self, far: Far, folder: Path, renditions: Sequence[str]) -> None:
        """`renditions`: those that were not let go, the best first."""
        self._far = far
        self._folder = folder
        self._renditions = renditions
        self._root = folder.parents[2]

    def named(self, file: str) -> str:
        """In the bucket."""
        return (self._folder / file).relative_to(self._root).as_posix()

    async def playlist(self, file: str) -> Text:
        """As it was written when the show ended, but for what was let go since. Raises NotFound, ReplayFar."""
        return text((await self._left(file)).encode())

    async def films(self) -> list[Film]:
        """Raises NotFound, ReplayFar."""
        best = self._renditions[0]
        told = vod.inits(await self._left(f"{best}/index.m3u8"))
        heads = {init: await self._init(best, *init) for init in set(told.values())}
        shots = []
        for number in told:
            index = places.index_of(places.reel(Path(best), number)).as_posix()
            shots += [Shot(number, entry) for entry in read_index(await self._small(index)).entries]
        return films(self._folder / best, {number: heads[init] for number, init in told.items()}, shots)

    def content(self, film: Film) -> FilmAfar:
        return FilmAfar(self._far, film, self._root)

    async def _init(self, rendition: str, reel: int, length: int) -> bytes:
        file = self.named(places.reel(Path(rendition), reel).as_posix())
        with _told():
            return await self._far.exactly(file, 0, length)

    async def _left(self, playlist: str) -> str:
        if "/" in playlist and playlist.partition("/")[0] not in self._renditions:
            raise NotFound
        return vod.left((await self._small(playlist)).decode(), self._renditions)

    async def _small(self, file: str) -> bytes:
        try:
            return await asyncio.to_thread((self._folder / file).read_bytes)
        except FileNotFoundError:
            pass
        with _told():
            return await self._far.whole(self.named(file))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        raise ReplayFar(retry_after=5) from error
