"""A show that two boxes recorded: each closes and tells its own reels, and one of them makes it whole."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock
from appliance.cloud import reads as cloud_reads
from appliance.db import Database, Transaction
from appliance.errors import Unavailable
from appliance.lease.models import Box, Lease
from media.broadcasts.models import Broadcast
from media.recording import places, reads
from media.recording.elsewhere import Elsewhere
from media.recording.mending import mend
from media.recording.models import Recording, Shelved

log = logging.getLogger(__name__)

PATIENCE = timedelta(days=1)
"""After a show has ended; then it is made whole without what only a box has that is not heard."""


class Twin:
    def __init__(self, db: Database, elsewhere: Elsewhere, clock: Clock, box: str, makes: Callable[[], bool]) -> None:
        """`box`: this one. `makes`: whether it is the one that makes shows whole."""
        self._db = db
        self._elsewhere = elsewhere
        self._clock = clock
        self._box = box
        self._makes = makes

    async def mend(self, show: Path) -> None:
        """Close what an earlier term left unclosed here: nobody writes it any more. The live box mends its own."""
        async with self._db.read() as session:
            lease = await session.get(Lease, "live")
        if lease is not None and lease.holder != self._box:
            await asyncio.to_thread(_mend, show, lease.term)

    async def has_all(self, show: str, folder: Path) -> bool:
        """Nothing of an ended show is open here: tell it, and fetch what the other box has, if this one makes it whole.

        False: it is not to be made whole here, or not yet.
        """
        async with self._db.read() as session:
            recording = await session.get(Recording, show)
            broadcast = await session.get(Broadcast, show)
            told = set(await session.scalars(select(Shelved.box).where(Shelved.show == show)))
            rows = await reads.reels(session, show)
            present = await _present(session, broadcast)
        if recording is not None and recording.state != "recording":
            await self._leave(recording, folder)
            return False
        if self._box not in told:
            await self._db.write(shelve, show, self._box)
        if not self._makes() or broadcast is None or broadcast.ended_at is None:
            return False
        late = self._clock.now() - broadcast.ended_at > PATIENCE
        if not late and present - told - {self._box}:
            return False
        try:
            missing = await self._elsewhere.fetch(folder, rows)
        except Unavailable as error:
            log.warning("a show of two boxes waits for the storage: %s", error, extra={"show": show})
            return False
        if missing and late:
            log.error("a show is made whole without %d reels of another box", len(missing), extra={"show": show})
        return late or not missing

    async def _leave(self, recording: Recording, folder: Path) -> None:
        """The other box made it whole: what lies here goes, once all of it is in the storage, or the show is gone."""
        if await asyncio.to_thread(places.is_whole, folder):
            return
        mine = await asyncio.to_thread(_names, folder)
        async with self._db.read() as session:
            there = await cloud_reads.arrived(session, mine)
        if recording.state == "gone" or all(name in there for name in mine):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def shelve(tx: Transaction, show: str, box: str) -> None:
    """All that `box` has of a show is closed and told."""
    tx.add_once(Shelved, show=show, box=box)


async def _present(session: AsyncSession, broadcast: Broadcast | None) -> set[str]:
    """The boxes that may have recorded it: they were heard after it began."""
    if broadcast is None or broadcast.aired_at is None:
        return set()
    return set(await session.scalars(select(Box.name).where(Box.heard_at >= broadcast.aired_at)))


def _mend(show: Path, term: int) -> None:
    for rendition in places.renditions(show):
        for reel in places.reels(show / rendition):
            if places.term_of(reel) < term:
                mend(reel)


def _names(show: Path) -> Sequence[str]:
    """Of its reels, in the storage."""
    below = Path("recordings") / show.parent.name / show.name
    return [
        (below / name / file.name).as_posix()
        for name in places.renditions(show)
        for reel in places.reels(show / name)
        for file in (reel, places.index_of(reel))
    ]
