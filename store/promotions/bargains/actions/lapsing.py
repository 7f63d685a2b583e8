"""What happens to bargains by the clock, a few at a time, behind `passing` that resisted."""

from sqlalchemy import select, update

from appliance.db import Batch, Transaction, some
from appliance.events import BargainEnded
from store.promotions.bargains.actions.opening import announce, of
from store.promotions.bargains.models import Bargain, Haggle


def open_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Tell of those whose moment has come; beginning asks the clock, not this."""
    due = select(Bargain.id).where(Bargain.state == "announced", Bargain.opens_at <= tx.now)
    return some(tx, due.order_by(Bargain.opens_at, Bargain.id), announce, limit, passing)


def end_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Bargains that nobody may begin any more."""
    due = select(Bargain.id).where(Bargain.state != "ended", Bargain.ends_at <= tx.now)
    return some(tx, due.order_by(Bargain.ends_at, Bargain.id), _end, limit, passing)


def lapse(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Haggles whose time is over. What was ordered ends with its order."""
    late = select(Haggle.id).where(Haggle.state == "cutting", Haggle.until <= tx.now)
    return some(tx, late.order_by(Haggle.until, Haggle.id), _lapse, limit, passing)


def _end(tx: Transaction, bargain: str) -> None:
    over = update(Bargain).where(Bargain.id == bargain, Bargain.state != "ended")
    if tx.execute(over.values(state="ended", ended_at=tx.now, reason="time")).rowcount:
        tx.record(BargainEnded(room=of(tx, bargain).room, bargain=bargain, reason="time"))


def _lapse(tx: Transaction, haggle: str) -> None:
    tx.execute(update(Haggle).where(Haggle.id == haggle, Haggle.state == "cutting").values(state="lapsed"))
