"""Money is written down: once, and so that it adds up to nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from appliance.clock import CHINA
from appliance.db import Transaction
from appliance.ids import new_id
from store.ledger.models import Entry, Posting

_INTO_ENTRIES = insert(Entry.__table__)  # type: ignore[arg-type]


def post(
    tx: Transaction,
    key: str,
    entries: Mapping[str, int],
    *,
    memo: str,
    order: str | None = None,
    at: datetime | None = None,
) -> bool:
    """Fen by account, debit positive; False when the fact of that `key` stands in the books already.

    `at` is when the money moved, now when left out. Raises ValueError when the entries do not add up to nothing.
    """
    if sum(entries.values()):
        raise ValueError(f"{key} does not add up: {dict(entries)}")
    at = at or tx.now
    posting = new_id(tx.now)
    if not tx.add_once(Posting, id=posting, key=key, day=day_of(at), at=at, order=order, memo=memo):
        return False
    rows: list[Mapping[str, object]] = [
        {"posting": posting, "account": account, "amount": amount} for account, amount in entries.items() if amount
    ]
    if rows:
        tx.execute(_INTO_ENTRIES, rows)
    return True


def day_of(moment: datetime) -> str:
    """The shop's day: 2026-11-23."""
    return moment.astimezone(CHINA).date().isoformat()
