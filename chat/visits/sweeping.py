"""Letting old visits go: they are kept as long as the journal is."""

from datetime import timedelta

from sqlalchemy import delete, select

from appliance.db import Database, Transaction
from chat.visits.models import AudienceCount, Visit

PAGE = 500
"""Rows that one action takes out: nobody who buys waits longer for the writer than that takes."""


async def sweep(db: Database, keep: timedelta) -> int:
    """`keep` of nothing keeps them for good; how many rows went."""
    gone = 0
    while keep and (some := await db.write(sweep_page, keep)):
        gone += some
    return gone


def sweep_page(tx: Transaction, keep: timedelta) -> int:
    until = tx.now - keep
    old = select(Visit.broadcast, Visit.viewer).where(Visit.came_at < until).limit(PAGE)
    visits = tx.execute(old).all()
    for one in visits:
        tx.execute(delete(Visit).where(Visit.broadcast == one.broadcast, Visit.viewer == one.viewer))
    counts = tx.execute(select(AudienceCount.room, AudienceCount.at).where(AudienceCount.at < until).limit(PAGE)).all()
    for count in counts:
        tx.execute(delete(AudienceCount).where(AudienceCount.room == count.room, AudienceCount.at == count.at))
    return len(visits) + len(counts)
