"""Which boxes there are, and which of them is live."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.lease.models import Box, Lease
from appliance.lease.now import DatabaseNow


class Standing(msgspec.Struct, frozen=True):
    """One box, and what it does."""

    name: str
    live: bool
    """It was the last to hold `live`; whether it still does is a matter of `silent`."""
    since: datetime | None
    """When it went live, if it is."""
    term: int
    silent: timedelta
    """Since it was last heard."""
    edge: str
    page: str
    push: str


async def boxes(session: AsyncSession) -> list[Standing]:
    """The live one first."""
    now = await session.scalar(select(DatabaseNow()))
    lease = await session.get(Lease, "live")
    holder = lease.holder if lease else ""
    found = [
        Standing(
            name=box.name,
            live=box.name == holder,
            since=lease.since if lease and box.name == holder else None,
            term=lease.term if lease and box.name == holder else 0,
            silent=timedelta(milliseconds=max((now or 0) - int(box.heard_at.timestamp() * 1000), 0)),
            edge=box.edge,
            page=box.page,
            push=box.push,
        )
        for box in await session.scalars(select(Box).order_by(Box.name))
    ]
    return sorted(found, key=lambda box: not box.live)


async def term(session: AsyncSession, lease: str) -> int:
    """The latest; 0 before the first."""
    return await session.scalar(select(Lease.term).where(Lease.name == lease)) or 0
