"""What a show has sold, counted from the orders' own rows whenever it is asked: there is no second book to disagree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.orders.models import Order, OrderLine
from store.shelf import reads

_FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """One product in this show; what was given along is left out."""

    product: str
    title: str
    ordered: int
    """Pieces in all its orders, those that were never paid too."""
    pieces: int
    """Pieces of paid orders."""
    amount: int
    """Fen for them, after every discount, without shipping."""
    buyers: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Of the show that is on air or was the latest: orders that were made in the room in its time. Money in fen."""

    broadcast: str = ""
    since: datetime | None = None
    until: datetime | None = None
    orders: int = 0
    """All that were made."""
    paid: int = 0
    """Of these, those that have been paid; what was given back later counts as paid."""
    unpaid: int = 0
    """Those that wait for their money."""
    unpaid_amount: int = 0
    gmv: int = 0
    """成交金额: what the paid orders come to, with shipping."""
    refunded: int = 0
    """Fen of it that went back."""
    average: int = 0
    """客单价: gmv for each paid order."""
    buyers: int = 0
    """Different people who paid."""
    viewers: int = 0
    """Who watch now."""
    conversion: float = 0.0
    """People who paid, of those who watch now or, if they are more, of themselves: never more than 1."""
    products: tuple[Sold, ...] = ()
    """The best selling first."""


class Stretch(msgspec.Struct, frozen=True):
    """The time of a show in its room."""

    room: str
    since: datetime
    until: datetime | None
    """None while it goes on."""
    broadcast: str
    later: timedelta = timedelta()
    """延时播出: so long after it was done viewers saw it."""

    @property
    def made(self) -> tuple[ColumnElement[bool], ...]:
        """Whether an order was made in it."""
        ends = self.until or _FOR_EVER
        return Order.room == self.room, Order.created_at >= self.since, Order.created_at < ends


async def figures(session: AsyncSession, room: str, viewers: int) -> Figures:
    show = await reads.show(session, room)
    if show is None:
        return Figures(viewers=viewers)
    return await between(session, Stretch(room, show.since, show.until, show.broadcast), viewers)


async def between(session: AsyncSession, stretch: Stretch, viewers: int) -> Figures:
    """As `figures`, of any show."""
    made = stretch.made
    row: Any = (await session.execute(_sums().where(*made))).one()
    products = (await session.execute(_by_product().where(*made))).all()
    return Figures(
        broadcast=stretch.broadcast,
        since=stretch.since,
        until=stretch.until,
        orders=row.orders,
        paid=row.paid,
        unpaid=row.unpaid,
        unpaid_amount=int(row.unpaid_amount),
        gmv=int(row.gmv),
        refunded=int(row.refunded),
        average=int(row.gmv) // row.paid if row.paid else 0,
        buyers=row.buyers,
        viewers=viewers,
        conversion=round(row.buyers / max(viewers, row.buyers), 4) if row.buyers else 0.0,
        products=tuple(_sold(one) for one in products),
    )


def _sums() -> Select[Any]:
    paid, waits = Order.paid_at.is_not(None), Order.state == "pending"
    return select(
        func.count().label("orders"),
        func.count(case((paid, 1))).label("paid"),
        func.count(case((waits, 1))).label("unpaid"),
        func.coalesce(func.sum(case((waits, Order.total))), 0).label("unpaid_amount"),
        func.coalesce(func.sum(case((paid, Order.total))), 0).label("gmv"),
        func.coalesce(func.sum(Order.refunded), 0).label("refunded"),
        func.count(case((paid, Order.member)).distinct()).label("buyers"),
    ).select_from(Order)


def _by_product() -> Select[Any]:
    paid = Order.paid_at.is_not(None)
    pieces = func.coalesce(func.sum(case((paid, OrderLine.quantity))), 0)
    return (
        select(
            OrderLine.product,
            func.max(OrderLine.title).label("title"),
            func.sum(OrderLine.quantity).label("ordered"),
            pieces.label("pieces"),
            func.coalesce(func.sum(case((paid, OrderLine.amount))), 0).label("amount"),
            func.count(case((paid, Order.member)).distinct()).label("buyers"),
        )
        .join(Order, Order.id == OrderLine.order)
        .where(OrderLine.gift.is_(False))
        .group_by(OrderLine.product)
        .order_by(pieces.desc(), OrderLine.product)
    )


def _sold(row: Any) -> Sold:
    return Sold(
        product=row.product,
        title=row.title,
        ordered=int(row.ordered),
        pieces=int(row.pieces),
        amount=int(row.amount),
        buyers=row.buyers,
    )
