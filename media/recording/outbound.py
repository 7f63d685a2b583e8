"""Files of recordings and clips that will never change any more: what the cloud's storage may have."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.cloud.actions import Thing
from media.recording.clips.models import Clip
from media.recording.clips.workshop import film_file
from media.recording.manifest import digest
from media.recording.models import Recording, ReelKept
from media.recording.places import MANIFEST

CLIPS = "clips"
CLIP_RANK = 4
RANK = 5
INDEX = ".idx"


class Outbound:
    """Knows what it has told, and tells what has been closed since; after a restart everything once more."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Tell all of it once more."""
        self._reels_since: datetime | None = None
        self._clips_since: datetime | None = None
        self._shows_told: set[str] = set()

    async def find(self, session: AsyncSession, data: Path) -> list[Thing]:
        found = [thing for clip in await self._clips(session) for thing in await asyncio.to_thread(_clip, clip, data)]
        found += [thing for reel in await self._reels(session) for thing in await asyncio.to_thread(_reel, reel, data)]
        shows = await asyncio.to_thread(_named, data, await self._shows(session))
        self._shows_told |= shows.keys()
        return found + [thing for named in shows.values() for thing in named]

    async def _clips(self, session: AsyncSession) -> list[Clip]:
        statement = select(Clip).where(Clip.state == "ready").order_by(Clip.made_at)
        if self._clips_since is not None:
            statement = statement.where(Clip.made_at >= self._clips_since)
        clips = list(await session.scalars(statement))
        self._clips_since = clips[-1].made_at if clips else self._clips_since
        return clips

    async def _reels(self, session: AsyncSession) -> list[ReelKept]:
        """Among them once more the last of the last time: several close in one moment."""
        statement = select(ReelKept).where(ReelKept.gone_at.is_(None)).order_by(ReelKept.closed_at)
        if self._reels_since is not None:
            statement = statement.where(ReelKept.closed_at >= self._reels_since)
        reels = list(await session.scalars(statement))
        self._reels_since = reels[-1].closed_at if reels else self._reels_since
        return reels

    async def _shows(self, session: AsyncSession) -> list[Recording]:
        """Those whose manifest has been written since, or was not here."""
        kept = await session.scalars(select(Recording).where(Recording.state == "kept"))
        return [show for show in kept if show.show not in self._shows_told]


def _clip(clip: Clip, data: Path) -> list[Thing]:
    file = film_file(data / CLIPS, clip.id)
    return [Thing(file.relative_to(data).as_posix(), "recording", CLIP_RANK, clip.size)] if file.exists() else []


def _reel(reel: ReelKept, data: Path) -> list[Thing]:
    name = f"recordings/{reel.room}/{reel.show}/{reel.rendition}/{reel.number:04}.mp4"
    if not (data / name).exists():  # another box has it, or it was let go just now
        return []
    index = data / f"{name.removesuffix('.mp4')}{INDEX}"
    found = [Thing(name, "recording", RANK, reel.size, reel.sha256)]
    if index.exists():
        found.append(Thing(index.relative_to(data).as_posix(), "recording", RANK, index.stat().st_size))
    return found


def _named(data: Path, shows: Sequence[Recording]) -> dict[str, list[Thing]]:
    """By show, of those whose manifest lies here: of a rebuilt box somebody may put a folder back."""
    listed = {one.show: _listed(data, Path("recordings") / one.room / one.show, one.manifest) for one in shows}
    return {show: found for show, found in listed.items() if found}


def _listed(data: Path, show: Path, sha256: str) -> list[Thing]:
    """What the manifest names, and the manifest last: whoever finds it there finds all of it."""
    manifest = data / show / MANIFEST
    if not manifest.exists() or digest(manifest) != sha256:  # another box made the show whole
        return []
    found = []
    for line in manifest.read_text("utf-8").splitlines():
        told, _, name = line.partition("  ")
        file = data / show / name
        if file.exists():
            found.append(Thing((show / name).as_posix(), "recording", RANK, file.stat().st_size, told))
    size = manifest.stat().st_size
    return [*found, Thing((show / MANIFEST).as_posix(), "recording", RANK + 1, size)]
