"""Money goes back: always to whom it came from, each refund once."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import Select, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import RefundAsked, RefundSettled
from store.ledger.actions import post
from store.ledger.reads import balance
from store.orders.actions import forgo_rest, refund_money
from store.orders.models import Order
from store.payments.channels import channel
from store.payments.models import Attempt, Drawer, Refund
from store.payments.problems import (
    DrawerShut,
    MoreThanPaid,
    NotThatMuchCash,
    RefundMovedOn,
    RefundNotFound,
    StandingRefused,
)
from store.payments.provider import Repayment, RepaymentStanding

BETWEEN_PARTIALS = timedelta(minutes=1)
"""WeChat Pay refuses two refunds of one payment within a minute."""
LONGEST_PAUSE = timedelta(hours=1)
UNACCEPTED_FOR = timedelta(days=1)
"""What no provider took for so long is for colleagues to see to."""
DAY_OF_TRIES = 32
"""With the pauses between them they take a day."""
OPEN = ("asked", "accepted")


class Try(msgspec.Struct, frozen=True):
    """One question to a provider about a refund."""

    provider: str
    repayment: Repayment
    begun: bool
    """The provider has it already: ask how it stands."""


def ask_refund(tx: Transaction, order: str, amount: int, cause: str, reason: str, cause_key: str) -> str:  # noqa: PLR0917 - the facts of the trade
    """`amount` fen of a paid order go back; asking again with the same `cause_key` is the same refund.

    Gives the refund's id, or "" when there is nothing to give back. The order's own counters are moved by the caller
    (`orders.refund_pieces`, `orders.refund_money`). Raises MoreThanPaid.
    """
    if amount == 0:
        return ""
    attempt = tx.one_or_none(select(Attempt.__table__).where(Attempt.order == order, Attempt.state == "paid"))
    if attempt is None:
        raise MoreThanPaid
    return _ask(tx, attempt, _number(order, cause_key), amount=amount, cause=cause, reason=reason)


def give_back(tx: Transaction, order: str, amount: int, reason: str, by: str, key: str) -> str:  # noqa: PLR0917 - the facts of the trade
    """A colleague gives money back outside of an after-sale; with the last fen goes whatever was not sent yet.

    Raises RefundTooLarge, MoreThanPaid.
    """
    if amount < 1:
        raise MoreThanPaid
    known = tx.scalar(select(Refund.id).where(Refund.id == _number(order, f"staff/{key}")))
    if known is not None:
        return str(known)
    if tx.scalar(select(Order.total - Order.refunded).where(Order.id == order)) == amount:
        forgo_rest(tx, order)
    refund_money(tx, order, amount, f"staff/{key}")
    return ask_refund(tx, order, amount, f"staff/{by}", reason, f"staff/{key}")


def return_late(tx: Transaction, attempt: AnyRow) -> None:
    """All of it, under a number that only this payment can have."""
    number, reason = f"R{attempt.id.upper()}", "订单已关闭，款项原路退回"
    _ask(tx, attempt, number, amount=attempt.amount, cause="late", reason=reason)


def try_refund(tx: Transaction, refund: str) -> Try | None:
    """What to ask the provider now; None when it is not this refund's turn."""
    found = tx.one_or_none(select(Refund.__table__).where(Refund.id == refund))
    if found is None or found.state not in OPEN or found.try_at is None or found.try_at > tx.now:
        return None
    if found.state == "asked" and not found.tries and (free_at := _busy_until(tx, found)):
        tx.execute(update(Refund).where(Refund.id == refund).values(try_at=free_at))
        return None
    pause = min(timedelta(seconds=10) * 2 ** min(found.tries, 10), LONGEST_PAUSE)
    mine = update(Refund).where(Refund.id == refund, Refund.tries == found.tries, Refund.state == found.state)
    if not tx.execute(mine.values(tries=found.tries + 1, tried_at=tx.now, try_at=tx.now + pause)).rowcount:
        return None
    attempt = tx.execute(select(Attempt.__table__).where(Attempt.id == found.attempt)).one()
    repayment = Repayment(
        number=found.id,
        charge=attempt.id.upper(),
        transaction=attempt.transaction or "",
        amount=found.amount,
        total=attempt.amount,
        reason=found.reason,
    )
    return Try(attempt.provider, repayment, found.state == "accepted")


