"""What is asked about who was there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from chat.visits.models import AudienceCount, Visit


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Of one show."""

    viewers: int = 0
    """Different people who sat down."""
    new: int = 0
    """Of these, those who had never watched a show of this shop."""
    average_stay: int = 0
    """Seconds, of all of them."""
    sources: tuple[tuple[str, int], ...] = ()
    """Where how many came from, most first."""


async def people(session: AsyncSession, broadcast: str) -> People:
    came = Visit.broadcast == broadcast
    asked = select(func.count(), func.coalesce(func.sum(Visit.seconds), 0)).where(came)
    viewers, seconds = (await session.execute(asked)).one()
    earlier = aliased(Visit)
    before = exists().where(
        earlier.viewer == Visit.viewer, earlier.broadcast != Visit.broadcast, earlier.came_at < Visit.came_at
    )
    new = await session.scalar(select(func.count()).select_from(Visit).where(came, ~before))
    by_source = select(Visit.source, func.count()).where(came).group_by(Visit.source)
    sources = sorted((await session.execute(by_source)).all(), key=lambda one: (-one[1], one[0]))
    average = int(seconds) // viewers if viewers else 0
    return People(viewers=viewers, new=new or 0, average_stay=average, sources=tuple(sources))


async def curve(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """How many watched when, oldest first."""
    within = (AudienceCount.room == room, AudienceCount.at >= since, AudienceCount.at <= until)
    asked = select(AudienceCount.at, AudienceCount.viewers).where(*within).order_by(AudienceCount.at)
    return [(at, viewers) for at, viewers in (await session.execute(asked)).all()]


async def of_viewer(session: AsyncSession, viewer: str) -> Sequence[Any]:
    return (await session.scalars(select(Visit).where(Visit.viewer == viewer).order_by(Visit.came_at))).all()
