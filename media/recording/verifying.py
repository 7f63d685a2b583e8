"""Whether recordings are what they were when their show ended: files by manifests, manifests by rows.

What lies in the cloud's storage is read from there, to its last byte.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from media.recording import manifest, places
from media.recording.models import Recording, ReelKept
from media.recording.places import Shelf

if TYPE_CHECKING:
    from appliance.cloud.bucket import Bucket


async def verify(
    session: AsyncSession, shelf: Shelf, shows: Sequence[str] = (), bucket: "Bucket | None" = None
) -> dict[str, list[str]]:
    """For each complete recording, or those that are named, what is wrong with it; nothing: it is as it was.

    Raises Unavailable where the storage does not answer.
    """
    statement = select(Recording).where(Recording.state == "kept").order_by(Recording.started_at)
    rows = [row for row in await session.scalars(statement) if not shows or row.show in shows]
    found = {}
    for row in rows:
        let_go_of = (ReelKept.gone_at.is_not(None), ReelKept.rendition.not_in(row.renditions))
        gone = select(ReelKept.rendition).where(ReelKept.show == row.show, *let_go_of).distinct()
        let_go = frozenset((await session.scalars(gone)).all())
        folder = shelf.show(row.room, row.show)
        afar = bucket if row.place != "here" else None
        found[row.show] = [wrong async for wrong in _wrong(folder, row.manifest, let_go, afar)]
    return found


async def _wrong(show: Path, told: str, gone: frozenset[str], afar: "Bucket | None") -> AsyncIterator[str]:
    digest = await _digest(show, places.MANIFEST, afar)
    if digest != told:
        yield f"{places.MANIFEST}: {'changed' if digest else 'missing'}"
    elif afar is None:
        for wrong in await asyncio.to_thread(lambda: list(manifest.check(show, gone))):
            yield wrong
    else:
        async for wrong in _wrong_afar(show, gone, afar):
            yield wrong


async def _wrong_afar(show: Path, gone: frozenset[str], afar: "Bucket") -> AsyncIterator[str]:
    """A file that lies here as well is believed, for it is one of those that the manifest names."""
    file = show / places.MANIFEST
    content = await asyncio.to_thread(file.read_bytes) if file.exists() else await afar.get(_in_bucket(file))
    for name, told in manifest.named((content or b"").decode()).items():
        if name.partition("/")[0] in gone:
            continue
        digest = await _digest(show, name, afar)
        if digest != told:
            yield f"{name}: {'changed' if digest else 'missing'}"


async def _digest(show: Path, name: str, afar: "Bucket | None") -> str:
    """Empty: there is no such file."""
    file = show / name
    if file.exists():
        return await asyncio.to_thread(manifest.digest, file)
    if afar is None or await afar.head(_in_bucket(file)) is None:
        return ""
    return await afar.digest(_in_bucket(file))


def _in_bucket(file: Path) -> str:
    """By its path: DATA/recordings/ROOM/SHOW/NAME, and for what lies in a rendition a folder more."""
    return file.as_posix()[file.as_posix().rindex("/recordings/") + 1 :]
