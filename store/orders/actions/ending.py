"""How an order ends: never paid, received, completed."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update

from appliance.clock import CHINA
from appliance.db import Batch, Transaction, some
from appliance.events import OrderClosed, OrderCompleted, OrderReceived
from store.catalogue import actions as catalogue
from store.orders.actions.paying import pieces_of
from store.orders.models import Order, OrderLine, Parcel
from store.orders.problems import OrderMovedOn, OrderNotFound
from store.promotions import actions as promotions
from store.promotions import deals

RECEIVED_AFTER = timedelta(days=10)
"""Without a word from the buyer (自动确认收货)."""
RETURN_DAYS = 7
"""七日无理由退货: counted from the day after receipt, to the end of the last one."""


def close(tx: Transaction, order: str, reason: str) -> None:
    """An order that waits for money will not happen: `reason` is buyer, expired or staff. Raises OrderMovedOn."""
    closed = {"state": "closed", "closed_at": tx.now, "close_reason": reason, "expires_at": None}
    waiting = update(Order).where(Order.id == order, Order.state == "pending", Order.payment == "unpaid")
    if not tx.execute(waiting.values(closed)).rowcount:
        raise OrderMovedOn
    catalogue.release(tx, pieces_of(tx, order), order)
    promotions.give_back(tx, order)
    deals.give_back(tx, order)
    tx.record(OrderClosed(order=order, reason=reason))


def expire(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Close orders that nobody paid in time, a few at a time, behind `passing` that resisted."""
    late = select(Order.id).where(Order.state == "pending", Order.expires_at <= tx.now)
    return some(tx, late.order_by(Order.expires_at, Order.id), _expire, limit, passing)


def put_off(tx: Transaction, order: str, until: datetime) -> None:
    """One that waits for money closes later than it would have."""
    waiting = (Order.state == "pending", Order.payment == "unpaid", Order.expires_at < until)
    tx.execute(update(Order).where(Order.id == order, *waiting).values(expires_at=until))


def receive(tx: Transaction, order: str) -> None:
    """The buyer has everything. Raises OrderMovedOn while something has not left the shop."""
    there = {"shipment": "received", "received_at": tx.now}
    sent = update(Order).where(Order.id == order, Order.state == "confirmed", Order.shipment == "all")
    if not tx.execute(sent.values(there)).rowcount:
        raise OrderMovedOn
    tx.execute(update(Parcel).where(Parcel.order == order, Parcel.received_at.is_(None)).values(received_at=tx.now))
    tx.record(OrderReceived(order=order))


def receive_forgotten(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """What was sent long ago has arrived; a few orders at a time, behind `passing` that resisted."""
    sent = select(Order.id).where(Order.state == "confirmed", Order.shipment == "all")
    forgotten = sent.where(Order.shipped_at <= tx.now - RECEIVED_AFTER).order_by(Order.shipped_at, Order.id)
    return some(tx, forgotten, receive, limit, passing)


def complete(tx: Transaction, order: str) -> None:
    """Points for what was kept are the member's. Raises OrderMovedOn."""
    received = update(Order).where(Order.id == order, Order.state == "confirmed", Order.shipment == "received")
    if not tx.execute(received.values(state="completed", completed_at=tx.now)).rowcount:
        raise OrderMovedOn
    member = str(tx.scalar(select(Order.member).where(Order.id == order)))
    points = points_kept(tx, order)
    if points:
        promotions.earn(tx, order, member, points)
    tx.record(OrderCompleted(order=order, member=member))


def due(now: datetime) -> Select[str]:
    """Orders whose time for returning without a reason is over."""
    received = select(Order.id).where(Order.state == "confirmed", Order.shipment == "received")
    over = received.where(Order.received_at < _midnight(now) - timedelta(days=RETURN_DAYS))
    return over.order_by(Order.received_at, Order.id)


def return_until(received_at: datetime) -> datetime:
    """The first moment after the last day."""
    return _midnight(received_at) + timedelta(days=RETURN_DAYS + 1)


def points_kept(tx: Transaction, order: str) -> int:
    """Of the points that an order earns, those for money that was not given back."""
    found = tx.one_or_none(
        select(Order.points_earned, Order.refunded, func.coalesce(func.sum(OrderLine.amount), 0).label("goods"))
        .join(OrderLine, OrderLine.order == Order.id, isouter=True)
        .where(Order.id == order)
        .group_by(Order.id)
    )
    if found is None:
        raise OrderNotFound
    kept = max(found.goods - found.refunded, 0)
    return int(found.points_earned * kept // found.goods) if found.goods else 0


def _expire(tx: Transaction, order: str) -> None:
    close(tx, order, "expired")


def _midnight(moment: datetime) -> datetime:
    """At which the moment's day began in the shop."""
    return moment.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
