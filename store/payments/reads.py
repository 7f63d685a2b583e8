"""What is asked about payments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from store.orders.models import Order, OrderLine
from store.payments.comparing import LISTS
from store.payments.models import Attempt, Drawer, Reconciliation, Refund, ShippingUpload
from store.payments.problems import AttemptNotFound, RefundNotFound

Tab = Literal["paid", "waiting", "late", "untold", "all"]
RefundTab = Literal["open", "abnormal", "done", "all"]
TABS: tuple[Tab, ...] = get_args(Tab)
REFUND_TABS: tuple[RefundTab, ...] = get_args(RefundTab)
PAGE = 50
OPEN = ("waiting", "closing")


class Paying(msgspec.Struct, frozen=True):
    attempt: Attempt
    order: Order
    upload: ShippingUpload | None = None
    """What WeChat was told of how the goods went."""


class GoingBack(msgspec.Struct, frozen=True):
    refund: Refund
    attempt: Attempt
    order: Order


class Shift(msgspec.Struct, frozen=True):
    drawer: Drawer
    between: int
    """Fen more (negative: less) than the shift before left in it."""


async def attempt(session: AsyncSession, wanted: str, member: str | None = None) -> Paying:
    """Raises AttemptNotFound, also for somebody else's when `member` asks."""
    found = await session.get(Attempt, wanted)
    order = None if found is None else await session.get(Order, found.order)
    if found is None or order is None or member not in (None, order.member):
        raise AttemptNotFound
    return Paying(found, order)


async def what(session: AsyncSession, order: str) -> str:
    """What a buyer reads while paying: the first title, and how many pieces more."""
    lines = select(OrderLine.title, OrderLine.quantity).where(OrderLine.order == order).order_by(OrderLine.position)
    found = (await session.execute(lines)).all()
    pieces = sum(line.quantity for line in found)
    title = found[0].title[:40] if found else order
    return title if pieces <= 1 else f"{title} 等 {pieces} 件"


async def due(session: AsyncSession, now: datetime, limit: int = 50) -> Sequence[Attempt]:
    """Attempts about which their provider is to be asked now."""
    waiting = select(Attempt).where(Attempt.state.in_(OPEN), Attempt.ask_at <= now, Attempt.provider != "counter")
    return (await session.scalars(waiting.order_by(Attempt.ask_at).limit(limit))).all()


async def strands(session: AsyncSession, now: datetime) -> bool:
    """Whether some attempt waits for money that its order does not want any more."""
    gone = select(Order.id).where(Order.id == Attempt.order, Order.state != "pending").exists()
    waiting = select(Attempt.id).where(Attempt.state == "waiting", or_(gone, Attempt.expires_at <= now))
    return await session.scalar(waiting.limit(1)) is not None


async def due_refunds(session: AsyncSession, now: datetime, limit: int = 50) -> Sequence[str]:
    waiting = select(Refund.id).where(Refund.state.in_(("asked", "accepted")), Refund.try_at <= now)
    return (await session.scalars(waiting.order_by(Refund.try_at).limit(limit))).all()


async def payments(session: AsyncSession, tab: Tab = "paid", search: str = "", cursor: str = "") -> list[Paying]:
    """The latest first, `PAGE` from below the `cursor`; `search` is an order's, an attempt's or a provider's number."""
    found = (
        select(Attempt, Order, ShippingUpload)
        .join(Order, Order.id == Attempt.order)
        .join(ShippingUpload, ShippingUpload.attempt == Attempt.id, isouter=True)
        .order_by(Attempt.id.desc())
        .limit(PAGE)
    )
    if tab == "untold":
        found = found.where(Attempt.id.in_(untold()))
    elif tab != "all":
        found = found.where(Attempt.state.in_({"paid": ("paid",), "waiting": OPEN, "late": ("late",)}[tab]))
    if search:
        found = found.where(_named(search))
    if cursor:
        found = found.where(Attempt.id < cursor)
    return [Paying(*row) for row in await session.execute(found)]


def untold() -> Select[str]:
    """Payments that WeChat keeps, because it did not take how their goods went; not what went back to its buyer."""
    failed = select(ShippingUpload.attempt).join(Attempt, Attempt.id == ShippingUpload.attempt)
    failed = failed.join(Order, Order.id == Attempt.order)
    return failed.where(ShippingUpload.state == "failed", Order.payment != "refunded")


async def of_order(session: AsyncSession, order: str) -> Sequence[Attempt]:
    """The latest first."""
    return (await session.scalars(select(Attempt).where(Attempt.order == order).order_by(Attempt.id.desc()))).all()


async def uploads(session: AsyncSession, order: str) -> Sequence[ShippingUpload]:
    """What WeChat was told, or could not be told, of how an order went."""
    told = select(ShippingUpload).join(Attempt, Attempt.id == ShippingUpload.attempt).where(Attempt.order == order)
    return (await session.scalars(told)).all()


