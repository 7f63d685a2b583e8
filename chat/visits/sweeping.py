"""Letting old visits go: they are kept as long as the journal is."""

from datetime import datetime

from sqlalchemy import delete, select

from appliance.db import Transaction
from chat.visits.models import AudienceCount, Visit


def sweep_page(tx: Transaction, until: datetime, limit: int) -> int:
    old = select(Visit.broadcast, Visit.viewer).where(Visit.came_at < until).limit(limit)
    visits = tx.execute(old).all()
    for one in visits:
        tx.execute(delete(Visit).where(Visit.broadcast == one.broadcast, Visit.viewer == one.viewer))
    counts = tx.execute(select(AudienceCount.room, AudienceCount.at).where(AudienceCount.at < until).limit(limit)).all()
    for count in counts:
        tx.execute(delete(AudienceCount).where(AudienceCount.room == count.room, AudienceCount.at == count.at))
    return len(visits) + len(counts)
