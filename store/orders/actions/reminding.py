"""催付: reminding who has ordered in a room and not paid yet. Once is kind, twice is a nuisance."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from appliance.db import Transaction
from appliance.events import PaymentReminded
from store.orders.models import Order

AFTER = timedelta(minutes=1)
"""Who ordered just now is at it."""
LEFT = timedelta(seconds=30)
"""That is needed to pay."""
MOST = 200


def remind(tx: Transaction, room: str, order: str = "") -> int:
    """Tell the buyer of `order`, or of every order of the room that waits for its money; how many were told.

    Nobody is reminded twice of an order, nor of one that was made just now or is as good as expired.
    """
    due = (Order.room == room, *remindable(tx.now), *([Order.id == order] if order else []))
    asked = select(Order.id, Order.member, Order.total, Order.expires_at).where(*due).order_by(Order.id).limit(MOST)
    found = tx.execute(asked).all()
    for one in found:
        tx.execute(update(Order).where(Order.id == one.id).values(reminded_at=tx.now))
        tx.record(PaymentReminded(room=room, member=one.member, order=one.id, total=one.total, until=one.expires_at))
    return len(found)


def remindable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Which orders may be reminded of."""
    return (
        Order.state == "pending",
        Order.reminded_at.is_(None),
        Order.created_at <= now - AFTER,
        Order.expires_at >= now + LEFT,
    )
