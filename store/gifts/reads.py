"""What is asked about gifts. Nothing adds up what one person gave, but for their own limit: nobody is ranked."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import Speaker
from appliance.keys import Keys
from store.gifts.actions import MINOR_FOR, ROW, midnight
from store.gifts.models import Gift, GiftRecord, GiftRules
from store.members import reads as members
from store.orders import reads as orders
from store.promotions import reads as promotions

DAILY_POINTS = 1_000
"""Until the shop says otherwise."""
PAGE = 50


class Rules(msgspec.Struct, frozen=True):
    """How the shop lets viewers give; off until somebody turns it on."""

    enabled: bool = False
    daily_points: int = DAILY_POINTS


class Purse(msgspec.Struct, frozen=True):
    """What one viewer may give."""

    points: int
    left_today: int
    adult: bool
    minor: bool
    """Has said so lately."""


async def rules(session: AsyncSession) -> Rules:
    found = await session.get(GiftRules, ROW)
    return Rules() if found is None else Rules(found.enabled, found.daily_points)


async def gifts(session: AsyncSession, *, all_of_them: bool = False) -> Sequence[Gift]:
    """Those of the panel in its order; with `all_of_them` those that were taken away, too."""
    asked = select(Gift).order_by(Gift.offered.desc(), Gift.position, Gift.id)
    return (await session.scalars(asked if all_of_them else asked.where(Gift.offered))).all()


async def purse(session: AsyncSession, member: str, now: datetime) -> Purse:
    mine = (GiftRecord.member == member, GiftRecord.at >= midnight(now), GiftRecord.returned_at.is_(None))
    given = await session.scalar(select(func.sum(GiftRecord.points)).where(*mine)) or 0
    return Purse(
        max(await promotions.points(session, member), 0),
        max((await rules(session)).daily_points - int(given), 0),
        await members.has_agreed(session, member, "adult"),
        await members.has_denied(session, member, "adult", now - MINOR_FOR),
    )


async def speaker(session: AsyncSession, keys: Keys, member: str) -> Speaker:
    """As everybody in a room may know them."""
    known = await members.known_as(session, keys, member)
    return Speaker(member, known.name, known.level, await orders.has_bought(session, member))


async def latest(session: AsyncSession, before: str = "") -> Sequence[GiftRecord]:
    """The latest first, `PAGE` of them."""
    asked = select(GiftRecord).order_by(GiftRecord.id.desc()).limit(PAGE)
    return (await session.scalars(asked.where(GiftRecord.id < before) if before else asked)).all()


async def of_show(session: AsyncSession, broadcast: str) -> list[tuple[str, int, int]]:
    """What a show was given: name, how many, points in all; the most points first. What went back is left out."""
    points = func.sum(GiftRecord.points)
    asked = (
        select(GiftRecord.name, func.sum(GiftRecord.count), points)
        .where(GiftRecord.broadcast == broadcast, GiftRecord.returned_at.is_(None))
        .group_by(GiftRecord.name)
        .order_by(points.desc(), GiftRecord.name)
    )
    return [(name, int(count), int(of_all)) for name, count, of_all in (await session.execute(asked)).all()]


async def given_by(session: AsyncSession, member: str) -> Sequence[GiftRecord]:
    return (await session.scalars(select(GiftRecord).where(GiftRecord.member == member).order_by(GiftRecord.at))).all()
