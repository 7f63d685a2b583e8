"""WeChat is told how the goods of a payment went: when everything has left, and again when a number was mistyped."""

from datetime import datetime, timedelta

from sqlalchemy import case, select, update

from appliance.db import Transaction
from appliance.plain import one_line
from store.orders import actions as orders
from store.orders.models import Order
from store.payments.models import Attempt, ShippingUpload
from store.payments.problems import GivingUpUnexplained, UploadStands

LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 40
"""About a day and a half; then a colleague has to look."""
LONGEST_WHY = 80


def begin_upload(tx: Transaction, attempt: str) -> None:
    """Everything of this payment has left, so WeChat will be told."""
    tx.add_once(ShippingUpload, attempt=attempt, state="waiting", tries=0, said="", try_at=tx.now, known=False)


def uploaded(tx: Transaction, attempt: str, due: datetime | None, said: str = "") -> None:
    """WeChat has what was to be told at `due`; what was put right since is told again."""
    told = (ShippingUpload.state == "waiting", ShippingUpload.try_at == due)
    mine = update(ShippingUpload).where(ShippingUpload.attempt == attempt, *told)
    tx.execute(mine.values(state="done", try_at=None, said=said, known=True))


def upload_failed(tx: Transaction, attempt: str, tries: int, said: str) -> None:
    """It is told again after a minute, then ever more seldom, until `MOST_TRIES`. What WeChat took once it knows: the
    money is free, and only a correction was not taken.
    """
    if tries >= MOST_TRIES:
        ends = case((ShippingUpload.known, "done"), else_="failed")
        _waiting(tx, attempt, state=ends, try_at=None, said=said, tries=tries)
        return
    pause = min(timedelta(minutes=1) * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
    _waiting(tx, attempt, try_at=tx.now + pause, said=said, tries=tries)


def upload_again(tx: Transaction, order: str) -> None:
    """A colleague has put right what kept WeChat from knowing."""
    mine = select(Attempt.id).where(Attempt.order == order)
    failed = ShippingUpload.state.in_(("failed", "given-up"))
    again = update(ShippingUpload).where(ShippingUpload.attempt.in_(mine), failed)
    tx.execute(again.values(state="waiting", tries=0, try_at=tx.now))


def give_up_upload(tx: Transaction, order: str, why: str, by: str) -> None:
    """What WeChat will never take nobody is reminded of any more. Raises GivingUpUnexplained, UploadStands."""
    why = one_line(why)
    if not 1 <= len(why) <= LONGEST_WHY:
        raise GivingUpUnexplained(field="why")
    mine = select(Attempt.id).where(Attempt.order == order)
    failed = update(ShippingUpload).where(ShippingUpload.attempt.in_(mine), ShippingUpload.state == "failed")
    given_up = {"state": "given-up", "given_up_by": by, "given_up_at": tx.now, "given_up_why": why}
    if not tx.execute(failed.values(**given_up)).rowcount:
        raise UploadStands


def correct_parcel(tx: Transaction, parcel: str, carrier: str, tracking: str, by: str) -> str:
    """`orders.correct_parcel`, of which WeChat hears too; the parcel's order.

    WeChat takes one correction of a payment. It hears none once the buyer has everything, for then the money is free,
    nor of who has left, nor of what a colleague has given up. Raises what `orders.correct_parcel` raises.
    """
    order = orders.correct_parcel(tx, parcel, carrier, tracking, by)
    arriving = select(Order.id).where(Order.id == order, Order.shipment == "all")
    mine = select(Attempt.id).where(Attempt.order.in_(arriving), Attempt.payer != "")
    known = update(ShippingUpload).where(ShippingUpload.attempt.in_(mine), ShippingUpload.state != "given-up")
    tx.execute(known.values(state="waiting", tries=0, said="", try_at=tx.now))
    return order


def _waiting(tx: Transaction, attempt: str, **values: object) -> None:
    mine = update(ShippingUpload).where(ShippingUpload.attempt == attempt, ShippingUpload.state == "waiting")
    tx.execute(mine.values(**values))
