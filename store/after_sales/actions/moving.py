"""One claim goes from state to state, each time by one conditional UPDATE."""

from typing import Any

from sqlalchemy import func, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import Conflict, NotFound
from appliance.events import AfterSaleMoved
from store.after_sales.models import AfterSale
from store.orders import actions as orders
from store.orders.models import Order, OrderLine

OPEN = ("applied", "agreed", "returned", "refunding")
"""States in which the pieces of a claim are spoken for."""
UNSETTLED = OPEN[:-1]
"""Those in which they are not counted as refunded on their line yet."""


class AfterSaleNotFound(NotFound):
    zh = "没有这个售后单"
    en = "There is no such claim"


class AfterSaleMovedOn(Conflict):
    zh = "这个售后单的状态已经变了，请刷新后再看"
    en = "This claim has moved on meanwhile, please reload"


def move(tx: Transaction, after_sale: str, states: tuple[str, ...], by: str, **values: Any) -> AnyRow:
    """The claim as it was a moment before. Raises AfterSaleNotFound, AfterSaleMovedOn."""
    before = tx.one_or_none(select(AfterSale.__table__).where(AfterSale.id == after_sale))
    if before is None:
        raise AfterSaleNotFound
    moving = update(AfterSale).where(AfterSale.id == after_sale, AfterSale.state.in_(states))
    if not tx.execute(moving.values(**values)).rowcount:
        raise AfterSaleMovedOn
    count_claimed(tx, before.order)
    tx.record(AfterSaleMoved(after_sale=after_sale, order=before.order, state=values["state"], by=by))
    return before


def count_claimed(tx: Transaction, order: str) -> None:
    """Write down, by line and in all, how many pieces, not sent yet, stay here until the buyer's claims are settled.

    Those that a refund is asked for and that nobody has answered, and gifts that what is kept would not earn.
    """
    waiting = (
        select(func.coalesce(func.sum(AfterSale.quantity), 0))
        .where(AfterSale.line == OrderLine.id, AfterSale.kind == "refund", AfterSale.state == "applied")
        .where(OrderLine.shipped + OrderLine.cancelled < OrderLine.quantity)
        .correlate(OrderLine)
    )
    tx.execute(update(OrderLine).where(OrderLine.order == order).values(claimed=waiting.scalar_subquery()))
    for gift in orders.unearned(tx, order, _going_back(tx, order)):
        tx.execute(update(OrderLine).where(OrderLine.id == gift.id).values(claimed=orders.here(gift)))
    in_all = select(func.coalesce(func.sum(OrderLine.claimed), 0)).where(OrderLine.order == order)
    tx.execute(update(Order).where(Order.id == order).values(claimed=in_all.scalar_subquery()))


def _going_back(tx: Transaction, order: str) -> dict[str, int]:
    """Pieces by line whose money is asked for and not on its way; the goods of an exchange are kept."""
    asked = select(AfterSale.line, func.sum(AfterSale.quantity).label("pieces")).where(
        AfterSale.order == order, AfterSale.kind != "exchange", AfterSale.state.in_(UNSETTLED)
    )
    return {row.line: int(row.pieces) for row in tx.execute(asked.group_by(AfterSale.line))}


def mine(tx: Transaction, after_sale: str, member: str) -> None:
    """Raises AfterSaleNotFound, also for somebody else's."""
    if tx.scalar(select(AfterSale.member).where(AfterSale.id == after_sale)) != member:
        raise AfterSaleNotFound
