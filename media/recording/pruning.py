"""Lets recordings and clips go as the rules say, in the `back` process; clears away what no row speaks of any more.

Where a storage of the cloud keeps them too, what is all there leaves this box first, and what is not waits.
"""

import asyncio
import logging
import shutil
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import structs
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.alarms import actions as alarms
from appliance.clock import Clock
from appliance.cloud import reads as cloud_reads
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.keys import Keys
from media.recording import actions, places, reading, reads
from media.recording.album import whole
from media.recording.clips import actions as clip_actions
from media.recording.clips import reads as clips
from media.recording.clips.actions import ClipNotFound
from media.recording.clips.workshop import film_file, films_made
from media.recording.losing import is_missed
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf
from media.recording.retelling import retell
from media.recording.retention import Cloud, Disk, Held, Letting, Unseen, lettings
from media.recording.stills import FOLDER
from media.recording.stored import Stored, leave
from media.recording.takes import spans, takes

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
SWEEP_EVERY = 60
"""Looks between two walks through all folders."""


UNSENT = "recordings-unsent"
WAITING = (
    "录像占满了该占的地方，有 {count} 场还没有传到云上，先不删；请看看云同步为什么没传完，或者放宽配额",
    "Recordings take all the room they may, and {count} are not in the cloud yet: they stay. See why they are not sent",
)
GONE_UNSENT = (
    "硬盘快满了：有 {count} 场录像还没有传到云上就删减了；请尽快腾出空间，让云同步传完",
    "The disk is nearly full: {count} recordings were cut down before they were in the cloud. Make room soon",
)
UNREACHED = "recordings-unreached"
NO_ANSWER = (
    "硬盘快满了，云存储却一直不应答：有 {count} 场录像没能再核对，本机先清掉，只留云上那份；请看看云同步，腾出空间",
    "The disk is nearly full, the storage does not answer: {count} recordings leave unasked, as was sent. Make room",
)
SILENT_SECONDS = 600.0
"""A storage that has answered nothing for so long is not waited for while the disk presses."""


class Pruning:
    def __init__(self, db: Database, shelf: Shelf, clock: Clock, config: Config, keys: Keys) -> None:
        self._db = db
        self._shelf = shelf
        self._clock = clock
        self._config = config
        self._keys = keys
        self._stored = Stored(db, shelf, clock)
        self._whole: dict[str, frozenset[str]] = {}
        """Of a show that is kept: the renditions that may stand for it."""
        self._unanswered: list[str] = []
        """The shows that the storage was asked for in vain in this look."""
        self._silent_since: float | None = None
        """Since when the storage has answered nothing that it was asked; monotonic."""

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
            held = await held_recordings(session, self._clock.now())
            disk = await disk_of(session, self._config)
            terms = await cloud_reads.terms(session, self._keys)
            unseen = await clips.unseen(session)
        cloud = Cloud(terms.local_days) if terms is not None and terms.recordings else None
        await self._clear_moved()
        if cloud is not None:
            stored = await self._stored.among(held)
            held = {show: structs.replace(one, stored=show in stored) for show, one in held.items()}
        if disk.wanted:
            held = {show: structs.replace(one, whole=await self._standing_for(one)) for show, one in held.items()}
        unseen = await asyncio.to_thread(_with_upright, unseen, self._config.data / "clips")
        self._unanswered = []
        going = lettings(held.values(), disk, self._clock.now(), cloud, unseen)
        gone = [letting for letting in going if await self._let_go(letting, terms)]
        await self._tell(held, disk, cloud, gone)
        return gone + await self._without_an_answer(disk)

    async def _without_an_answer(self, disk: Disk) -> list[Letting]:
        """What has arrived in a storage that does not answer leaves a full disk unasked: nothing of it is lost there,
        and no size of it is let go because of a line that is down.
        """
        if not self._unanswered:
            self._silent_since = None
        if not (self._unanswered and disk.pressing):
            await self._db.write(alarms.clear, UNREACHED)
        elif self._silent_since is not None and self._clock.monotonic() - self._silent_since >= SILENT_SECONDS:
            count = len(self._unanswered)
            await self._db.write(alarms.sound, UNREACHED, *(words.format(count=count) for words in NO_ANSWER))
            return [Letting(show, away=True) for show in self._unanswered if await self._leave(show)]
        return []

    async def _let_go(self, letting: Letting, terms: Terms | None) -> bool:
        if letting.clip:
            return await self._let_clip_go(letting.clip)
        if letting.away:
            return terms is not None and await self._has(letting.show, terms) and await self._leave(letting.show)
        if letting.stays:
            await self._thin(letting.show, letting.stays)
        else:
            await self._db.write(actions.delete, letting.show)
        await self._clear(letting.show)
        log.info("a recording is let go", extra={"show": letting.show, "stays": letting.stays})
        return True

    async def _has(self, show: str, terms: Terms) -> bool:
        """As the storage says itself; who cannot reach it knows nothing."""
        try:
            there = await self._stored.surely(show, terms)
        except Unavailable:
            self._unanswered.append(show)
            self._silent_since = self._clock.monotonic() if self._silent_since is None else self._silent_since
            return False
        self._silent_since = None
        return there

    async def _leave(self, show: str) -> bool:
        """Its reels lie in the storage alone from now on."""
        if not await self._db.write(leave, show):
            return False
        await self._clear(show)
        log.info("a recording leaves this box", extra={"show": show})
        return True

    async def _standing_for(self, one: Held) -> frozenset[str]:
        """Asked of what could be thinned alone: it reads every index of a show."""
        if one.needed_until is None or not one.here or len(one.renditions) == 1:
            return frozenset()
        if not self._whole.get(one.show):
            self._whole[one.show] = await asyncio.to_thread(whole, self._shelf.show(one.room, one.show))
        return self._whole[one.show]

    async def _thin(self, show: str, stays: str) -> None:
        async with self._db.read() as session:
            row = await reads.recording(session, show)
        shots = await asyncio.to_thread(reading.shots, self._shelf.show(row.room, show) / stays)
        await self._db.write(actions.thin, show, stays, spans(takes(shots)))

    async def _let_clip_go(self, clip: str) -> bool:
        """The workshop clears its films away, here and in the storage."""
        try:
            await self._db.write(clip_actions.delete_clip, clip)
        except ClipNotFound:  # a colleague was quicker
            return False
        log.info("a clip that no page shows is let go", extra={"clip": clip})
        return True

    async def _tell(self, held: Mapping[str, Held], disk: Disk, cloud: Cloud | None, gone: list[Letting]) -> None:
        """An alarm while recordings cannot leave, or have to, before the cloud has them."""
        now = self._clock.now()
        cut_down = [letting for letting in gone if not (letting.away or letting.clip)]
        lost = [letting for letting in cut_down if _is_wanted(held[letting.show], now)]
        if cloud is not None and disk.pressing and lost:
            count = len(lost)
            await self._db.write(alarms.sound, UNSENT, *(words.format(count=count) for words in GONE_UNSENT))
        elif cloud is not None and disk.wanted and not disk.pressing:
            kept = [held[letting.show] for letting in lettings(held.values(), disk, now)]
            count = len([one for one in kept if one.here and not one.stored and _is_wanted(one, now)])
            if count:
                await self._db.write(alarms.sound, UNSENT, *(words.format(count=count) for words in WAITING))
        elif not disk.pressing:
            await self._db.write(alarms.clear, UNSENT)

    async def _clear_moved(self) -> None:
        """What colleagues have deleted since yesterday, and what left this box since."""
        yesterday = self._clock.now() - timedelta(days=1)
        left = and_(Recording.place == "away", Recording.placed_at > yesterday)
        fresh = select(Recording.show).where(or_(Recording.gone_at > yesterday, left))
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
            folder = self._shelf.show(row.room, show)
            await asyncio.to_thread(clear, folder, kept)
            if kept:
                await retell(self._db, self._shelf, show)
            else:
                below = self._config.data / "cache" / "cloud" / "recordings" / row.room / show
                await asyncio.to_thread(shutil.rmtree, below, ignore_errors=True)
            if row.place == "away":
                await asyncio.to_thread(clear_reels, folder)