def refund_moved(tx: Transaction, standing: RepaymentStanding, provider: str) -> None:
    """Believe a provider's verified word about a refund; saying it again changes nothing.

    Raises RefundNotFound, StandingRefused.
    """
    found = _of(tx, standing.number, provider)
    if standing.state == "unknown":
        again = update(Refund).where(Refund.id == found.id, Refund.state == "accepted")
        tx.execute(again.values(state="asked", said=standing.said))
        return
    if standing.state == "unwilling" and _may_yet(tx, found, standing.said):
        refund_unheard(tx, found.id, standing.said)
        return
    if standing.state in ("accepted", "done") and standing.amount != found.amount:
        raise StandingRefused(why="amount")
    if standing.merchant and standing.merchant != found.merchant:
        raise StandingRefused(why="merchant")
    if standing.state == "accepted":
        _accept(tx, found, standing)
    elif standing.state == "done":
        _done(tx, found, standing)
    else:
        _give_up(tx, found, standing)


def refund_unheard(tx: Transaction, refund: str, said: str) -> None:
    """No verified answer came; it is tried again by itself, with the same number."""
    tx.execute(update(Refund).where(Refund.id == refund, Refund.state.in_(OPEN)).values(said=said))


def refund_billed(tx: Transaction, refund: str, provider: str, at: datetime) -> None:
    """A provider's bill says that it did what a colleague had paid out by hand; heard before, it changes nothing.

    Raises RefundNotFound.
    """
    _done_twice(tx, _of(tx, refund, provider), at)


def retry(tx: Transaction, refund: str) -> None:
    """A colleague has put right what was wrong at the provider. Raises RefundMovedOn."""
    abnormal = update(Refund).where(Refund.id == refund, Refund.state == "abnormal")
    if not tx.execute(abnormal.values(state="asked", try_at=tx.now, tries=0)).rowcount:
        raise RefundMovedOn


def pay_out(tx: Transaction, refund: str, by: str, how: Literal["cash", "transfer"]) -> None:
    """A colleague has given the money back by hand: at the counter, or where the provider gave up.

    Raises RefundMovedOn, DrawerShut, NotThatMuchCash.
    """
    found = tx.one_or_none(_whole().where(Refund.id == refund))
    if found is None:
        raise RefundNotFound
    by_hand = found.provider == "counter" or found.state == "abnormal"
    if how == "cash" and tx.scalar(select(Drawer.id).where(Drawer.slot == "drawer")) is None:
        raise DrawerShut
    paid = update(Refund).where(Refund.id == refund, Refund.state.in_((*OPEN, "abnormal")))
    if not by_hand or not tx.execute(paid.values(state="done", done_at=tx.now, done_by=by, try_at=None)).rowcount:
        raise RefundMovedOn
    _book(tx, found, "drawer" if how == "cash" else "bank")
    if how == "cash" and balance(tx, "drawer") < 0:
        raise NotThatMuchCash
    _tell(tx, found, "done")


def _number(order: str, cause_key: str) -> str:
    digest = hashlib.sha256(f"{order}/{cause_key}".encode()).digest()
    return "R" + base64.b32encode(digest[:15]).decode()


def _ask(tx: Transaction, attempt: AnyRow, number: str, *, amount: int, cause: str, reason: str) -> str:
    by_staff = attempt.provider == "counter"
    new = tx.add_once(
        Refund,
        id=number,
        attempt=attempt.id,
        order=attempt.order,
        cause=cause,
        amount=amount,
        state="asked",
        reason=reason,
        said="",
        tries=0,
        try_at=None if by_staff else tx.now,
        asked_at=tx.now,
    )
    if new:
        _claim(tx, attempt.id, amount)
        tx.record(RefundAsked(order=attempt.order, refund=number, amount=amount, cause=cause))
    return number


