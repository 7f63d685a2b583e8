"""The keeper of the recordings, in the `back` process: reels that `live` has closed become rows, shows become whole.

`live` writes files and no rows: what is told here is read from the files, so that a crash of either loses nothing.
"""

import asyncio
import logging
import math
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from appliance.blobs import Blobs
from appliance.clock import Clock
from appliance.db import Database
from appliance.disk import is_full, whole
from appliance.errors import NotFound, Unavailable
from media.broadcasts.models import Broadcast
from media.packets import TIMESCALE
from media.recording import actions, drawing, losing, manifest, places, reading, reads
from media.recording.actions import Closed, Kept
from media.recording.album import album, leading
from media.recording.elsewhere import Elsewhere
from media.recording.entries import Entry
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf
from media.recording.takes import spans, takes
from media.recording.twin import Twin

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
ASK_SECONDS = 300.0
"""Between two questions for reels that the storage does not have."""
SETTLED = timedelta(seconds=12)
"""After a show has ended: `live` hears of it within ten seconds even when the news got lost."""


class Keeper:
    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        blobs: Blobs,
        clock: Clock,
        needed: timedelta,
        *,
        elsewhere: Elsewhere | None = None,
        twin: Twin | None = None,
    ) -> None:
        """`needed`: how long the law wants a recording. `elsewhere`: has what a box had sent that is no more.

        `twin`: where two boxes share a shop.
        """
        self._db = db
        self._shelf = shelf
        self._blobs = blobs
        self._clock = clock
        self._needed = needed
        self._elsewhere = elsewhere
        self._twin = twin
        self._ask_again: dict[str, float] = {}
        """By show: when the storage is asked anew for reels that it did not have."""
        self._wanted: dict[str, tuple[Path, Sequence[ReelKept]]] = {}
        """By show: its folder, and the reels that the storage is asked for."""

    async def run(self) -> None:
        """A task of the process."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_SECONDS)

    async def run_afar(self) -> None:
        """A task of the process: no show waits for what is fetched of another."""
        while True:
            await self.look_afar()
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        on_disk = set(await asyncio.to_thread(lambda: list(self._shelf.unfinished())))
        async with self._db.read() as session:
            known = {(row.room, row.show) for row in await reads.unfinished(session)}
            missed = await losing.missed(session)
        for room, show in sorted(on_disk | known):
            with _waiting(show):
                await self._look_at(room, show)
        for row in missed:
            await self._look_for(row)

    async def look_afar(self) -> None:
        """Fetch what the storage has of the shows whose reels are not all here."""
        while self._wanted and self._elsewhere is not None:
            show, (folder, rows) = next(iter(self._wanted.items()))
            try:
                with _waiting(show):
                    missing = await self._elsewhere.fetch(folder, rows)
                    self._ask_again[show] = self._clock.monotonic() + (ASK_SECONDS if missing else 0)
                    if missing:
                        log.warning("%d reels of a recording are missing", len(missing), extra={"show": show})
            finally:
                del self._wanted[show]

    async def _look_at(self, room: str, show: str) -> None:
        async with self._db.read() as session:
            broadcast = await session.get(Broadcast, show)
            known = {(row.rendition, row.number) for row in await reads.reels(session, show)}
        folder = self._shelf.show(room, show)
        if self._twin is not None:
            await self._twin.mend(folder)
        open_ones, fresh = await asyncio.to_thread(_sorted, folder, known)
        for rendition, reel in fresh:
            await self._close(room, show, rendition, reel)
        ended = broadcast.ended_at if broadcast else None
        if open_ones or ended is None or ended + SETTLED > self._clock.now():
            return
        if self._twin is None or await self._twin.has_all(show, folder):
            await self._keep(room, show, folder)

    async def _look_for(self, row: Recording) -> None:
        """A show that was kept, and that a rebuilt box did not have: somebody may have put its folder back."""
        folder = self._shelf.show(row.room, row.show)
        async with self._db.read() as session:
            rows = await reads.reels(session, row.show)
        if places.is_whole(folder) and not await asyncio.to_thread(_missing, folder, rows):
            await self._db.write(losing.put_back, row.room, row.show)

    async def _close(self, room: str, show: str, rendition: str, reel: Path) -> None:
        closed = await asyncio.to_thread(_closed, rendition, reel)
        await self._db.write(actions.close_reel, room, show, closed)
        if rendition == "source":
            await drawing.draw(reel, poster=reel == drawing.first(reel.parents[1]))

    async def _keep(self, room: str, show: str, folder: Path) -> None:
        async with self._db.read() as session:
            rows = await reads.reels(session, show)
        if not rows:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            return
        if not await self._is_here(folder, rows):
            return
        await self._draw(folder)
        known = {f"{row.rendition}/{row.number:04d}.mp4": row.sha256 for row in rows}
        await asyncio.to_thread(_write_playlists, folder)
        written = await asyncio.to_thread(manifest.write, folder, known)
        leader, shots = await asyncio.to_thread(leading, folder)
        found = takes(shots)
        picture = await asyncio.to_thread(drawing.poster, folder)
        kept = Kept(
            renditions=_renditions(folder, leader),
            spans=spans(found),
            size=written.size,
            manifest=written.sha256,
            stills=await asyncio.to_thread(drawing.drawn, folder),
            poster=await self._blobs.put(picture, ".jpg") if picture else None,
        )
        await self._db.write(actions.keep, show, kept, self._needed)
        await self._db.write(losing.put_back, room, show)
        log.info("a recording is complete", extra={"room": room, "show": show, "bytes": written.size})

    async def _is_here(self, folder: Path, rows: Sequence[ReelKept]) -> bool:
        """All of it, or all that there will ever be. What the storage may have is asked for, and waited for."""
        show, missing = folder.name, await asyncio.to_thread(_missing, folder, rows)
        some = bool(await asyncio.to_thread(places.renditions, folder))
        if not missing or (some and self._twin is not None):  # where there are two boxes, the twin has waited
            return some
        if self._twin is None and self._elsewhere is not None:
            if self._ask_again.get(show, 0.0) <= self._clock.monotonic():
                self._wanted[show] = folder, missing
            if show in self._wanted:
                return False
        if not await self._db.write(losing.miss, show, missing, needed=bool(self._needed)):
            return False
        log.error("%d reels of a recording are lost", len(missing), extra={"show": show})
        return some

    async def _draw(self, show: Path) -> None:
        """What could not be drawn when its reel was closed."""
        for reel in await asyncio.to_thread(places.reels, show / "source"):
            await drawing.draw(reel, poster=reel == drawing.first(show))


@contextmanager
def _waiting(show: str) -> Iterator[None]:
    """What cannot be done to a show now is done by a later look, and holds up no other."""
    try:
        yield
    except NotFound:  # a folder of a show that this database does not know, or whose recording has gone
        log.debug("nobody knows the show", extra={"show": show})
    except Unavailable as error:
        log.warning("a recording waits for the storage: %s", error, extra={"show": show})
    except OSError as error:
        if is_full(error):
            log.warning("a recording waits for room on the disk: %s", error, extra={"show": show})
        else:
            log.exception("a recording cannot be put in order", extra={"show": show})


def _missing(show: Path, rows: Sequence[ReelKept]) -> list[ReelKept]:
    """Reels that were not let go, and are not here."""
    return [row for row in rows if row.gone_at is None and not places.reel(show / row.rendition, row.number).exists()]


def _write_playlists(show: Path) -> None:
    """So that the folder plays wherever it is copied to; a manifest that is there names them already."""
    if (show / places.MANIFEST).exists():
        return
    try:
        playlists = album(show).playlists
    except ValueError as error:
        log.warning("no playlists of a recording: %s", error, extra={"show": show.name})
        return
    for name, text in playlists.items():
        with whole(show / name) as fresh:
            fresh.write_bytes(text.plain)


def _sorted(show: Path, known: set[tuple[str, int]]) -> tuple[bool, list[tuple[str, Path]]]:
    """Whether a reel is still written to, and the closed ones that are not known."""
    open_ones, fresh = False, []
    for rendition in places.renditions(show):
        for reel in places.reels(show / rendition):
            if (rendition, places.number_of(reel)) in known:
                continue
            if reading.is_closed(reel):
                fresh.append((rendition, reel))
            else:
                open_ones = True
    return open_ones, fresh


def _closed(rendition: str, reel: Path) -> Closed:
    entries = reading.index(reel).entries
    return Closed(
        rendition,
        places.number_of(reel),
        entries[0].mark.at,
        _length(entries),
        reel.stat().st_size,
        manifest.digest(reel),
    )


def _length(entries: Sequence[Entry]) -> int:
    return sum(entry.duration for entry in entries) * 1000 // TIMESCALE


def _renditions(show: Path, leader: str) -> list[str]:
    """The one that leads, which is the source but where it was lost, then the others from large to small."""
    sizes = {name: math.inf if name == "source" else int(name.rstrip("p") or 0) for name in places.renditions(show)}
    return sorted(sizes, key=lambda name: (name != leader, -sizes[name]))
