"""Cuts the clips that are waiting, in the `back` process, by programs that may crash."""

import asyncio
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.blobs import Blobs
from appliance.clock import Clock
from appliance.db import Database
from appliance.disk import FULL, is_full, no_room
from appliance.errors import NotFound, Unavailable
from media.packets import TIMESCALE
from media.recording import reading
from media.recording import reads as recordings
from media.recording.clips import NOTHING, actions, reads
from media.recording.clips.actions import Film
from media.recording.clips.models import Clip
from media.recording.elsewhere import Elsewhere
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.5
PATIENCE = timedelta(seconds=6)
"""The recording is some seconds behind the picture; what is not there then was not kept."""
FULL_SECONDS = 30.0
"""How soon a disk that was full is tried again."""
FAR_SECONDS = 30.0
"""How soon the cloud is asked again for what it did not give."""
LONGEST_SILENCE = 600
"""Seconds; a program that says nothing for longer hangs, and all other clips wait for it."""
LONGEST_CUT = 120
LONGEST_DRAWING = 3600
TOLD_EVERY = 10
"""Percent of an exact cut between two writings."""


class Workshop:
    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        folder: Path,
        blobs: Blobs,
        clock: Clock,
        *,
        reserve: int = 0,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """`folder`: where the films of clips lie. `reserve`: bytes of the disk that are for orders alone.

        `elsewhere`: lends the reels of shows that lie in the cloud alone.
        """
        self._db = db
        self._shelf = shelf
        self._folder = folder
        self._blobs = blobs
        self._clock = clock
        self._reserve = reserve
        self._elsewhere = elsewhere
        self._resting_until = 0.0
        self._far_until: dict[str, float] = {}
        """Until when a clip waits for the cloud."""

    async def run(self) -> None:
        """A task of the process: cuts what lies here."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_SECONDS)

    async def run_afar(self) -> None:
        """A task of the process: cuts what has to be fetched first, so that no live clip waits for a download."""
        while True:
            await self.look_afar()
            await self._clock.sleep(LOOK_SECONDS)

    async def run_upright(self) -> None:
        """A task of the process: draws the 9:16 films, which takes as long as they last."""
        while True:
            await self.look_upright()
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        for clip in await self._due():
            if await self._afar(clip) is None and await self._there_is_room():
                with self._patient(clip.id):
                    lay = await self._lies(clip)
                    film = await self._cut_from(clip, self._shelf.show(clip.room, clip.show))
                    went = film is None and await self._lies(clip) != lay
                    if not went:  # else it went under the knife, and is tried anew
                        await self._db.write(actions.finish, clip.id, film)
        await self._clear()

    async def look_afar(self) -> None:
        for clip in await self._due():
            far = await self._afar(clip)
            if self._elsewhere is not None and far is not None and await self._there_is_room():
                with self._patient(clip.id):
                    async with self._elsewhere.lent(*far, clip.since, clip.until) as show:
                        await self._db.write(actions.finish, clip.id, await self._cut_from(clip, show))

    async def look_upright(self) -> None:
        async with self._db.read() as session:
            wanted = await reads.waiting_upright(session)
        for clip in wanted:
            if clip.id not in self._far_until and await self._there_is_room():
                with self._patient(clip.id):
                    await self.draw(clip.id)

    async def draw(self, clip: str) -> None:
        """The 9:16 film of a clip that is cut. Raises OSError: the disk is full; Unavailable: it lies in the cloud."""
        film = film_file(self._folder, clip)
        if self._elsewhere is None or film.exists():
            await self._draw(clip, film)
            return
        try:
            async with self._elsewhere.lent_film(f"clips/{film.name}") as lent:
                await self._draw(clip, lent)
        except NotFound:
            await self._db.write(actions.tell_upright, clip, "failed", 0)

    async def _draw(self, clip: str, film: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        command = ["media.recording.clips.upright_child", str(film)]
        process = await _start([*command, str(film_file(self._folder, clip, upright=True))])
        async for line in _lines(process):
            await self._db.write(actions.tell_upright, clip, "waiting", int(line))
        code = await _ended(process, LONGEST_DRAWING)
        if code == FULL:
            raise no_room(clip)
        wanted = await self._db.write(actions.tell_upright, clip, "failed" if code else "ready", 0 if code else 100)
        if not wanted:
            film_file(self._folder, clip, upright=True).unlink(missing_ok=True)

    async def _there_is_room(self) -> bool:
        if self._clock.monotonic() < self._resting_until:
            return False
        return (await asyncio.to_thread(shutil.disk_usage, self._folder.parent)).free >= self._reserve

    @contextmanager
    def _patient(self, clip: str) -> Iterator[None]:
        """What the disk has no room for is tried again, after a rest."""
        try:
            yield
        except OSError as error:
            if not is_full(error):
                raise
            log.warning("clips wait for room on the disk: %s", error)
            self._resting_until = self._clock.monotonic() + FULL_SECONDS
        except Unavailable as error:
            log.warning("a clip waits for the cloud: %s", error)
            self._far_until[clip] = self._clock.monotonic() + FAR_SECONDS

    async def _clear(self) -> None:
        """Films of clips that were deleted, and of marks that were taken back."""
        async with self._db.read() as session:
            unwanted = await reads.to_clear(session)
        for clip in unwanted:
            for upright in (False, True):
                film_file(self._folder, clip, upright=upright).unlink(missing_ok=True)
            read_from_afar = self._folder.parent / "cache" / "cloud" / "clips" / f"{clip}.mp4"
            await asyncio.to_thread(shutil.rmtree, read_from_afar, ignore_errors=True)
            await self._db.write(actions.clear, clip)

    async def _due(self) -> list[Clip]:
        async with self._db.read() as session:
            waiting = await reads.waiting(session)
        now = self._clock.monotonic()
        self._far_until = {clip: until for clip, until in self._far_until.items() if until > now}
        over = [clip for clip in waiting if clip.until <= self._clock.now() and clip.id not in self._far_until]
        return [clip for clip in over if await self._is_there(clip)]

    async def _afar(self, clip: Clip) -> tuple[Recording, Sequence[ReelKept]] | None:
        """What a clip is cut from, where not all of it lies here."""
        if self._elsewhere is None:
            return None
        async with self._db.read() as session:
            recording = await session.get(Recording, clip.show)
            rows = await recordings.reels(session, clip.show)
        if recording is None:
            return None
        folder = self._shelf.show(clip.room, clip.show)
        far = recording.place != "here" or self._elsewhere.wanting(folder, recording, rows, clip.since, clip.until)
        return (recording, rows) if far else None

    async def _lies(self, clip: Clip) -> tuple[str, Sequence[str]] | None:
        """Where the show of a clip lies, and in which sizes."""
        async with self._db.read() as session:
            recording = await session.get(Recording, clip.show)
        return (recording.place, recording.renditions) if recording is not None else None

    async def _is_there(self, clip: Clip) -> bool:
        if self._clock.now() - clip.until > PATIENCE:
            return True
        source = self._shelf.show(clip.room, clip.show) / "source"
        return await asyncio.to_thread(_reaches, source, int(clip.until.timestamp() * 1000))

    async def _cut_from(self, clip: Clip, show: Path) -> Film | None:
        self._folder.mkdir(parents=True, exist_ok=True)
        out = film_file(self._folder, clip.id)
        poster = self._folder / f".{clip.id}.jpg"
        stretch = [str(int(moment.timestamp() * 1000)) for moment in (clip.since, clip.until)]
        words = ["media.recording.clips.child", str(show), *stretch, str(out), str(poster)]
        process = await _start([*words, "exact"] if clip.exact else words)
        said = await self._heard(clip.id, process)
        code = await _ended(process, LONGEST_CUT)
        if code == FULL:
            poster.unlink(missing_ok=True)
            raise no_room(clip.id)
        if code:
            level = logging.INFO if code == NOTHING else logging.WARNING
            log.log(level, "a clip cannot be cut", extra={"clip": clip.id})
            return None
        picture = await asyncio.to_thread(poster.read_bytes)
        poster.unlink()
        return Film(said, out.stat().st_size, await self._blobs.put(picture, ".jpg"))

    async def _heard(self, clip: str, process: asyncio.subprocess.Process) -> int:
        """The last line; those before it tell how much is done, which is written down every so often."""
        told, length = 0, 0
        async for line in _lines(process):
            if not line.endswith(b"%\n"):
                length = int(line)
            elif (done := int(line[:-2])) >= told + TOLD_EVERY:
                told = done
                await self._db.write(actions.tell_cut, clip, done)
        return length


def film_file(folder: Path, clip: str, *, upright: bool = False) -> Path:
    return folder / (f"{clip}-upright.mp4" if upright else f"{clip}.mp4")


def films_made(folder: Path) -> list[tuple[datetime, int]]:
    """When each film of a clip was made, the upright ones too, and its bytes."""
    files = [file.stat() for file in folder.glob("[!.]*.mp4")]
    return [(datetime.fromtimestamp(file.st_mtime, UTC), file.st_size) for file in files]


def _reaches(source: Path, until: int) -> bool:
    shots = reading.shots(source)
    if not shots:
        return False
    last = shots[-1].entry
    return last.mark.at + last.duration * 1000 // TIMESCALE >= until


async def _start(command: Sequence[str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", *command, stdout=asyncio.subprocess.PIPE)


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[bytes]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        while line := await asyncio.wait_for(process.stdout.readline(), LONGEST_SILENCE):
            yield line
    except TimeoutError:
        process.kill()


async def _ended(process: asyncio.subprocess.Process, patience: float) -> int:
    try:
        return await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        process.kill()
        return await process.wait()
