"""Somebody wants to pay."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.ids import new_id
from store.orders import actions as orders
from store.orders.models import Order
from store.orders.problems import OrderNotFound
from store.payments.models import Attempt
from store.payments.problems import NothingToPay
from store.promotions import deals

FIRST_LOOK = timedelta(seconds=15)
"""After this the provider is asked, should its notification not have come."""
GOOD_FOR = timedelta(minutes=30)
"""What the buyer's device was given is given again for so long; after two hours WeChat's prepay_id is dead."""
LINK_GOOD_FOR = timedelta(minutes=4)
"""WeChat's h5_url is dead after five (pay.weixin.qq.com, H5)."""
COMES_WITHIN = timedelta(hours=24)
"""Who pays at the counter has to get there first."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    provider: str
    way: str
    merchant: str
    app: str = ""
    payer: str = ""
    """openid for jsapi."""


def begin(tx: Transaction, order: str, member: str | None, wish: Wish) -> str:
    """An attempt for all that the order costs; the one that waits already when it is the same wish.

    Waiting ones of another amount shall not be paid any more. `member` None: a colleague does it at the counter. An
    order whose buyer will come to pay it waits for them, once, unless it is of an activity, whose pieces others want.
    Raises OrderNotFound, NothingToPay.
    """
    found = _to_pay(tx, order, member)
    _strand_others(tx, order, found.total)
    known = _known(tx, order, found.total, wish)
    if known is not None:
        return known
    until = found.expires_at or tx.now + GOOD_FOR
    if member is not None and wish.provider == "counter" and _is_waited_for(tx, order, found.delivery):
        until = max(until, tx.now + COMES_WITHIN)
        orders.put_off(tx, order, until)
    return _new(tx, order, found.total, until, wish)


def handed(tx: Transaction, attempt: str, handover: dict[str, str]) -> None:
    """What the buyer's device needs came from the provider."""
    tx.execute(update(Attempt).where(Attempt.id == attempt, Attempt.handover.is_(None)).values(handover=handover))


def refused(tx: Transaction, attempt: str, said: str) -> None:
    """The provider will have none of it; it may say so because somebody has paid already, so closing asks it."""
    waiting = update(Attempt).where(Attempt.id == attempt, Attempt.state == "waiting")
    tx.execute(waiting.values(state="closing", said=said, ask_at=tx.now))


def _to_pay(tx: Transaction, order: str, member: str | None) -> AnyRow:
    columns = select(Order.member, Order.state, Order.payment, Order.total, Order.expires_at, Order.delivery)
    found = tx.one_or_none(columns.where(Order.id == order))
    if found is None or member not in (None, found.member):
        raise OrderNotFound
    if found.state != "pending" or found.payment != "unpaid" or not found.total:
        raise NothingToPay
    if found.expires_at is not None and found.expires_at <= tx.now:
        raise NothingToPay
    return found


def _strand_others(tx: Transaction, order: str, amount: int) -> None:
    others = update(Attempt).where(Attempt.order == order, Attempt.state == "waiting", Attempt.amount != amount)
    tx.execute(others.values(state="closing", ask_at=tx.now))


def _is_waited_for(tx: Transaction, order: str, delivery: str) -> bool:
    """The buyer comes for the goods anyway, and chose for the first time to pay then."""
    before = select(Attempt.id).where(Attempt.order == order, Attempt.provider == "counter")
    return delivery == "pickup" and tx.scalar(before.limit(1)) is None and not deals.has(tx, order)


def _known(tx: Transaction, order: str, amount: int, wish: Wish) -> str | None:
    good_for = LINK_GOOD_FOR if wish.way == "h5" else GOOD_FOR
    same = select(Attempt.id).where(
        Attempt.order == order,
        Attempt.state == "waiting",
        Attempt.amount == amount,
        Attempt.provider == wish.provider,
        Attempt.way == wish.way,
        Attempt.merchant == wish.merchant,
        Attempt.app == wish.app,
        Attempt.payer == wish.payer,
        Attempt.made_at > tx.now - good_for,
    )
    found = tx.scalar(same.order_by(Attempt.id.desc()).limit(1))
    return None if found is None else str(found)


def _new(tx: Transaction, order: str, amount: int, expires_at: datetime, wish: Wish) -> str:
    attempt = new_id(tx.now)
    by_staff = wish.provider == "counter"
    tx.add_once(
        Attempt,
        id=attempt,
        order=order,
        provider=wish.provider,
        way=wish.way,
        state="waiting",
        amount=amount,
        going_back=0,
        merchant=wish.merchant,
        app=wish.app,
        payer=wish.payer,
        said="",
        asked=0,
        ask_at=None if by_staff else tx.now + FIRST_LOOK,
        made_at=tx.now,
        expires_at=expires_at,
    )
    return attempt
