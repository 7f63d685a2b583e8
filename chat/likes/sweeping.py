"""Letting go of when hearts were tapped: it is known as long as the journal is; the totals stay."""

from datetime import timedelta

from sqlalchemy import delete, select

from appliance.db import Database, Transaction
from chat.likes.models import LikeCount

PAGE = 500
"""Rows that one action takes out: nobody who buys waits longer for the writer than that takes."""


async def sweep(db: Database, keep: timedelta) -> int:
    """`keep` of nothing keeps them for good; how many rows went."""
    gone = 0
    while keep and (some := await db.write(sweep_page, keep)):
        gone += some
    return gone


def sweep_page(tx: Transaction, keep: timedelta) -> int:
    old = tx.execute(select(LikeCount.room, LikeCount.at).where(LikeCount.at < tx.now - keep).limit(PAGE)).all()
    for one in old:
        tx.execute(delete(LikeCount).where(LikeCount.room == one.room, LikeCount.at == one.at))
    return len(old)
