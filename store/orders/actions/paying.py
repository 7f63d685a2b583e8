"""The money is here, in time or late."""

from collections import Counter
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.errors import Problem
from appliance.events import OrderPaid
from store.catalogue import actions as catalogue
from store.members import actions as members
from store.orders.models import Order, OrderLine
from store.orders.problems import OrderMovedOn
from store.pricing.quoted import Quote
from store.promotions import actions as promotions
from store.promotions import deals


def pay(tx: Transaction, order: str, paid_at: datetime, amount: int | None = None) -> Literal["paid", "late"]:
    """All of an order's money is here; `amount` when somebody else's word for it has to fit ours.

    "late": the order is closed, was paid already, or costs something else by now. Nothing changed, and the money has
    to go back unless `revive` can use it.
    """
    alive = {"state": "confirmed", "payment": "paid", "paid_at": paid_at, "expires_at": None}
    waiting = update(Order).where(Order.id == order, Order.state == "pending", Order.payment == "unpaid")
    if amount is not None:
        waiting = waiting.where(Order.total == amount)
    if not tx.execute(waiting.values(alive)).rowcount:
        return "late"
    deals.settle(tx, order)
    _tell(tx, order)
    return "paid"


def revive(tx: Transaction, order: str, paid_at: datetime, amount: int | None = None) -> bool:
    """Money came for an order whose time was over: it lives again while everything it was made of is still there.

    One that buyer or shop had closed stays closed: somebody did not want it. So does one of who has deleted their
    data: it has no name and no address any more.
    """
    try:
        tx.attempt(_live_again, order, paid_at, amount)
    except Problem:
        return False
    return True


def _live_again(tx: Transaction, order: str, paid_at: datetime, amount: int | None) -> None:
    """Raises OrderMovedOn, MemberGone, SoldOut, PromotionOver, CouponGone, PointsShort, and what `deals.take_again`
    raises.
    """
    alive = {"state": "confirmed", "payment": "paid", "paid_at": paid_at, "closed_at": None, "close_reason": ""}
    expired = (Order.state == "closed", Order.close_reason == "expired")
    closed = update(Order).where(Order.id == order, *expired, Order.payment == "unpaid")
    if amount is not None:
        closed = closed.where(Order.total == amount)
    if not tx.execute(closed.values(alive)).rowcount:
        raise OrderMovedOn
    found = tx.execute(select(Order.member, Order.quote).where(Order.id == order)).one()
    members.here(tx, found.member)
    deals.take_again(tx, order)
    catalogue.reserve(tx, pieces_of(tx, order), f"{order}/again")
    promotions.consume(tx, msgspec.convert(found.quote, Quote), found.member, order)
    _tell(tx, order)


def pieces_of(tx: Transaction, order: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for line in tx.execute(select(OrderLine.sku, OrderLine.quantity).where(OrderLine.order == order)):
        counted[line.sku] += line.quantity
    return dict(counted)


def _tell(tx: Transaction, order: str) -> None:
    sold = select(OrderLine.sku, OrderLine.unit_price).where(OrderLine.order == order, OrderLine.gift.is_(False))
    for line in tx.execute(sold).all():
        catalogue.record_deal(tx, line.sku, line.unit_price)
    paid = tx.execute(select(Order.number, Order.member, Order.total, Order.room).where(Order.id == order)).one()
    tx.record(OrderPaid(order=order, number=paid.number, member=paid.member, total=paid.total, room=paid.room or ""))