async def refunds(
    session: AsyncSession, tab: RefundTab = "open", search: str = "", cursor: str = "", provider: str = ""
) -> list[GoingBack]:
    """The latest first, `PAGE` from below the `cursor`; `search` is an order's, a refund's or a provider's number."""
    found = _refunds().order_by(Refund.asked_at.desc(), Refund.id.desc()).limit(PAGE)
    states = {"open": ("asked", "accepted"), "abnormal": ("abnormal",), "done": ("done",)}
    if tab != "all":
        found = found.where(Refund.state.in_(states[tab]))
    if provider:
        found = found.where(Attempt.provider == provider)
    if search:
        known = or_(Refund.id == search.upper(), Refund.transaction == search)
        found = found.where(or_(Order.number.endswith(search, autoescape=True), known))
    if cursor:
        last = select(Refund.asked_at, Refund.id).where(Refund.id == cursor)
        found = found.where(tuple_(Refund.asked_at, Refund.id) < last.scalar_subquery())
    return [GoingBack(*row) for row in await session.execute(found)]


async def refunds_of(session: AsyncSession, order: str) -> list[GoingBack]:
    """The latest first."""
    mine = _refunds().where(Refund.order == order).order_by(Refund.asked_at.desc(), Refund.id.desc())
    return [GoingBack(*row) for row in await session.execute(mine)]


async def refund(session: AsyncSession, wanted: str) -> Refund:
    """Raises RefundNotFound."""
    found = await session.get(Refund, wanted)
    if found is None:
        raise RefundNotFound
    return found


async def shift(session: AsyncSession) -> Drawer | None:
    """The one that runs."""
    return (await session.scalars(select(Drawer).where(Drawer.slot == "drawer"))).one_or_none()


async def shifts(session: AsyncSession, limit: int = 30) -> list[Shift]:
    """Those that are over, the latest first."""
    left = func.lag(Drawer.counted).over(order_by=Drawer.opened_at)
    over = select(Drawer, left).where(Drawer.slot.is_(None)).order_by(Drawer.opened_at.desc())
    return [
        Shift(one, 0 if left is None else one.opening - left) for one, left in await session.execute(over.limit(limit))
    ]


async def waiting_orders(session: AsyncSession, now: datetime, search: str = "") -> Sequence[Order]:
    """Orders that can be paid at the counter, the latest first: whose buyers chose it, or any that is looked for."""
    found = select(Order).where(Order.state == "pending", Order.payment == "unpaid", Order.expires_at > now)
    if search:
        found = found.where(or_(Order.number.endswith(search, autoescape=True), Order.pickup_code == search))
    else:
        found = found.where(select(Attempt.id).where(Attempt.order == Order.id, Attempt.provider == "counter").exists())
    return (await session.scalars(found.order_by(Order.created_at.desc()).limit(PAGE))).all()


async def reconciled(session: AsyncSession, day: str) -> Sequence[Reconciliation]:
    """One for each provider whose bill was compared."""
    of_day = select(Reconciliation).where(Reconciliation.day == day).order_by(Reconciliation.provider)
    return (await session.scalars(of_day)).all()


async def reconciliations(session: AsyncSession, limit: int = 60) -> dict[str, int]:
    """By day, the latest first, how many differences there were."""
    latest = select(Reconciliation).order_by(Reconciliation.day.desc()).limit(limit)
    found: dict[str, int] = {}
    for one in await session.scalars(latest):
        lists = (one.result[name] for name in LISTS)
        found[one.day] = found.get(one.day, 0) + sum(len(each) for each in lists)
    return found


async def first_paid(session: AsyncSession, provider: str, merchant: str) -> datetime | None:
    """When the first attempt that was paid to this merchant's account was made."""
    mine = (Attempt.provider == provider, Attempt.merchant == merchant, Attempt.paid_at.is_not(None))
    return await session.scalar(select(Attempt.made_at).where(*mine).order_by(Attempt.id).limit(1))


def old(attempt: Attempt, now: datetime, seconds: float = 2) -> bool:
    """Whether the provider was not asked for so long; a page that asks often asks us, not the provider."""
    return now - (attempt.asked_at or attempt.made_at) >= timedelta(seconds=seconds)


def _named(search: str) -> ColumnElement[bool]:
    return or_(
        Order.number.endswith(search, autoescape=True), Attempt.id == search.lower(), Attempt.transaction == search
    )


def _refunds() -> Select[Refund, Attempt, Order]:
    found = select(Refund, Attempt, Order).join(Attempt, Attempt.id == Refund.attempt)
    return found.join(Order, Order.id == Refund.order)
