"""What is asked about rooms and shows."""

from collections.abc import Collection
from datetime import timedelta
from typing import Literal

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from media.broadcasts.actions import ON_AIR, BroadcastNotFound, RoomNotFound
from media.broadcasts.models import Broadcast, Room

When = Literal["coming", "on-air", "past", "all"]
_STATES = {"coming": ("scheduled",), "on-air": ON_AIR, "past": ("ended", "cancelled")}


async def rooms(session: AsyncSession, search: str = "") -> list[Room]:
    """In the order they were made; `search` matches part of the title."""
    statement = select(Room).order_by(Room.id)
    if search:
        statement = statement.where(Room.title.icontains(search, autoescape=True))
    return list(await session.scalars(statement))


async def room(session: AsyncSession, room_id: str) -> Room:
    """Raises RoomNotFound."""
    found = await session.get(Room, room_id)
    if found is None:
        raise RoomNotFound
    return found


async def room_of_key(session: AsyncSession, keys: Keys, key: str) -> Room | None:
    fingerprint = keys.fingerprint("stream-key", key)
    return (await session.scalars(select(Room).where(Room.key_fingerprint == fingerprint))).first()


def stream_key(room: Room, keys: Keys) -> str:
    return keys.unseal("stream-key", room.key_sealed)


async def shows(session: AsyncSession, room_id: str | None = None, when: When = "all") -> list[Broadcast]:
    """Coming ones soonest first, others latest first."""
    order = Broadcast.starts_at if when == "coming" else Broadcast.starts_at.desc()
    statement = select(Broadcast).order_by(order)
    if when != "all":
        statement = statement.where(Broadcast.state.in_(_STATES[when]))
    if room_id is not None:
        statement = statement.where(Broadcast.room == room_id)
    return list(await session.scalars(statement.limit(500)))


async def show(session: AsyncSession, broadcast: str) -> Broadcast:
    """Raises BroadcastNotFound."""
    found = await session.get(Broadcast, broadcast)
    if found is None:
        raise BroadcastNotFound
    return found


async def delay(session: AsyncSession, broadcast: str) -> timedelta:
    """By how much later what was done in a show is seen in its picture; nothing for a show that nobody knows."""
    seconds = await session.scalar(select(Broadcast.delay).where(Broadcast.id == broadcast))
    return timedelta(seconds=seconds or 0)


async def before(session: AsyncSession, show: Broadcast) -> Broadcast | None:
    """The room's show before it that was on air."""
    earlier = (Broadcast.room == show.room, Broadcast.state == "ended", Broadcast.aired_at < show.aired_at)
    return (await session.scalars(select(Broadcast).where(*earlier).order_by(Broadcast.aired_at.desc()))).first()


async def latest(session: AsyncSession, room_id: str) -> Broadcast | None:
    """The last show of a room that is over and was on air."""
    over = (Broadcast.room == room_id, Broadcast.state == "ended", Broadcast.aired_at.is_not(None))
    return (await session.scalars(select(Broadcast).where(*over).order_by(Broadcast.aired_at.desc()))).first()


async def on_air(session: AsyncSession, room_id: str) -> Broadcast | None:
    found = await shows(session, room_id, "on-air")
    return found[0] if found else None


async def public(session: AsyncSession, rooms: Collection[str]) -> dict[str, bool]:
    """Of these rooms those that anybody may enter, each with whether it is on air."""
    plays = exists().where(Broadcast.room == Room.id, Broadcast.state.in_(ON_AIR)).label("plays")
    rows = await session.execute(select(Room.id, plays).where(Room.id.in_(rooms), Room.public))
    return {row.id: bool(row.plays) for row in rows}


async def on_air_anywhere(session: AsyncSession) -> bool:
    return bool(await shows(session, when="on-air"))
