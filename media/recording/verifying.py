"""Whether recordings are what they were when their show ended: files by manifests, manifests by rows."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from media.recording import manifest, places
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf


async def verify(session: AsyncSession, shelf: Shelf, shows: Sequence[str] = ()) -> dict[str, list[str]]:
    """For each complete recording, or those that are named, what is wrong with it; nothing: it is as it was."""
    statement = select(Recording).where(Recording.state == "kept").order_by(Recording.started_at)
    rows = [row for row in await session.scalars(statement) if not shows or row.show in shows]
    found = {}
    for row in rows:
        gone = select(ReelKept.rendition).where(ReelKept.show == row.show, ReelKept.gone_at.is_not(None)).distinct()
        let_go = frozenset((await session.scalars(gone)).all())
        folder = shelf.show(row.room, row.show)
        found[row.show] = await asyncio.to_thread(_list, folder, row.manifest, let_go)
    return found


def _list(show: Path, told: str, gone: frozenset[str]) -> list[str]:
    return list(_wrong(show, told, gone))


def _wrong(show: Path, told: str, gone: frozenset[str]) -> Iterator[str]:
    if not (show / places.MANIFEST).exists():
        yield f"{places.MANIFEST}: missing"
    elif manifest.digest(show / places.MANIFEST) != told:
        yield f"{places.MANIFEST}: changed"
    else:
        yield from manifest.check(show, gone)
