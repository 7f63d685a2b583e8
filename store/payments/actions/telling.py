"""A provider's notification: it and what it changes are one commit, so that only then it is answered."""

from datetime import timedelta

from sqlalchemy import delete, select, tuple_, update

from appliance.db import Transaction
from store.payments.actions.refunding import refund_moved
from store.payments.actions.settling import settle
from store.payments.models import Notification
from store.payments.provider import RepaymentStanding, Standing

KEPT = timedelta(days=400)
"""Providers repeat a message for some days at most."""


def notified(
    tx: Transaction, provider: str, notice: str, kind: str, standing: Standing | RepaymentStanding | None
) -> str:
    """`notice` is the provider's number of the message: its twin changes nothing. What came of it, in a word.

    Raises what `settle` and `refund_moved` raise; then the message is not kept and may come again.
    """
    if not tx.add_once(Notification, provider=provider, id=notice, kind=kind, outcome="", at=tx.now):
        return "known"
    outcome = _believe(tx, provider, standing)
    mine = update(Notification).where(Notification.provider == provider, Notification.id == notice)
    tx.execute(mine.values(outcome=outcome))
    return outcome


def forget_notices(tx: Transaction, limit: int = 200) -> int:
    """Messages older than `KEPT`, a few at a time; how many."""
    old = select(Notification.provider, Notification.id).where(Notification.at < tx.now - KEPT)
    found = [tuple(row) for row in tx.execute(old.limit(limit))]
    if found:
        tx.execute(delete(Notification).where(tuple_(Notification.provider, Notification.id).in_(found)))
    return len(found)


def _believe(tx: Transaction, provider: str, standing: Standing | RepaymentStanding | None) -> str:
    if isinstance(standing, Standing):
        return settle(tx, standing, provider)
    if standing is not None:
        refund_moved(tx, standing, provider)
        return standing.state
    return "no use"
