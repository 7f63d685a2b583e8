"""Haggles whose time is over."""

from sqlalchemy import select, update

from appliance.db import Batch, Transaction, some
from store.promotions.bargains.models import Haggle


def lapse(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Those that nobody ordered in time, behind `passing` that resisted; what was ordered ends with its order."""
    late = select(Haggle.id).where(Haggle.state == "cutting", Haggle.until <= tx.now)
    return some(tx, late.order_by(Haggle.until, Haggle.id), _lapse, limit, passing)


def _lapse(tx: Transaction, haggle: str) -> None:
    tx.execute(update(Haggle).where(Haggle.id == haggle, Haggle.state == "cutting").values(state="lapsed"))
