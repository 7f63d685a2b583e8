"""Writing down what was counted."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update

from appliance.db import Transaction
from chat.likes.models import LikeCount, Likes

Shown = tuple[str, str]
"""A room and its show."""
STEP = timedelta(seconds=10)


def add(tx: Transaction, taps: Mapping[Shown, int]) -> dict[Shown, int]:
    """The totals with these taps, and with those that other processes have counted meanwhile."""
    totals = {}
    for (room, show), count in sorted(taps.items()):
        here = (Likes.room == room, Likes.show == show)
        if not tx.add_once(Likes, room=room, show=show, total=count):
            tx.execute(update(Likes).where(*here).values(total=Likes.total + count))
        totals[room, show] = int(tx.scalar(select(Likes.total).where(*here)))
        if show:
            _add_by_time(tx, room, count)
    return totals


def _add_by_time(tx: Transaction, room: str, count: int) -> None:
    step = int(STEP.total_seconds())
    at = datetime.fromtimestamp(int(tx.now.timestamp()) // step * step, tx.now.tzinfo)
    if not tx.add_once(LikeCount, room=room, at=at, taps=count):
        here = (LikeCount.room == room, LikeCount.at == at)
        tx.execute(update(LikeCount).where(*here).values(taps=LikeCount.taps + count))
