"""What is asked about the storage and its queue."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from appliance.cloud.actions import PURPOSE
from appliance.cloud.models import NAMING, CloudStorage, Upload
from appliance.cloud.terms import Terms
from appliance.db import Database
from appliance.keys import Keys

RECENT = timedelta(minutes=30)


class Tally(msgspec.Struct, frozen=True):
    kind: str
    state: str
    count: int
    size: int


async def has_storage(db: Database) -> bool:
    async with db.read() as session:
        return await session.scalar(select(CloudStorage.id)) is not None


async def terms(session: AsyncSession, keys: Keys) -> Terms | None:
    """None while there is no storage."""
    found = await agreed(session, keys)
    return found[0] if found else None


async def agreed(session: AsyncSession, keys: Keys) -> tuple[Terms, datetime] | None:
    """The terms, and since when: the same ones may have been given up and set anew."""
    row = (await session.execute(select(CloudStorage.sealed, CloudStorage.changed_at))).one_or_none()
    return (msgspec.json.decode(keys.unseal(PURPOSE, row.sealed), type=Terms), row.changed_at) if row else None


async def next_upload(session: AsyncSession, now: datetime, kinds: Sequence[str], box: str = "") -> Upload | None:
    """What goes next from the disk of `box`, the only one where there is one.

    Nothing goes while what is to go before it waits below its own folder, be it for another try: a manifest is last.
    """
    statement = select(Upload).where(Upload.state == "waiting", Upload.next_at <= now, Upload.kind.in_(kinds))
    statement = statement.where(~_before().exists())
    if box:
        statement = statement.where(Upload.box == box)
    return (await session.scalars(statement.order_by(Upload.rank, Upload.name).limit(1))).first()


def _before() -> Select[str]:
    """What waits below the folder of an upload, on the same box, with a smaller rank."""
    earlier = aliased(Upload)
    folder = _folder(Upload.name)
    below = func.substr(earlier.name, 1, func.length(folder)) == folder
    mine = (earlier.state == "waiting", earlier.rank < Upload.rank, earlier.box == Upload.box)
    return select(earlier.name).where(*mine, below).correlate(Upload)


def _above() -> Select[str]:
    """What names files, and waits in a folder above that of an upload."""
    upper = aliased(Upload)
    theirs, own = _folder(upper.name), _folder(Upload.name)
    below = func.substr(own, 1, func.length(theirs)) == theirs
    names = or_(*(upper.name.endswith(end) for end in NAMING))
    mine = (upper.state == "waiting", names, theirs != "", theirs != own)
    return select(upper.name).where(*mine, below).correlate(Upload)


def _folder(name: Any) -> Any:
    return func.rtrim(name, func.replace(name, "/", ""))


async def next_leaving(session: AsyncSession, now: datetime) -> str | None:
    """What goes next from the storage; not while a playlist or a manifest above it, which may name it, waits."""
    leaving = select(Upload.name).where(Upload.state == "leaving", Upload.next_at <= now, ~_above().exists())
    return await session.scalar(leaving.order_by(Upload.next_at, Upload.name).limit(1))


async def arrived(session: AsyncSession, names: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Of those that stand in the storage, verified: size and SHA-256."""
    statement = select(Upload.name, Upload.size, Upload.sha256).where(Upload.name.in_(names), Upload.state == "done")
    return {row.name: (row.size, row.sha256) for row in await session.execute(statement)}


async def tallies(session: AsyncSession) -> list[Tally]:
    """How much there is of each kind in each state."""
    columns = select(Upload.kind, Upload.state, func.count(), func.coalesce(func.sum(Upload.size), 0))
    found = await session.execute(columns.group_by(Upload.kind, Upload.state).order_by(Upload.kind, Upload.state))
    return [Tally(*row) for row in found]


async def pace(session: AsyncSession, now: datetime) -> float:
    """Bytes a second of what has arrived in the last half hour; 0 when nothing has."""
    since = now - RECENT
    found = await session.execute(
        select(func.coalesce(func.sum(Upload.size), 0), func.min(Upload.done_at)).where(Upload.done_at >= since)
    )
    size, first = found.one()
    return 0.0 if first is None else float(size) / max((now - first).total_seconds(), 1.0)


async def troubles(session: AsyncSession) -> list[Upload]:
    """What could not be sent, the latest first."""
    statement = select(Upload).where(Upload.state != "done", Upload.problem != "")
    return list(await session.scalars(statement.order_by(Upload.next_at.desc()).limit(20)))
