"""The one place that makes money true."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import PaymentSettled
from store.ledger.actions import post
from store.orders import actions as orders
from store.orders.models import Order
from store.orders.problems import OrderNotFound
from store.payments.actions.beginning import Wish, begin
from store.payments.actions.refunding import return_late
from store.payments.channels import channel
from store.payments.models import Attempt, Drawer
from store.payments.problems import AmountMoved, AttemptNotFound, DrawerShut, StandingRefused
from store.payments.provider import Standing
from store.risk import actions as risk

Outcome = Literal["paid", "late", "known", "closed", "waiting"]

UNSETTLED = ("waiting", "closing", "closed", "failed")
"""Whatever we thought of an attempt: when money came, money came."""
OPEN = ("waiting", "closing")
LONGEST_PAUSE = timedelta(minutes=30)
LAST_LOOK = timedelta(seconds=30)
"""Before an attempt's time is over its provider is asked once more."""


def settle(tx: Transaction, standing: Standing, provider: str) -> Outcome:
    """Believe a provider's verified word about one attempt; saying it again changes nothing.

    "late": the order had no use for the money, so it goes back by itself.
    Raises AttemptNotFound, and StandingRefused when amount, merchant or application are not those we asked with.
    """
    attempt = _of(tx, standing.number, provider)
    if standing.state == "paid":
        _check(attempt, standing)
        return _paid(tx, attempt, standing)
    if standing.state in ("closed", "failed"):
        return _ended(tx, attempt, standing)
    return "waiting"


def heard(tx: Transaction, standing: Standing, provider: str, *, glance: bool = False) -> Outcome:
    """What came of asking: settle it, or ask again later."""
    outcome = settle(tx, standing, provider)
    if outcome == "waiting":
        _ask_later(tx, standing.number.lower(), standing.said, glance=glance)
    return outcome


def unheard(tx: Transaction, attempt: str, said: str, *, glance: bool = False) -> None:
    """No verified answer came: nothing is known, so it is asked again later."""
    _ask_later(tx, attempt, said, glance=glance)


def strand(tx: Transaction, limit: int = 50) -> int:
    """Attempts whose order does not wait for money any more, or whose time is over, shall not be paid; how many."""
    gone = select(Order.id).where(Order.id == Attempt.order, Order.state != "pending").exists()
    idle = select(Attempt.id).where(Attempt.state == "waiting", gone | (Attempt.expires_at <= tx.now)).limit(limit)
    found = tx.execute(idle).scalars().all()
    if found:
        closing = update(Attempt).where(Attempt.id.in_(found), Attempt.state == "waiting")
        tx.execute(closing.values(state="closing", ask_at=tx.now))
        _close_at_counter(tx, found)
    return len(found)


def take(tx: Transaction, order: str, way: Literal["cash", "scan"], amount: int, by: str) -> Outcome:
    """A colleague has taken the money at the counter; `amount` in fen is what they saw and took.

    Raises OrderNotFound, NothingToPay, AmountMoved, DrawerShut.
    """
    total = tx.scalar(select(Order.total).where(Order.id == order))
    if total is None:
        raise OrderNotFound
    if total != amount:
        raise AmountMoved(total=total)
    if way == "cash" and tx.scalar(select(Drawer.id).where(Drawer.slot == "drawer")) is None:
        raise DrawerShut
    attempt = begin(tx, order, None, Wish(provider="counter", way=way, merchant="counter"))
    standing = Standing(
        number=attempt, state="paid", amount=amount, transaction=f"{way}/{by}", merchant="counter", at=tx.now
    )
    return settle(tx, standing, "counter")


def _of(tx: Transaction, number: str, provider: str) -> AnyRow:
    mine = select(Attempt.__table__).where(Attempt.id == number.lower(), Attempt.provider == provider)
    found = tx.one_or_none(mine)
    if found is None:
        raise AttemptNotFound
    return found


def _check(attempt: AnyRow, standing: Standing) -> None:
    for name in ("amount", "merchant", "app"):
        if getattr(standing, name) != getattr(attempt, name):
            raise StandingRefused(why=name)


