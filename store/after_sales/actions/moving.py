"""One claim goes from state to state, each time by one conditional UPDATE."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import Conflict, NotFound, Problem
from appliance.events import AfterSaleMoved
from store.after_sales.models import AfterSale
from store.orders.models import Order, OrderLine

log = logging.getLogger(__name__)

OPEN = ("applied", "agreed", "returned", "refunding")
"""States in which the pieces of a claim are spoken for."""


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
    """Write down of how many pieces, not sent yet, the buyer waits to hear that they need not come."""
    waiting = (
        select(func.coalesce(func.sum(AfterSale.quantity), 0))
        .join(OrderLine, OrderLine.id == AfterSale.line)
        .where(AfterSale.order == order, AfterSale.kind == "refund", AfterSale.state == "applied")
        .where(OrderLine.shipped + OrderLine.cancelled < OrderLine.quantity)
    )
    tx.execute(update(Order).where(Order.id == order).values(claimed=waiting.scalar_subquery()))


def each(tx: Transaction, overdue: Select[str], step: Callable[[str], None]) -> int:
    """Take `step` with each claim; how many it was. One that resists waits for a colleague and holds up no other."""
    return sum(_stepped(tx, claim, step) for claim in tx.execute(overdue).scalars().all())


def mine(tx: Transaction, after_sale: str, member: str) -> None:
    """Raises AfterSaleNotFound, also for somebody else's."""
    if tx.scalar(select(AfterSale.member).where(AfterSale.id == after_sale)) != member:
        raise AfterSaleNotFound


def _stepped(tx: Transaction, claim: str, step: Callable[[str], None]) -> bool:
    try:
        tx.attempt(lambda _tx: step(claim))
    except Problem:
        log.exception("a claim could not be looked after", extra={"after_sale": claim})
        return False
    return True
