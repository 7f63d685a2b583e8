"""What is asked about messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.members.models import Member
from store.reach.ending import almost_over, is_soon
from store.reach.kinds import OF_ORDERS, OF_TEAMS, told_at
from store.reach.models import Message, MessageConsent, MessageTemplate, Reservation

DAY = timedelta(days=1)


async def template(session: AsyncSession, kind: str) -> MessageTemplate | None:
    return await session.get(MessageTemplate, kind)


async def templates(session: AsyncSession) -> dict[str, MessageTemplate]:
    """By kind."""
    return {one.kind: one for one in await session.scalars(select(MessageTemplate))}


async def offered(session: AsyncSession, member: str) -> dict[str, str]:
    """Template ids by kind, as a page may ask a member for them: who wants no pushes is not asked beside a payment."""
    personalised = await session.scalar(select(Member.personalised).where(Member.id == member))
    hidden = (*OF_ORDERS, *OF_TEAMS) if personalised is False else ()
    found = await session.execute(
        select(MessageTemplate.kind, MessageTemplate.template).where(MessageTemplate.trouble == "")
    )
    return {row.kind: row.template for row in found if row.kind not in hidden}


async def reserved(session: AsyncSession, member: str) -> list[str]:
    """Shows, the latest reservation first."""
    mine = select(Reservation.show).where(Reservation.member == member)
    return list(await session.scalars(mine.order_by(Reservation.at.desc(), Reservation.show)))


async def something_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a message waits for its moment, the morning and a template no longer, or for nothing any more."""
    good = select(MessageTemplate.kind).where(MessageTemplate.trouble == "", MessageTemplate.kind.in_(told_at(now)))
    begins = and_(Message.try_at <= now, Message.kind.in_(good))
    here = select(Message.id).where(Message.state == "waiting", or_(begins, Message.until <= now))
    return await session.scalar(here.limit(1)) is not None


async def ending(session: AsyncSession, now: datetime) -> list[str]:
    """Haggles whose beginners are to be told that their time is almost over."""
    found = (await session.execute(almost_over(now))).all()
    return [haggle for haggle, began, until in found if is_soon(began, until, now)]


async def counts(session: AsyncSession, now: datetime) -> dict[tuple[str, str], int]:
    """How many messages of each kind and state there are: those of the last thirty days, and what waits."""
    asked = select(Message.kind, Message.state, func.count().label("messages")).where(
        Message.made_at > now - 30 * DAY, ~Message.subject.startswith("test-")
    )
    found = await session.execute(asked.group_by(Message.kind, Message.state))
    return {(row.kind, row.state): row.messages for row in found}


async def latest(session: AsyncSession, limit: int = 30) -> Sequence[Message]:
    """The latest first."""
    asked = select(Message).order_by(Message.made_at.desc(), Message.id.desc())
    return (await session.scalars(asked.limit(limit))).all()


async def waiting_shows(session: AsyncSession, shows: Sequence[str]) -> dict[str, int]:
    """How many wait for each of these shows."""
    asked = select(Reservation.show, func.count().label("members")).where(Reservation.show.in_(shows))
    return {row.show: row.members for row in await session.execute(asked.group_by(Reservation.show))}


async def everything(session: AsyncSession, member: str) -> dict[str, Any]:
    allowed = select(MessageConsent).where(MessageConsent.member == member).order_by(MessageConsent.kind)
    told = select(Message).where(Message.member == member).order_by(Message.made_at)
    return {
        "allowed": [{"kind": one.kind, "left": one.left, "at": one.at} for one in await session.scalars(allowed)],
        "reserved": await reserved(session, member),
        "messages": [
            {"kind": one.kind, "values": one.values, "state": one.state, "made_at": one.made_at}
            for one in await session.scalars(told)
        ],
    }
