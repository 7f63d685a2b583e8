"""What is asked about outlets, unsealed."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from media.relay.actions import PURPOSE, OutletNotFound
from media.relay.clouds import KINDS, Cloud
from media.relay.models import Outlet, RelayedRoom


class Wish(msgspec.Struct, frozen=True):
    """That a room is sent on while it is on air; a wish that changed is another one."""

    room: str
    outlet: str
    title: str
    rendition: str
    cloud: Cloud

    @property
    def name(self) -> str:
        return f"{self.room}-{self.outlet}"


async def outlets(session: AsyncSession) -> list[Outlet]:
    """In the order they were made."""
    return list(await session.scalars(select(Outlet).order_by(Outlet.id)))


async def outlet(session: AsyncSession, outlet: str) -> Outlet:
    """Raises OutletNotFound."""
    found = await session.get(Outlet, outlet)
    if found is None:
        raise OutletNotFound
    return found


def cloud_of(outlet: Outlet, keys: Keys) -> Cloud:
    return _cloud(keys, outlet.kind, outlet.sealed)


async def wishes(session: AsyncSession, keys: Keys, room: str = "") -> list[Wish]:
    """Of one room, or of all."""
    columns = select(RelayedRoom.room, RelayedRoom.rendition, Outlet.id, Outlet.title, Outlet.kind, Outlet.sealed)
    statement = columns.join(Outlet, Outlet.id == RelayedRoom.outlet).order_by(Outlet.id)
    if room:
        statement = statement.where(RelayedRoom.room == room)
    return [
        Wish(row.room, row.id, row.title, row.rendition, _cloud(keys, row.kind, row.sealed))
        for row in await session.execute(statement)
    ]


def _cloud(keys: Keys, kind: str, sealed: str) -> Cloud:
    return msgspec.json.decode(keys.unseal(PURPOSE, sealed), type=KINDS[kind])
