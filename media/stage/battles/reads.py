"""What is asked about contests."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from media.stage.battles.models import Battle, BattlePoints, BattleSide


async def going_on(session: AsyncSession, room: str | None = None) -> list[Battle]:
    """Called, fought or being paid; of one room at most one."""
    asked = select(Battle).where(Battle.state != "over").order_by(Battle.id)
    return list(await session.scalars(asked if room is None else asked.where(Battle.room == room)))


async def standing(session: AsyncSession, battle: str) -> tuple[int, int]:
    """Points of the left and of the right."""
    asked = select(BattlePoints.side, func.sum(BattlePoints.points)).where(BattlePoints.battle == battle)
    points = {side: int(total) for side, total in (await session.execute(asked.group_by(BattlePoints.side))).all()}
    theirs = await session.scalar(select(Battle.right_points).where(Battle.id == battle, Battle.store != ""))
    return points.get("left", 0), points.get("right", 0) if theirs is None else theirs


async def side_of(session: AsyncSession, battle: str, member: str) -> str:
    """left, right, or empty for who has not chosen."""
    mine = select(BattleSide.side).where(BattleSide.battle == battle, BattleSide.member == member)
    return await session.scalar(mine) or ""


async def sides(session: AsyncSession, battle: str) -> dict[str, str]:
    """Of every member who has chosen."""
    asked = select(BattleSide.member, BattleSide.side).where(BattleSide.battle == battle)
    return {row.member: row.side for row in (await session.execute(asked)).all()}
