"""What was done in a room, by whom: from the journal, for the control room's list and the host's lines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import Event, HostPrompted
from appliance.identity.models import Staff
from appliance.journal import Deed, deeds
from media.broadcasts import reads

BEFORE = timedelta(hours=12)
"""How far back one looks in a room that is not on air."""
MOST = 60
LINES = 5


async def done(session: AsyncSession, room: str, kinds: Sequence[type[Event]], now: datetime) -> list[Deed]:
    """The latest first, since the show began; `by` is the colleague's name. Raises RoomNotFound."""
    found = await deeds(session, room, kinds, await since(session, room, now), MOST)
    names = await _names(session, {deed.by for deed in found})
    return [Deed(deed.at, names.get(deed.by, ""), deed.event) for deed in found]


async def lines(session: AsyncSession, room: str, now: datetime) -> list[Deed]:
    """The last lines that the host was sent, the latest first. Raises RoomNotFound."""
    return (await done(session, room, [HostPrompted], now))[:LINES]


async def since(session: AsyncSession, room: str, now: datetime) -> datetime:
    """When the show began that is on air; without one, some hours ago. Raises RoomNotFound."""
    await reads.room(session, room)
    show = await reads.on_air(session, room)
    return show.aired_at if show and show.aired_at else now - BEFORE


async def _names(session: AsyncSession, ids: set[str]) -> dict[str, str]:
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids - {""})))
    return {row.id: row.name for row in rows}
