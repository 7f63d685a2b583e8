"""What is asked about claims."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.after_sales import terms
from store.after_sales.actions.exchanging import variants
from store.after_sales.actions.moving import OPEN, UNSETTLED, AfterSaleNotFound
from store.after_sales.actions.variants import coming_back
from store.after_sales.models import AfterSale
from store.after_sales.terms import Bought
from store.catalogue.models import Sku
from store.orders.models import Order, OrderLine
from store.orders.reads import Whole

AnyRow = Row[*tuple[Any, ...]]
Tab = Literal["applied", "agreed", "returned", "refunding", "ended"]
TABS: dict[Tab, tuple[str, ...]] = {
    "applied": ("applied",),
    "agreed": ("agreed",),
    "returned": ("returned",),
    "refunding": ("refunding",),
    "ended": ("done", "cancelled", "refused"),
}
MOST = 200


class Claim(msgspec.Struct, frozen=True):
    after_sale: AfterSale
    order: Order
    line: OrderLine


class Claimable(msgspec.Struct, frozen=True, kw_only=True):
    """What may still be claimed of a line."""

    line: str
    left: int
    kinds: tuple[terms.Kind, ...]
    no_reason: bool
    """Whether a return needs no reason."""
    until: datetime | None
    """The last moment for a return without a reason; None while the goods are on their way."""
    spec: str = ""
    """The variant that the buyer has: after an exchange, what came last."""
    others: tuple["Other", ...] = ()
    """What it may be exchanged for, besides the same again."""


class Other(msgspec.Struct, frozen=True):
    """A variant of the same product that is as dear and there."""

    sku: str
    spec: str


async def claims(
    session: AsyncSession, *, member: str = "", order: str = "", tab: Tab | None = None, search: str = ""
) -> list[Claim]:
    """Newest first; staff's tab of those who wait: the most urgent first. At most `MOST`."""
    statement = select(AfterSale, Order, OrderLine).join(Order, Order.id == AfterSale.order)
    statement = statement.join(OrderLine, OrderLine.id == AfterSale.line).limit(MOST)
    if member:
        statement = statement.where(AfterSale.member == member)
    if order:
        statement = statement.where(AfterSale.order == order)
    if tab is not None:
        statement = statement.where(AfterSale.state.in_(TABS[tab]))
    if search:
        statement = statement.where(
            Order.number.contains(search, autoescape=True) | OrderLine.title.contains(search, autoescape=True)
        )
    urgent = (
        (AfterSale.deadline_at, AfterSale.id) if tab in ("applied", "agreed", "returned") else (AfterSale.id.desc(),)
    )
    return [Claim(*row) for row in (await session.execute(statement.order_by(*urgent))).all()]


async def claim(session: AsyncSession, after_sale: str, member: str | None = None) -> Claim:
    """Raises AfterSaleNotFound, also for somebody else's when `member` asks."""
    statement = (
        select(AfterSale, Order, OrderLine)
        .join(Order, Order.id == AfterSale.order)
        .join(OrderLine, OrderLine.id == AfterSale.line)
        .where(AfterSale.id == after_sale)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None or (member is not None and row[0].member != member):
        raise AfterSaleNotFound
    return Claim(*row)


async def waiting(session: AsyncSession) -> dict[Tab, int]:
    """How many stand in each tab that waits for somebody."""
    rows = await session.execute(
        select(AfterSale.state, func.count()).where(AfterSale.state.in_(OPEN)).group_by(AfterSale.state)
    )
    counted = {state: int(pieces) for state, pieces in rows.all()}
    return {tab: counted.get(tab, 0) for tab in TABS if tab != "ended"}


async def has_bought(session: AsyncSession, member: str) -> bool:
    paid = select(Order.id).where(Order.member == member, Order.payment != "unpaid")
    return await session.scalar(paid.limit(1)) is not None


async def claimable(session: AsyncSession, whole: Whole, now: datetime) -> list[Claimable]:
    """Every line of an order that is not a gift."""
    spoken_for = await _spoken_for(session, [line.id for line in whole.lines])
    lines = [line for line in whole.lines if not line.gift]
    others = {product: await _others(session, product) for product in {line.product for line in lines}}
    had = {line.id: await _had(session, line, spoken_for.get(line.id, 0)) for line in lines}
    return [_claimable(whole.order, line, had[line.id], others[line.product], now) for line in lines]


async def coming(session: AsyncSession, found: Claim) -> tuple[tuple[str, int], ...]:
    """The variants that come back or came, with their pieces; nothing where it is what was bought."""
    claim = found.after_sale
    pieces = claim.came_back or await _coming(session, claim.line, claim.quantity, but=claim.id)
    if claim.kind == "refund" or pieces.keys() == {found.line.sku}:
        return ()
    rows = await session.execute(select(Sku.id, Sku.values.label("chosen")).where(Sku.id.in_(list(pieces))))
    names = {row.id: " ".join(row.chosen) for row in rows}
    return tuple((names[sku], count) for sku, count in pieces.items())


class _Had(NamedTuple):
    """Of a line, with its buyer."""

    sku: str
    spoken_for: int


async def _had(session: AsyncSession, line: OrderLine, spoken_for: int) -> _Had:
    return _Had(next(iter(await _coming(session, line.id, 1)), line.sku), spoken_for)


async def _coming(session: AsyncSession, line: str, pieces: int, *, but: str = "") -> dict[str, int]:
    return await session.run_sync(lambda sync: coming_back(sync.execute, line, pieces, but=but))


async def _others(session: AsyncSession, product: str) -> list[AnyRow]:
    return list((await session.execute(variants(product))).all())


def _claimable(order: Order, line: OrderLine, had: _Had, others: Sequence[AnyRow], now: datetime) -> Claimable:
    bought = Bought(
        paid=order.payment in ("paid", "part-refunded"),
        pieces=line.quantity,
        shipped=line.shipped,
        left=line.quantity - line.refunded - had.spoken_for,
        returnable=line.shipped + line.cancelled - line.refunded,
        received_at=order.received_at,
        return_kind=line.return_kind,
        exception_confirmed=line.exception_confirmed,
    )
    until = terms.claimable_until(bought, "no-reason")
    in_time = until is None or now <= until
    kinds = terms.kinds(bought, now)
    return Claimable(
        line=line.id, left=bought.left, kinds=kinds, no_reason=in_time and not terms.excluded(bought), until=until,
        spec=next((" ".join(row.chosen) for row in others if row.id == had.sku != line.sku), line.spec),
        others=_as_dear(had.sku, others) if "exchange" in kinds else (),
    )  # fmt: skip


def _as_dear(sku: str, others: Sequence[AnyRow]) -> tuple[Other, ...]:
    price = next((row.price for row in others if row.id == sku), None)
    return tuple(
        Other(row.id, " ".join(row.chosen)) for row in others if row.id != sku and row.price == price and row.left > 0
    )


async def _spoken_for(session: AsyncSession, lines: Sequence[str]) -> dict[str, int]:
    """Pieces that open claims speak of and that are not counted as refunded yet."""
    rows = await session.execute(
        select(AfterSale.line, func.sum(AfterSale.quantity))
        .where(AfterSale.line.in_(lines), AfterSale.state.in_(UNSETTLED))
        .group_by(AfterSale.line)
    )
    return {line: int(pieces) for line, pieces in rows.all()}
