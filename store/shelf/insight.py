"""What a report tells of a show beyond its sums: all counted from the orders' own rows whenever it is asked."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from appliance.db import Instant
from store.catalogue.models import Product
from store.orders.models import Order, OrderLine
from store.shelf.figures import Stretch
from store.shelf.models import ExplainWindow

MOST_ORDERS = 50_000
MOST_WINDOWS = 500
_MILLISECOND = timedelta(milliseconds=1)


class Explaining(msgspec.Struct, frozen=True, kw_only=True):
    """What came of explaining one product."""

    title: str = ""
    seconds: int = 0
    """That it was explained in all."""
    times: int = 0
    pieces: int = 0
    """Paid ones that were ordered while it was explained."""
    amount: int = 0
    """Fen for them."""


class Moment(msgspec.Struct, frozen=True):
    """讲解: from when to when viewers saw which product explained."""

    product: str
    since: datetime
    until: datetime | None


async def moments(session: AsyncSession, stretch: Stretch) -> list[Moment]:
    asked = select(ExplainWindow).where(*_windows(stretch)).order_by(ExplainWindow.since).limit(MOST_WINDOWS)
    later = stretch.later
    return [
        Moment(one.product, one.since + later, one.until and one.until + later) for one in await session.scalars(asked)
    ]


async def explaining(session: AsyncSession, stretch: Stretch, now: datetime) -> dict[str, Explaining]:
    """By product; a window that is open ends with the show, or now."""
    seconds: dict[str, int] = {}
    times: dict[str, int] = {}
    for one in await moments(session, stretch):
        until = one.until or stretch.until or now
        seconds[one.product] = seconds.get(one.product, 0) + max(0, int((until - one.since).total_seconds()))
        times[one.product] = times.get(one.product, 0) + 1
    sold = await _sold_meanwhile(session, stretch, now)
    titles = {
        row.id: row.title
        for row in await session.execute(select(Product.id, Product.title).where(Product.id.in_(seconds)))
    }
    return {
        product: Explaining(
            title=titles.get(product, ""),
            seconds=seconds[product],
            times=times[product],
            pieces=int(sold[product].pieces) if product in sold else 0,
            amount=int(sold[product].amount) if product in sold else 0,
        )
        for product in seconds
    }


async def new_buyers(session: AsyncSession, stretch: Stretch) -> int:
    """Of those who paid, who had never paid an order of this shop before the show."""
    earlier = aliased(Order)
    before = exists().where(
        earlier.member == Order.member, earlier.paid_at.is_not(None), earlier.created_at < stretch.since
    )
    asked = select(func.count(Order.member.distinct())).where(*stretch.made, Order.paid_at.is_not(None), ~before)
    return await session.scalar(asked) or 0


async def by_minute(session: AsyncSession, stretch: Stretch) -> list[int]:
    """Fen of paid orders in each minute since the show began, by when they were made; up to the last that had any."""
    asked = select(Order.created_at, Order.total).where(*stretch.made, Order.paid_at.is_not(None))
    minutes: dict[int, int] = {}
    for row in await session.execute(asked.order_by(Order.created_at).limit(MOST_ORDERS)):
        minute = int((row.created_at - stretch.since).total_seconds() // 60)
        minutes[minute] = minutes.get(minute, 0) + row.total
    return [minutes.get(minute, 0) for minute in range(max(minutes, default=-1) + 1)]


async def made_by_time(session: AsyncSession, stretch: Stretch, step: timedelta) -> dict[int, int]:
    """How many orders were made in each step of a show, paid or not; steps without any are left out."""
    asked = select(Order.created_at).where(*stretch.made).order_by(Order.created_at).limit(MOST_ORDERS)
    return dict(Counter((at - stretch.since) // step for at in await session.scalars(asked)))


def _windows(stretch: Stretch) -> tuple[Any, ...]:
    return ExplainWindow.room == stretch.room, ExplainWindow.broadcast == stretch.broadcast


async def _sold_meanwhile(session: AsyncSession, stretch: Stretch, now: datetime) -> dict[str, Any]:
    ends = func.coalesce(ExplainWindow.until, literal(stretch.until or now, Instant))
    seen = Order.created_at - literal(stretch.later // _MILLISECOND, BigInteger)
    meanwhile = (ExplainWindow.since <= seen) & (seen < ends)
    paid = Order.paid_at.is_not(None)
    asked = (
        select(
            OrderLine.product,
            func.sum(case((paid, OrderLine.quantity), else_=0)).label("pieces"),
            func.sum(case((paid, OrderLine.amount), else_=0)).label("amount"),
        )
        .join(Order, Order.id == OrderLine.order)
        .join(ExplainWindow, (ExplainWindow.product == OrderLine.product) & meanwhile)
        .where(*stretch.made, *_windows(stretch), OrderLine.gift.is_(False))
        .group_by(OrderLine.product)
    )
    return {row.product: row for row in await session.execute(asked)}
