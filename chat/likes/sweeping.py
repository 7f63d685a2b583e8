"""Letting go of when hearts were tapped: it is known as long as the journal is; the totals stay."""

from datetime import datetime

from sqlalchemy import delete, select

from appliance.db import Transaction
from chat.likes.models import LikeCount


def sweep_page(tx: Transaction, until: datetime, limit: int) -> int:
    old = tx.execute(select(LikeCount.room, LikeCount.at).where(LikeCount.at < until).limit(limit)).all()
    for one in old:
        tx.execute(delete(LikeCount).where(LikeCount.room == one.room, LikeCount.at == one.at))
    return len(old)
