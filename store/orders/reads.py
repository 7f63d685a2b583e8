"""What is asked about orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.orders.models import Order, OrderLine, Parcel
from store.orders.problems import OrderNotFound
from store.promotions import deals
from store.promotions.won import TeamOfOrder

Tab = Literal["all", "to-pay", "waiting", "to-ship", "shipped", "done", "closed"]
"""What buyers and staff sort orders by."""

PAGE = 20


class Whole(msgspec.Struct, frozen=True):
    """An order with what belongs to it."""

    order: Order
    lines: Sequence[OrderLine]
    parcels: Sequence[Parcel]
    team: TeamOfOrder | None = None
    """In which it was bought (拼团)."""

    @property
    def waits(self) -> bool:
        """等成团: paid, and not sent before the team is full."""
        return self.team is not None and self.team.waits


async def order(session: AsyncSession, wanted: str, member: str | None = None) -> Order:
    """Raises OrderNotFound, also for somebody else's when `member` asks."""
    found = await session.get(Order, wanted)
    if found is None or (member is not None and found.member != member):
        raise OrderNotFound
    return found


async def whole(session: AsyncSession, wanted: str, member: str | None = None) -> Whole:
    """Raises OrderNotFound."""
    return (await wholes(session, [await order(session, wanted, member)]))[0]


async def wholes(session: AsyncSession, orders: Sequence[Order]) -> list[Whole]:
    """In the same order; four statements however many there are."""
    ids = [one.id for one in orders]
    lines, parcels = await _lines(session, ids), await _parcels(session, ids)
    teams = await deals.teams(session, ids)
    return [Whole(one, lines[one.id], parcels[one.id], teams.get(one.id)) for one in orders]


async def of_member(session: AsyncSession, member: str, tab: Tab = "all", cursor: str = "") -> list[Whole]:
    """The latest first, `PAGE` of them from below the `cursor`, which is the id of the last one seen."""
    statement = select(Order).where(Order.member == member, *in_tab(tab)).order_by(Order.id.desc()).limit(PAGE)
    if cursor:
        statement = statement.where(Order.id < cursor)
    return await wholes(session, (await session.scalars(statement)).all())


async def of_number(session: AsyncSession, number: str) -> Order | None:
    return (await session.scalars(select(Order).where(Order.number == number))).one_or_none()


async def numbers(session: AsyncSession, wanted: Collection[str]) -> dict[str, str]:
    """What people call each order, by its id."""
    if not wanted:
        return {}
    rows = await session.execute(select(Order.id, Order.number).where(Order.id.in_(wanted)))
    return {row.id: row.number for row in rows}


async def has_bought(session: AsyncSession, member: str) -> bool:
    """Has paid for an order, whatever became of it; what was won costs nothing and is not bought."""
    paid = select(Order.id).where(Order.member == member, Order.paid_at.is_not(None), Order.total > 0)
    return await session.scalar(paid.limit(1)) is not None


def in_tab(tab: Tab) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Order`."""
    confirmed = Order.state == "confirmed"
    if tab == "to-pay":
        return (Order.state == "pending",)
    if tab == "to-ship":
        return (confirmed, Order.shipment.in_(("none", "part")))
    if tab == "waiting":
        return (confirmed, deals.waits(Order.id))
    if tab == "shipped":
        return (confirmed, Order.shipment == "all")
    if tab == "done":
        return (or_(Order.state == "completed", and_(confirmed, Order.shipment == "received")),)
    return () if tab == "all" else (Order.state == "closed",)


async def _lines(session: AsyncSession, orders: Iterable[str]) -> dict[str, list[OrderLine]]:
    found: defaultdict[str, list[OrderLine]] = defaultdict(list)
    statement = select(OrderLine).where(OrderLine.order.in_(list(orders))).order_by(OrderLine.position)
    for line in await session.scalars(statement):
        found[line.order].append(line)
    return found


async def _parcels(session: AsyncSession, orders: Iterable[str]) -> dict[str, list[Parcel]]:
    found: defaultdict[str, list[Parcel]] = defaultdict(list)
    for parcel in await session.scalars(select(Parcel).where(Parcel.order.in_(list(orders))).order_by(Parcel.id)):
        found[parcel.order].append(parcel)
    return found
