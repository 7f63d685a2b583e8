"""Lets recordings go as the rules say, in the `back` process, and clears away what their rows no longer speak of."""

import asyncio
import logging
import shutil
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock
from appliance.config import Config
from appliance.db import Database
from media.recording import actions, places, reads
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf
from media.recording.retention import Disk, Held, Letting, lettings
from media.recording.stills import FOLDER

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
SWEEP_EVERY = 60
"""Looks between two walks through all folders."""


class Pruning:
    def __init__(self, db: Database, shelf: Shelf, clock: Clock, config: Config) -> None:
        self._db = db
        self._shelf = shelf
        self._clock = clock
        self._config = config

    async def run(self) -> None:
        """A task of the process."""
        looks = 0
        while True:
            if looks % SWEEP_EVERY == 0:
                await self.sweep()
            await self.look()
            looks += 1
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> list[Letting]:
        """Let go what has to; what went."""
        async with self._db.read() as session:
            held = await held_recordings(session)
            disk = await disk_of(session, self._config)
        await self._clear_deleted()
        going = lettings(held.values(), disk, self._clock.now())
        for letting in going:
            if letting.stays:
                await self._db.write(actions.thin, letting.show, letting.stays)
            else:
                await self._db.write(actions.delete, letting.show)
            await self._clear(letting.show)
            log.info("a recording is let go", extra={"show": letting.show, "stays": letting.stays})
        return going

    async def _clear_deleted(self) -> None:
        """What colleagues have deleted since yesterday."""
        fresh = select(Recording.show).where(Recording.gone_at > self._clock.now() - timedelta(days=1))
        async with self._db.read() as session:
            shows = (await session.scalars(fresh)).all()
        for show in shows:
            await self._clear(show)

    async def sweep(self) -> None:
        """Clear away what a crash, or the console, left behind."""
        for _, show in await asyncio.to_thread(lambda: list(self._shelf.shows())):
            await self._clear(show)

    async def _clear(self, show: str) -> None:
        async with self._db.read() as session:
            row = await session.get(Recording, show)
        if row is not None and row.state != "recording":
            kept = [] if row.state == "gone" else row.renditions
            await asyncio.to_thread(clear, self._shelf.show(row.room, show), kept)


def clear(show: Path, kept: list[str]) -> None:
    """Remove the renditions that are not kept, and of a show that is gone everything."""
    if not kept:
        shutil.rmtree(show, ignore_errors=True)
        return
    for name in places.renditions(show):
        if name not in kept and name != FOLDER:
            shutil.rmtree(show / name, ignore_errors=True)


async def held_recordings(session: AsyncSession) -> dict[str, Held]:
    """Every complete recording, by show, with what is left of it."""
    rows = (await session.scalars(select(Recording).where(Recording.state == "kept"))).all()
    left = select(ReelKept.show, ReelKept.rendition, ReelKept.length, ReelKept.size).where(ReelKept.gone_at.is_(None))
    sums: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for reel in await session.execute(left):
        length, size = sums[reel.show].get(reel.rendition, (0, 0))
        sums[reel.show][reel.rendition] = length + reel.length, size + reel.size
    return {
        row.show: Held(row.show, row.started_at, row.needed_until, row.size, sums[row.show])
        for row in rows
        if sums[row.show]
    }


async def disk_of(session: AsyncSession, config: Config) -> Disk:
    free = (await asyncio.to_thread(shutil.disk_usage, config.data)).free
    return Disk(free, config.recording_spare_gb << 30, config.recording_quota_gb << 30, await reads.kept_bytes(session))
