"""Which gifts of an order that are still here hang on goods that its buyer does not keep."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.orders.models import Order, OrderLine
from store.pricing.gifts import still_earned
from store.pricing.quoted import Quote


def unearned(tx: Transaction, order: str, leaving: Mapping[str, int] | None = None) -> list[AnyRow]:
    """Lines of gifts not sent yet that what is kept does not earn, as the quote of then judges it.

    `leaving`: pieces by line that may go back too.
    """
    lines = _lines(tx, order)
    gifts = [line for line in lines if line.gift and here(line)]
    if not gifts:
        return []
    quote = _quote(tx, order)
    gone = leaving or {}
    kept = {line.position: line.quantity - line.refunded - gone.get(line.id, 0) for line in lines if not line.gift}
    return [gift for gift in gifts if not still_earned(quote.lines[gift.position], quote, kept)]


def ungiven(tx: Transaction, order: str) -> set[str]:
    """Promotions none of whose gifts in an order left or will."""
    gifts, quote = [line for line in _lines(tx, order) if line.gift], _quote(tx, order)
    given = {quote.lines[gift.position].promotion for gift in gifts if gift.cancelled < gift.quantity}
    return {quote.lines[gift.position].promotion for gift in gifts} - given


def here(line: AnyRow) -> int:
    """Pieces that have not left and may."""
    return int(line.quantity - line.shipped - line.cancelled)


def _lines(tx: Transaction, order: str) -> Sequence[AnyRow]:
    return tx.execute(select(OrderLine.__table__).where(OrderLine.order == order)).all()


def _quote(tx: Transaction, order: str) -> Quote:
    return msgspec.convert(tx.scalar(select(Order.quote).where(Order.id == order)), Quote)
