"""Reels that lie in the cloud's storage alone, brought here for as long as a clip is cut from them."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from appliance.cloud.far import Far
from appliance.disk import no_room, whole
from appliance.errors import NotFound, Unavailable
from media.recording import manifest, places
from media.recording.entries import read_index
from media.recording.models import Recording, ReelKept

log = logging.getLogger(__name__)

GULP = 1 << 20
BEFORE = timedelta(seconds=10)
"""A stretch is cut from the keyframe before it."""


class Elsewhere:
    def __init__(self, far: Far, lending: Path, reserve: int = 0) -> None:
        """`lending`: a folder for what is needed for a moment. `reserve`: bytes of the disk that it never takes."""
        self._far = far
        self._lending = lending
        self._reserve = reserve

    async def fetch(self, show: Path, rows: Sequence[ReelKept]) -> list[ReelKept]:
        """Bring the reels of `rows` that do not lie below `show`; those that the storage does not have.

        Raises Unavailable, OSError.
        """
        wanted = [row for row in rows if row.gone_at is None and not _place(show, row).exists()]
        missing = []
        for number, row in enumerate(wanted):
            await self._see_that_there_is_room(wanted[number:])
            try:
                await self._bring(_place(show, row), row)
            except NotFound:
                missing.append(row)
        return missing

    @asynccontextmanager
    async def lent(
        self, recording: Recording, rows: Sequence[ReelKept], since: datetime, until: datetime
    ) -> AsyncIterator[Path]:
        """A folder of the show in which its best reels of a stretch lie, for as long as one needs it.

        Raises Unavailable where they cannot be had now, OSError where there is no room for them.
        """
        folder = self._lending / recording.show
        try:
            if await self.fetch(folder, _needed(recording, rows, since, until)) and recording.place == "here":
                raise Unavailable  # another box has not sent it yet
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    @asynccontextmanager
    async def lent_film(self, name: str) -> AsyncIterator[Path]:
        """A clip's film, by its name in the storage. Raises NotFound, Unavailable, OSError."""
        await self._see_that_room_is_for(await self._far.size(name))
        film = self._lending / Path(name).name
        try:
            await self._copy(name, film)
            yield film
        finally:
            film.unlink(missing_ok=True)

    async def _see_that_there_is_room(self, rows: Sequence[ReelKept]) -> None:
        await self._see_that_room_is_for(sum(row.size for row in rows))

    async def _see_that_room_is_for(self, size: int) -> None:
        self._lending.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = (await asyncio.to_thread(shutil.disk_usage, self._lending)).free
        if size and free - size < self._reserve:
            raise no_room(str(self._lending))

    def wanting(
        self, show: Path, recording: Recording, rows: Sequence[ReelKept], since: datetime, until: datetime
    ) -> bool:
        """Whether something of a stretch does not lie below `show`, for another box recorded it."""
        needed = [row for row in _needed(recording, rows, since, until) if row.gone_at is None]
        return not all(_place(show, row).exists() for row in needed)

    async def _bring(self, reel: Path, row: ReelKept) -> None:
        """Raises NotFound, where it is not there as it was recorded, and Unavailable."""
        name, index = _in_bucket(row, reel.name), places.index_of(reel)
        raw = await self._far.whole(_in_bucket(row, index.name))
        if not read_index(raw).tells_all_of(row.size):
            raise NotFound
        reel.parent.mkdir(parents=True, exist_ok=True)
        fresh = reel.with_name(f".{reel.name}.coming")
        try:
            await self._copy(name, fresh)
            if await asyncio.to_thread(manifest.digest, fresh) != row.sha256:
                log.error("%s in the storage is not what was recorded", name)
                raise NotFound
            with whole(index) as out:
                await asyncio.to_thread(out.write_bytes, raw)
            fresh.rename(reel)
        finally:
            fresh.unlink(missing_ok=True)

    async def _copy(self, name: str, out: Path) -> None:
        size = await self._far.size(name)
        with out.open("wb") as content:
            for place in range(0, size, GULP):
                gulp = await self._far.exactly(name, place, min(GULP, size - place))
                await asyncio.to_thread(content.write, gulp)


def _place(show: Path, row: ReelKept) -> Path:
    return places.reel(show / row.rendition, row.number)


def _in_bucket(row: ReelKept, file: str) -> str:
    return f"recordings/{row.room}/{row.show}/{row.rendition}/{file}"


def _needed(recording: Recording, rows: Sequence[ReelKept], since: datetime, until: datetime) -> list[ReelKept]:
    """The reels of a stretch in the best rendition that is left."""
    best = recording.renditions[0]
    return [
        row
        for row in rows
        if row.rendition == best and row.at < until and row.at + timedelta(milliseconds=row.length) + BEFORE > since
    ]
