"""What is asked about likes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.likes.models import LikeCount, Likes


async def total(session: AsyncSession, room: str, show: str) -> int:
    """Of one show, as far as it is written down."""
    return await session.scalar(select(Likes.total).where(Likes.room == room, Likes.show == show)) or 0


async def latest(session: AsyncSession, limit: int = 2000) -> dict[tuple[str, str], int]:
    """Of the newest shows, and of the rooms between two: by room and show."""
    newest = select(Likes.room, Likes.show, Likes.total).order_by(Likes.show.desc()).limit(limit)
    between = select(Likes.room, Likes.show, Likes.total).where(Likes.show == "")
    return {
        (room, show): total
        for statement in (newest, between)
        for room, show, total in (await session.execute(statement)).all()
    }


async def of_shows(session: AsyncSession, shows: list[str]) -> dict[str, int]:
    """By broadcast."""
    rows = await session.execute(
        select(Likes.show, func.sum(Likes.total)).where(Likes.show.in_(shows)).group_by(Likes.show)
    )
    return {show: int(total) for show, total in rows.all()}


async def by_time(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """Taps and when they were counted, to ten seconds, oldest first."""
    within = (LikeCount.room == room, LikeCount.at >= since, LikeCount.at <= until)
    asked = select(LikeCount.at, LikeCount.taps).where(*within).order_by(LikeCount.at)
    return [(at, taps) for at, taps in (await session.execute(asked)).all()]