def _claim(tx: Transaction, attempt: str, amount: int) -> None:
    going_back = Attempt.going_back + amount
    left = update(Attempt).where(Attempt.id == attempt, going_back <= Attempt.amount)
    if amount < 1 or not tx.execute(left.values(going_back=going_back)).rowcount:
        raise MoreThanPaid


def _busy_until(tx: Transaction, found: AnyRow) -> datetime | None:
    """When another refund of the same payment was asked for less than a minute ago."""
    since = tx.now - BETWEEN_PARTIALS
    others = select(Refund.tried_at).where(
        Refund.attempt == found.attempt, Refund.id != found.id, Refund.tried_at > since
    )
    latest = tx.scalar(others.order_by(Refund.tried_at.desc()).limit(1))
    return None if latest is None else latest + BETWEEN_PARTIALS


def _of(tx: Transaction, number: str, provider: str) -> AnyRow:
    found = tx.one_or_none(_whole().where(Refund.id == number.upper(), Attempt.provider == provider))
    if found is None:
        raise RefundNotFound
    return found


def _whole() -> Select[Any]:
    return select(Refund.__table__, Attempt.provider, Attempt.way, Attempt.merchant).join(
        Attempt, Attempt.id == Refund.attempt
    )


def _may_yet(tx: Transaction, found: AnyRow, said: str) -> bool:
    """The day begins with the first such answer, whatever it waited for before, and with each `retry`."""
    if found.said not in ("", said):
        tx.execute(update(Refund).where(Refund.id == found.id, Refund.state.in_(OPEN)).values(tries=1))
        return True
    return bool(found.tries <= DAY_OF_TRIES)


def _accept(tx: Transaction, found: AnyRow, standing: RepaymentStanding) -> None:
    accepted = update(Refund).where(Refund.id == found.id, Refund.state == "asked")
    known = {"transaction": standing.transaction, "said": standing.said}
    values = {"state": "accepted", "accepted_at": standing.created or tx.now, **known}
    tx.execute(accepted.values(values))


def _done(tx: Transaction, found: AnyRow, standing: RepaymentStanding) -> None:
    at = standing.at or tx.now
    done = update(Refund).where(Refund.id == found.id, Refund.state.in_((*OPEN, "abnormal")))
    values = {
        "state": "done",
        "done_at": at,
        "accepted_at": found.accepted_at or standing.created or at,
        "transaction": standing.transaction,
        "said": standing.said,
        "try_at": None,
    }
    if tx.execute(done.values(values)).rowcount:
        _book(tx, found, channel(found.provider, found.way))
        _tell(tx, found, "done")
        return
    _done_twice(tx, found, at, transaction=standing.transaction, said=standing.said)


def _done_twice(tx: Transaction, found: AnyRow, at: datetime, **known: Any) -> None:
    """A colleague had paid it out by hand: what the provider paid beside that, the buyer owes the shop."""
    twice = update(Refund).where(Refund.id == found.id, Refund.done_by.is_not(None), Refund.done_twice_at.is_(None))
    if tx.execute(twice.values(done_twice_at=at, **known)).rowcount:
        entries = {"overpaid": found.amount, channel(found.provider, found.way): -found.amount}
        post(tx, f"refunded-twice/{found.id}", entries, memo=found.cause, order=found.order, at=at)


def _give_up(tx: Transaction, found: AnyRow, standing: RepaymentStanding) -> None:
    abnormal = update(Refund).where(Refund.id == found.id, Refund.state.in_(OPEN))
    if tx.execute(abnormal.values(state="abnormal", said=standing.said, try_at=None)).rowcount:
        _tell(tx, found, "abnormal")


def _book(tx: Transaction, found: AnyRow, out_of: str) -> None:
    account = "owed" if found.cause == "late" else "refunds"
    entries = {account: found.amount, out_of: -found.amount}
    post(tx, f"refunded/{found.id}", entries, memo=found.cause, order=found.order)


def _tell(tx: Transaction, found: AnyRow, state: str) -> None:
    tx.record(RefundSettled(order=found.order, refund=found.id, amount=found.amount, state=state))
