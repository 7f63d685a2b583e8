"""Writing down what was counted."""

from collections.abc import Mapping

from sqlalchemy import select, update

from appliance.db import Transaction
from chat.likes.models import Likes

Shown = tuple[str, str]
"""A room and its show."""


def add(tx: Transaction, taps: Mapping[Shown, int]) -> dict[Shown, int]:
    """The totals with these taps, and with those that other processes have counted meanwhile."""
    totals = {}
    for (room, show), count in sorted(taps.items()):
        here = (Likes.room == room, Likes.show == show)
        if not tx.add_once(Likes, room=room, show=show, total=count):
            tx.execute(update(Likes).where(*here).values(total=Likes.total + count))
        totals[room, show] = int(tx.scalar(select(Likes.total).where(*here)))
    return totals
