"""A day of the shop in figures."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import CHINA
from store.orders.models import Order


class Day(msgspec.Struct, frozen=True):
    placed: int
    """Orders made."""
    paid: int
    """Orders paid."""
    buyers: int
    gmv: int
    """Fen that came in."""
    refunded: int
    """Fen of it that go back."""
    hours: tuple[int, ...]
    """Fen by the hour, 24 of them."""


def begins(now: datetime) -> datetime:
    """Midnight in the shop."""
    return now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


async def day(session: AsyncSession, start: datetime) -> Day:
    end = start + timedelta(days=1)
    placed = await session.scalar(
        select(func.count()).select_from(Order).where(Order.created_at >= start, Order.created_at < end)
    )
    paid = select(Order.member, Order.total, Order.refunded, Order.paid_at)
    rows = (await session.execute(paid.where(Order.paid_at >= start, Order.paid_at < end))).all()
    hours = [0] * 24
    for row in rows:
        hours[row.paid_at.astimezone(CHINA).hour] += row.total
    return Day(
        placed=placed or 0,
        paid=len(rows),
        buyers=len({row.member for row in rows}),
        gmv=sum(row.total for row in rows),
        refunded=sum(row.refunded for row in rows),
        hours=tuple(hours),
    )
