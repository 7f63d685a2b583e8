"""What may still be changed about an order, and until when."""

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.events import OrderChanged
from appliance.plain import plain
from store.money import share_out
from store.orders.models import Order, OrderLine
from store.orders.problems import AddressFixed, NoteTooLong, OrderMovedOn, OrderNotFound, PriceUnusable

LONGEST_NOTE = 200


def change_price(tx: Transaction, order: str, by: str, *, off: int, shipping: int, seen: int) -> int:
    """Before payment staff take `off` fen more off the goods and set the shipping; the new total.

    `seen` is the total that they looked at: what was sent twice, or by two colleagues at once, comes off once. What is
    paid less earns fewer points. Raises OrderNotFound, OrderMovedOn, PriceUnusable.
    """
    found = tx.one_or_none(select(Order.shipping, Order.total, Order.points_earned).where(Order.id == order))
    if found is None:
        raise OrderNotFound
    if found.total != seen:
        raise OrderMovedOn
    if off < 0 or off > found.total - found.shipping or not 0 <= shipping <= found.shipping:
        raise PriceUnusable(field="off")
    total = found.total - off - found.shipping + shipping
    if total < 1:
        raise PriceUnusable(field="off")
    waiting = update(Order).where(Order.id == order, Order.state == "pending", Order.total == found.total)
    paid = found.total - found.shipping
    earned = found.points_earned * (paid - off) // paid if paid else 0
    lower = {"discount": Order.discount + off, "shipping": shipping, "total": total, "points_earned": earned}
    if not tx.execute(waiting.values(lower)).rowcount:
        raise OrderMovedOn
    _share(tx, order, off)
    tx.record(OrderChanged(order=order, what="price", by=by))
    return int(total)


def change_contact(
    tx: Transaction, order: str, by: str, *, region: str, sealed: str, fingerprint: str, member: str | None = None
) -> None:
    """Where it goes, until the first parcel has left; `member` when the buyer asks. Raises AddressFixed."""
    open_still = update(Order).where(
        Order.id == order,
        Order.state.in_(("pending", "confirmed")),
        Order.shipment == "none",
        Order.delivery.in_(("express", "city")),
    )
    if member is not None:
        open_still = open_still.where(Order.member == member)
    values = {"region": region, "contact_sealed": sealed, "phone_fingerprint": fingerprint}
    if not tx.execute(open_still.values(values)).rowcount:
        raise AddressFixed
    tx.record(OrderChanged(order=order, what="address", by=by))


def note_of_buyer(note: str) -> str:
    """As it is kept. Raises NoteTooLong."""
    note = plain(note).strip()
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(field="note")
    return note


def note_of_staff(tx: Transaction, order: str, by: str, note: str) -> None:
    """Raises OrderNotFound, NoteTooLong."""
    if not tx.execute(update(Order).where(Order.id == order).values(staff_note=note_of_buyer(note))).rowcount:
        raise OrderNotFound
    tx.record(OrderChanged(order=order, what="note", by=by))


def _share(tx: Transaction, order: str, off: int) -> None:
    """Every line bears its part, so that refunds stay exact."""
    mine = select(OrderLine.id, OrderLine.amount).where(OrderLine.order == order).order_by(OrderLine.position)
    lines = tx.execute(mine).all()
    for line, share in zip(lines, share_out(off, [line.amount for line in lines]), strict=True):
        if share:
            tx.execute(update(OrderLine).where(OrderLine.id == line.id).values(amount=line.amount - share))
