"""Which variants of a line its buyer has: what was bought, or what came instead of it, the same or another one."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from store.after_sales.models import AfterSale
from store.catalogue.proven import Ask
from store.orders.models import OrderLine


def coming_back(ask: Ask, line: str, pieces: int, *, but: str = "") -> dict[str, int]:
    """Pieces by SKU, when so many of a line come back now: what was sent last comes first.

    `but`: the claim by which they come.
    """
    left, found = pieces, {}
    for sku, there in reversed(_with_buyer(ask, line, but).items()):
        taken = min(left, there)
        if taken > 0:
            found[sku] = taken
            left -= taken
    return found


def _with_buyer(ask: Ask, line: str, but: str) -> dict[str, int]:
    """By SKU, what was sent last at the end."""
    bought = ask(select(OrderLine.sku, OrderLine.quantity).where(OrderLine.id == line)).one()
    held = Counter({bought.sku: bought.quantity})
    for claim in ask(_HERE.where(AfterSale.line == line, AfterSale.id != but)).all():
        came: Mapping[str, int] = claim.came_back or {bought.sku: claim.quantity}
        held.subtract(came)
        if claim.kind == "exchange":
            for sku, count in ({claim.wanted_sku: claim.quantity} if claim.wanted_sku else came).items():
                held[sku] = held.pop(sku, 0) + count
    return dict(held)


_HERE = (
    select(AfterSale.kind, AfterSale.quantity, AfterSale.wanted_sku, AfterSale.came_back)
    .where(AfterSale.kind.in_(("return", "exchange")), AfterSale.state.in_(("refunding", "done")))
    .order_by(AfterSale.ended_at, AfterSale.id)
)
"""Claims whose goods were taken in. A return sends nothing, so only the order of exchanges matters."""