def _paid(tx: Transaction, attempt: AnyRow, standing: Standing) -> Outcome:
    at = standing.at or tx.now
    paid = update(Attempt).where(Attempt.id == attempt.id, Attempt.state.in_(UNSETTLED))
    known = {"transaction": standing.transaction, "payer": standing.payer or attempt.payer, "paid_at": at}
    if not tx.execute(paid.values(state="paid", ask_at=None, **known)).rowcount:
        return "known"
    if _is_of_use(tx, attempt, at):
        _book(tx, attempt, at)
        _see_payer(tx, attempt, standing)
        _strand_others(tx, attempt)
        tx.record(
            PaymentSettled(order=attempt.order, attempt=attempt.id, provider=attempt.provider, amount=attempt.amount)
        )
        return "paid"
    tx.execute(update(Attempt).where(Attempt.id == attempt.id).values(state="late"))
    entries = {channel(attempt.provider, attempt.way): attempt.amount, "owed": -attempt.amount}
    post(tx, f"late/{attempt.id}", entries, memo="paid without use", order=attempt.order, at=at)
    return_late(tx, attempt)
    return "late"


def _is_of_use(tx: Transaction, attempt: AnyRow, at: datetime) -> bool:
    if orders.pay(tx, attempt.order, at, attempt.amount) == "paid":
        return True
    return orders.revive(tx, attempt.order, at, attempt.amount)


def _book(tx: Transaction, attempt: AnyRow, at: datetime) -> None:
    shipping = int(tx.scalar(select(Order.shipping).where(Order.id == attempt.order)))
    shipping = min(shipping, attempt.amount)
    entries = {
        channel(attempt.provider, attempt.way): attempt.amount,
        "goods": shipping - attempt.amount,
        "shipping": -shipping,
    }
    post(tx, f"paid/{attempt.id}", entries, memo=attempt.provider, order=attempt.order, at=at)


def _see_payer(tx: Transaction, attempt: AnyRow, standing: Standing) -> None:
    if standing.payer:
        member = str(tx.scalar(select(Order.member).where(Order.id == attempt.order)))
        risk.see_payer(tx, attempt.order, member, f"{attempt.provider}/{standing.payer}")


def _strand_others(tx: Transaction, attempt: AnyRow) -> None:
    others = select(Attempt.id).where(Attempt.order == attempt.order, Attempt.state == "waiting")
    found = tx.execute(others).scalars().all()
    if found:
        tx.execute(update(Attempt).where(Attempt.id.in_(found)).values(state="closing", ask_at=tx.now))
        _close_at_counter(tx, found)


def _close_at_counter(tx: Transaction, attempts: object) -> None:
    """Nobody has to be asked about those."""
    counter = update(Attempt).where(Attempt.id.in_(attempts), Attempt.provider == "counter")  # type: ignore[arg-type]
    tx.execute(counter.values(state="closed", closed_at=tx.now, ask_at=None))


def _ended(tx: Transaction, attempt: AnyRow, standing: Standing) -> Outcome:
    ended = update(Attempt).where(Attempt.id == attempt.id, Attempt.state.in_(OPEN))
    state = {"state": standing.state, "said": standing.said, "closed_at": tx.now, "ask_at": None}
    return "closed" if tx.execute(ended.values(state)).rowcount else "known"


def _ask_later(tx: Transaction, attempt: str, said: str, *, glance: bool) -> None:
    """After a pause that grows, but once more before the order lets go of its goods; a `glance` puts nothing off."""
    known = select(Attempt.asked, Attempt.expires_at).where(Attempt.id == attempt, Attempt.state.in_(OPEN))
    found = tx.one_or_none(known)
    if found is None:
        return
    now: dict[str, object] = {"asked_at": tx.now, "said": said}
    if not glance:
        at = tx.now + min(timedelta(seconds=15) * 2 ** min(found.asked, 10), LONGEST_PAUSE)
        last = found.expires_at - LAST_LOOK
        now |= {"asked": Attempt.asked + 1, "ask_at": min(at, last) if last > tx.now else at}
    tx.execute(update(Attempt).where(Attempt.id == attempt, Attempt.state.in_(OPEN)).values(now))
