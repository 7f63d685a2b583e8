"""WeChat is told how the goods of a payment went: when everything has left, and again when a number was mistyped."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from appliance.db import Transaction
from store.orders import actions as orders
from store.orders.models import Order
from store.payments.models import Attempt, ShippingUpload

LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 40
"""About a day and a half; then a colleague has to look."""


def begin_upload(tx: Transaction, attempt: str) -> None:
    """Everything of this payment has left, so WeChat will be told."""
    tx.add_once(ShippingUpload, attempt=attempt, state="waiting", tries=0, said="", try_at=tx.now)


def uploaded(tx: Transaction, attempt: str, due: datetime | None, said: str = "") -> None:
    """WeChat has what was to be told at `due`; what was put right since is told again."""
    told = (ShippingUpload.state == "waiting", ShippingUpload.try_at == due)
    mine = update(ShippingUpload).where(ShippingUpload.attempt == attempt, *told)
    tx.execute(mine.values(state="done", try_at=None, said=said))


def upload_failed(tx: Transaction, attempt: str, tries: int, said: str) -> None:
    """It is told again after a minute, then ever more seldom, until `MOST_TRIES`."""
    if tries >= MOST_TRIES:
        _waiting(tx, attempt, state="failed", try_at=None, said=said, tries=tries)
        return
    pause = min(timedelta(minutes=1) * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
    _waiting(tx, attempt, try_at=tx.now + pause, said=said, tries=tries)


def upload_again(tx: Transaction, order: str) -> None:
    """A colleague has put right what kept WeChat from knowing."""
    mine = select(Attempt.id).where(Attempt.order == order)
    failed = update(ShippingUpload).where(ShippingUpload.attempt.in_(mine), ShippingUpload.state == "failed")
    tx.execute(failed.values(state="waiting", tries=0, try_at=tx.now))


def correct_parcel(tx: Transaction, parcel: str, carrier: str, tracking: str, by: str) -> str:
    """`orders.correct_parcel`, of which WeChat hears too; the parcel's order.

    WeChat takes one correction of a payment. It hears none once the buyer has everything, for then the money is free,
    nor of who has left. Raises what `orders.correct_parcel` raises.
    """
    order = orders.correct_parcel(tx, parcel, carrier, tracking, by)
    arriving = select(Order.id).where(Order.id == order, Order.shipment == "all")
    mine = select(Attempt.id).where(Attempt.order.in_(arriving), Attempt.payer != "")
    known = update(ShippingUpload).where(ShippingUpload.attempt.in_(mine))
    tx.execute(known.values(state="waiting", tries=0, said="", try_at=tx.now))
    return order


def _waiting(tx: Transaction, attempt: str, **values: object) -> None:
    mine = update(ShippingUpload).where(ShippingUpload.attempt == attempt, ShippingUpload.state == "waiting")
    tx.execute(mine.values(**values))
