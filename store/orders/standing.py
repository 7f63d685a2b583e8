"""What members spent within a year, and the level that it makes; looked at again and again by `back`."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Database, Transaction
from store.members import levels
from store.members.models import Member
from store.orders.models import Order

YEAR = timedelta(days=365)
STEP = 50
"""Members in one write: nobody who buys waits behind a long one."""


async def sweep(db: Database, now: datetime) -> int:
    """Levels follow what was paid and given back; how many changed."""
    async with db.read() as session:
        moving = await _moving(session, now)
    done = 0
    for start in range(0, len(moving), STEP):
        done += await db.write(_settle, moving[start : start + STEP])
    return done


def spent(tx: Transaction, member: str) -> int:
    """Fen within a year, without what went back."""
    return next((int(row.spent) for row in tx.execute(_spent(tx.now).where(Order.member == member))), 0)


def _settle(tx: Transaction, members: list[str]) -> int:
    return sum(levels.settle_level(tx, member, spent(tx, member)) for member in members)


async def _moving(session: AsyncSession, now: datetime) -> list[str]:
    """Whose level is no longer the one they are due: asked of who has one and of who spent enough for any."""
    known = await levels.listed(session)
    paid = _spent(now).subquery()
    spent = func.coalesce(paid.c.spent, 0)
    enough = spent >= min((one.spent for one in known if one.spent is not None), default=levels.MOST_SPENT + 1)
    rows = await session.execute(
        select(Member.id, Member.level, spent.label("spent"))
        .join(paid, paid.c.member == Member.id, isouter=True)
        .where(Member.level_by.is_(None), Member.deleted_at.is_(None), or_(Member.level != "", enough))
    )
    return [row.id for row in rows.all() if levels.due(known, int(row.spent)) != row.level]


def _spent(now: datetime) -> Select[str, int]:
    amount = func.sum(Order.total - Order.refunded).label("spent")
    return select(Order.member, amount).where(Order.paid_at > now - YEAR).group_by(Order.member)
