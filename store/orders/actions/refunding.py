"""Money is going back: the payment axis, and the pieces it is for. Who pays it out is `store.payments`."""

import msgspec
from sqlalchemy import case, func, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import OrderChanged, OrderClosed
from store.catalogue import actions as catalogue
from store.money import of_pieces
from store.orders.actions.earning import here, unearned, ungiven
from store.orders.actions.ending import points_kept
from store.orders.actions.shipping import mark_shipment
from store.orders.models import PAID, Order, OrderLine
from store.orders.problems import OrderNotFound, RefundTooLarge
from store.promotions import actions as promotions
from store.promotions import deals


class Refunded(msgspec.Struct, frozen=True):
    unsent: int
    """Pieces that never left and will not."""
    closed: bool
    """Nothing is left of the order, and nothing was sent."""


def refund_pieces(
    tx: Transaction, line: str, pieces: int, amount: int, *, unsent: int | None = None, why: str = "refunded"
) -> Refunded:
    """`pieces` of a line are given back for `amount` fen; `unsent` of them never left (None: as many as have not).

    Their stock is free again, their share of the points goes back both ways. A gift that was not sent yet and that what
    is kept does not earn stays here, and may be earned anew. The whole order before anything was sent: it closes
    (`why`), coupons come back.
    Raises OrderNotFound, RefundTooLarge.
    """
    found = tx.one_or_none(select(OrderLine.__table__).where(OrderLine.id == line))
    if found is None:
        raise OrderNotFound
    unsent = max(min(pieces, here(found)), 0) if unsent is None else unsent
    _take(tx, line, pieces, unsent)
    refund_money(tx, found.order, amount, f"{line}/{found.refunded}")
    if unsent:
        catalogue.release(tx, {found.sku: unsent}, f"{line}/{found.cancelled}")
    lost = not found.gift and _judge_gifts(tx, found.order)
    if lost or (found.gift and unsent):
        promotions.give_back_gifts(tx, found.order, ungiven(tx, found.order))
    if unsent or lost:
        mark_shipment(tx, found.order)
    promotions.return_points(
        tx, found.order, of_pieces(found.points, found.quantity, found.refunded, pieces), f"{line}/{found.refunded}"
    )
    return Refunded(unsent, _close_empty(tx, found.order, why))


def refund_money(tx: Transaction, order: str, amount: int, key: str) -> None:
    """`amount` fen of a paid order go back, and the points that they earned; each time under another `key`.

    Raises OrderNotFound, RefundTooLarge.
    """
    earned = points_kept(tx, order)
    refunded = Order.refunded + amount
    payment = case((refunded == 0, Order.payment), (refunded == Order.total, "refunded"), else_="part-refunded")
    paid = update(Order).where(Order.id == order, Order.payment.in_((*PAID, "refunded")), refunded <= Order.total)
    if amount < 0 or not tx.execute(paid.values(refunded=refunded, payment=payment)).rowcount:
        raise RefundTooLarge
    promotions.take_back(tx, order, earned - points_kept(tx, order), key)


def forgo_rest(tx: Transaction, order: str, why: str = "refunded") -> None:
    """Pieces that have not left will not: all the money is about to go back, so they are free and coupons come back.

    `why` it closes, when nothing was sent: refunded or team (its team did not become full).
    """
    left = OrderLine.quantity - OrderLine.shipped - OrderLine.cancelled
    unsent = select(OrderLine.id, left.label("pieces")).where(OrderLine.order == order, left > 0)
    for gift in (False, True):  # what is bought takes gifts along
        for line in tx.execute(unsent.where(OrderLine.gift.is_(gift)).order_by(OrderLine.position)).all():
            if not _is_closed(tx, order):
                refund_pieces(tx, line.id, line.pieces, 0, unsent=line.pieces, why=why)


def _is_closed(tx: Transaction, order: str) -> bool:
    """With the last piece that was bought; then its gifts are free already."""
    return bool(tx.scalar(select(Order.state == "closed").where(Order.id == order)))


def _take(tx: Transaction, line: str, pieces: int, unsent: int) -> None:
    possible = (
        OrderLine.refunded + pieces <= OrderLine.quantity,
        OrderLine.shipped + OrderLine.cancelled + unsent <= OrderLine.quantity,
        OrderLine.refunded + pieces <= OrderLine.cancelled + unsent + OrderLine.shipped,
    )
    taken = update(OrderLine).where(OrderLine.id == line, *possible)
    counts = {"refunded": OrderLine.refunded + pieces, "cancelled": OrderLine.cancelled + unsent}
    if not 0 <= unsent <= pieces or pieces < 1 or not tx.execute(taken.values(counts)).rowcount:
        raise RefundTooLarge


def _close_empty(tx: Transaction, order: str, why: str) -> bool:
    """Nothing was sent and nothing is left to send."""
    left: AnyRow = tx.execute(
        select(
            func.sum(OrderLine.quantity - OrderLine.cancelled).label("pieces"),
            func.sum(OrderLine.shipped).label("shipped"),
        ).where(OrderLine.order == order, OrderLine.gift.is_(False))
    ).one()
    if left.pieces or left.shipped:
        return False
    closed = {"state": "closed", "closed_at": tx.now, "close_reason": why}
    if not tx.execute(update(Order).where(Order.id == order, Order.state == "confirmed").values(closed)).rowcount:
        return False
    _release_gifts(tx, order)
    promotions.give_back(tx, order)
    deals.give_back(tx, order)
    tx.record(OrderClosed(order=order, reason=why))
    return True


def _judge_gifts(tx: Transaction, order: str) -> bool:
    """Gifts that are still here and that what is kept does not earn go to nobody; whether there were any."""
    lost = unearned(tx, order)
    for gift in lost:
        _keep_here(tx, gift)
    if lost:
        tx.record(OrderChanged(order=order, what="gift", by=""))
    return bool(lost)


def _release_gifts(tx: Transaction, order: str) -> None:
    """Nothing was bought after all, so nothing is given."""
    for gift in tx.execute(select(OrderLine.__table__).where(OrderLine.order == order, OrderLine.gift)).all():
        if here(gift):
            _keep_here(tx, gift)


def _keep_here(tx: Transaction, gift: AnyRow) -> None:
    _take(tx, gift.id, here(gift), here(gift))
    catalogue.release(tx, {gift.sku: here(gift)}, f"{gift.id}/{gift.cancelled}")
