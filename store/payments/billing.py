"""What a provider's bill adds to the books: its fees, and money that went back without a refund of ours."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from appliance.clock import CHINA
from appliance.db import Transaction
from store.ledger.actions import post
from store.ledger.reads import balance, posted
from store.payments.actions import refund_billed
from store.payments.comparing import Compared, Difference
from store.payments.models import Attempt
from store.payments.problems import DayUnusable


def book_bill(tx: Transaction, day: str, provider: str, result: Compared) -> None:
    """However often, and whatever the bill said before: the books hold what it says now."""
    _book(tx, "fees", "fees", provider, day, result.fees)
    for one in result.state_differs:
        if _went_back(one) and one.our_state == "by-hand":
            refund_billed(tx, one.number, provider, first_moment(day))
    unknown = [one for one in result.theirs_not_ours if _went_back(one)]
    _book(tx, "overpaid", "refunded-outside", provider, day, _of_ours(tx, provider, unknown))


def first_moment(day: str) -> datetime:
    """Of a day in China. Raises DayUnusable."""
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise DayUnusable from error
    if not 2020 <= found.year <= 2100 or len(day) != 10:
        raise DayUnusable
    return datetime(found.year, found.month, found.day, tzinfo=CHINA)


def _book(tx: Transaction, account: str, kind: str, provider: str, day: str, amount: int) -> None:  # noqa: PLR0917 - a posting's own
    """What is missing until `amount` is booked; a bill may say again what it said before the last time."""
    of_day = f"{kind}/{provider}/{day}/"
    more = amount - balance(tx, account, of_day)
    if more:
        entries = {account: more, f"channel:{provider}": -more}
        key = f"{of_day}{posted(tx, of_day)}/{amount}"
        post(tx, key, entries, memo=f"{kind} of {day}", at=first_moment(day))


def _went_back(one: Difference) -> bool:
    return one.refund and one.their_state.upper() == "SUCCESS"


def _of_ours(tx: Transaction, provider: str, refunds: Iterable[Difference]) -> int:
    """Fen of those whose payment was ours: somebody gave it back in the provider's own pages.

    The merchant's account may serve other systems too; what was paid to those is none of these books.
    """
    asked = select(Attempt.id).where(Attempt.provider == provider, Attempt.state.in_(("paid", "late")))
    return sum(one.theirs or 0 for one in refunds if tx.scalar(asked.where(Attempt.id == one.charge.lower())))