def clear_reels(show: Path) -> None:
    """The reels lie in the cloud; what is small stays, so that a replay opens at once. What was half-written goes."""
    for name in places.renditions(show):
        for reel in places.reels(show / name):
            reel.unlink(missing_ok=True)
    for torn in show.rglob(".*.coming"):
        torn.unlink(missing_ok=True)


def clear(show: Path, kept: list[str]) -> None:
    """Remove the renditions that are not kept, and of a show that is gone everything."""
    if not kept:
        shutil.rmtree(show, ignore_errors=True)
        return
    for name in places.renditions(show):
        if name not in kept and name != FOLDER:
            shutil.rmtree(show / name, ignore_errors=True)


async def held_recordings(session: AsyncSession, now: datetime) -> dict[str, Held]:
    """Every complete recording that is not missed, by show, with what is left of it; of those that are missed what
    the law wants no longer.
    """
    lapsed = or_(~is_missed(), Recording.needed_until <= now)
    kept = select(Recording, is_missed()).where(Recording.state == "kept", lapsed)
    rows = (await session.execute(kept)).all()
    left = select(ReelKept.show, ReelKept.rendition, ReelKept.length, ReelKept.size).where(ReelKept.gone_at.is_(None))
    sums: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for reel in await session.execute(left):
        length, size = sums[reel.show].get(reel.rendition, (0, 0))
        sums[reel.show][reel.rendition] = length + reel.length, size + reel.size
    return {
        row.show: Held(
            row.show,
            row.started_at,
            row.needed_until,
            row.size,
            sums[row.show],
            room=row.room,
            here=row.place == "here" and not missed,
            placed_at=row.placed_at,
        )
        for row, missed in rows
        if sums[row.show]
    }


def _is_wanted(one: Held, now: datetime) -> bool:
    return one.needed_until is None or one.needed_until > now


async def disk_of(session: AsyncSession, config: Config) -> Disk:
    free = (await asyncio.to_thread(shutil.disk_usage, config.data)).free
    films = sum(size for _, size in await asyncio.to_thread(films_made, config.data / "clips"))
    used = await reads.kept_bytes(session) + films
    return Disk(free, config.recording_spare_gb << 30, config.recording_quota_gb << 30, used)


def _with_upright(unseen: list[Unseen], films: Path) -> list[Unseen]:
    """Their 9:16 films counted, too."""
    found = []
    for one in unseen:
        upright = film_file(films, one.clip, upright=True)
        found.append(structs.replace(one, size=one.size + (upright.stat().st_size if upright.exists() else 0)))
    return found
