"""The money of a claim goes back: the stored share of its pieces, never evaluated anew, and never more than is left."""

from sqlalchemy import func, select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import AfterSaleMoved
from store.after_sales.actions.moving import move
from store.after_sales.models import AfterSale
from store.after_sales.terms import WORDS
from store.money import of_pieces
from store.orders import actions as orders
from store.orders.models import Order, OrderLine
from store.orders.problems import OrderMovedOn, RefundTooLarge
from store.payments import actions as payments
from store.payments.models import Refund


def repay(tx: Transaction, after_sale: str, by: str) -> None:
    """Count the pieces as refunded (points follow them) and ask for the money.

    With the last fen goes whatever was not sent yet. Raises RefundTooLarge.
    """
    claim = tx.execute(select(AfterSale.__table__).where(AfterSale.id == after_sale)).one()
    line = tx.execute(select(OrderLine.__table__).where(OrderLine.id == claim.line)).one()
    if line.refunded + claim.quantity > line.quantity:
        raise RefundTooLarge
    worth = of_pieces(line.amount, line.quantity, line.refunded, claim.quantity) + _shipping(tx, claim, line)
    left = _left(tx, claim.order)
    amount = min(worth, left)
    unsent = 0 if claim.kind == "return" else None
    orders.refund_pieces(tx, claim.line, claim.quantity, amount, unsent=unsent)
    if amount and amount == left:
        orders.forgo_rest(tx, claim.order)
        _end_answered(tx, claim.order, by)
    key = f"after-sale/{after_sale}"
    refund = payments.ask_refund(tx, claim.order, amount, key, WORDS[claim.reason], key) if amount else None
    tx.execute(update(AfterSale).where(AfterSale.id == after_sale).values(amount=amount, refund=refund))
    if refund is None:
        _done(tx, after_sale, claim.order, by)


def give_back(tx: Transaction, order: str, amount: int, reason: str, by: str, key: str) -> str:  # noqa: PLR0917 - the facts of the trade
    """`payments.give_back`; with the last fen end the claims about pieces that do not leave any more.

    Raises RefundTooLarge, MoreThanPaid.
    """
    refund = payments.give_back(tx, order, amount, reason, by, key)
    _end_answered(tx, order, by)
    return refund


def forgo(tx: Transaction, order: str, by: str) -> None:
    """A colleague ends an order that cost nothing, a prize or one paid with points, before anything of it has left.

    Points come back, claims about it end. Raises OrderMovedOn.
    """
    free = (Order.state == "confirmed", Order.total == 0, Order.shipment == "none")
    if tx.scalar(select(Order.id).where(Order.id == order, *free)) is None:
        raise OrderMovedOn
    orders.forgo_rest(tx, order, "staff")
    _end_answered(tx, order, by)


def finish(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Claims whose money has arrived are done; a few, behind `passing` that resisted."""
    arrived = (
        select(AfterSale.id)
        .join(Refund, Refund.id == AfterSale.refund)
        .where(AfterSale.state == "refunding", Refund.state == "done")
    )
    return some(tx, arrived.order_by(AfterSale.id), _arrived, limit, passing)


def _end_answered(tx: Transaction, order: str, by: str) -> None:
    """Claims that nobody has answered, about pieces that were given back without them."""
    applied = (AfterSale.order == order, AfterSale.state == "applied")
    fewer = OrderLine.refunded + AfterSale.quantity > OrderLine.quantity
    asked = select(AfterSale.id).join(OrderLine, OrderLine.id == AfterSale.line).where(*applied, fewer)
    for claim in tx.execute(asked.order_by(AfterSale.id)).scalars().all():
        move(tx, claim, ("applied",), by, state="cancelled", ended_at=tx.now, deadline_at=None)


def _arrived(tx: Transaction, after_sale: str) -> None:
    order = tx.scalar(select(AfterSale.order).where(AfterSale.id == after_sale))
    _done(tx, after_sale, str(order), "provider")


def _done(tx: Transaction, after_sale: str, order: str, by: str) -> None:
    moving = update(AfterSale).where(AfterSale.id == after_sale, AfterSale.state == "refunding")
    if tx.execute(moving.values(state="done", ended_at=tx.now)).rowcount:
        tx.record(AfterSaleMoved(after_sale=after_sale, order=order, state="done", by=by))


def _left(tx: Transaction, order: str) -> int:
    """Fen that have not gone back yet: less than its pieces are worth when a colleague gave something back before."""
    return int(tx.scalar(select(Order.total - Order.refunded).where(Order.id == order)))


def _shipping(tx: Transaction, claim: AnyRow, line: AnyRow) -> int:
    """What was paid for shipping goes back with the last piece, while nothing was sent."""
    order = tx.execute(select(Order.shipping, Order.shipment).where(Order.id == claim.order)).one()
    left = tx.scalar(
        select(func.sum(OrderLine.quantity - OrderLine.refunded)).where(
            OrderLine.order == claim.order, OrderLine.gift.is_(False)
        )
    )
    last = left == (0 if line.gift else claim.quantity)
    return int(order.shipping) if order.shipment == "none" and last else 0
