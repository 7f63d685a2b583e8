"""What is asked about promotions, coupons and points."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.pricing import cart
from store.pricing.cart import Buyer
from store.promotions import running
from store.promotions.models import PointsBalance, Promotion
from store.promotions.problems import PromotionNotFound


async def rules(session: AsyncSession, now: datetime) -> tuple[cart.Promotion, ...]:
    """Those that run now, for a quote; without coupons, which work only from somebody's hand."""
    return running.rules((await session.execute(running.rules_question(now))).all())


async def buyer(session: AsyncSession, member: str, level: str, now: datetime) -> Buyer:
    """What a quote may know of somebody; also of a guest who has left nothing yet."""
    answers = [(await session.execute(question)).all() for question in running.buyer_questions(member, now)]
    return running.buyer(member, level, *answers)


async def promotion(session: AsyncSession, wanted: str) -> Promotion:
    """Raises PromotionNotFound."""
    found = await session.get(Promotion, wanted)
    if found is None:
        raise PromotionNotFound
    return found


async def points(session: AsyncSession, member: str) -> int:
    """May be negative."""
    return await session.scalar(select(PointsBalance.points).where(PointsBalance.member == member)) or 0
