"""What is asked about speaking in a room."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.manners.actions import Audience, Rules
from chat.manners.models import BannedWord, Phrase, Restraint, TalkRules


async def rules(session: AsyncSession) -> dict[str, Rules]:
    """Of the rooms that have some of their own."""
    return {row.room: _rules(row) for row in await session.scalars(select(TalkRules))}


async def rules_of(session: AsyncSession, room: str) -> Rules:
    found = await session.get(TalkRules, room)
    return Rules() if found is None else _rules(found)


async def words(session: AsyncSession, search: str = "") -> list[BannedWord]:
    """Newest first; `search` matches part of the word as it was written."""
    statement = select(BannedWord).order_by(BannedWord.at.desc(), BannedWord.word)
    return list(
        await session.scalars(
            statement.where(BannedWord.written.icontains(search, autoescape=True)) if search else statement
        )
    )


async def restraints(session: AsyncSession, now: datetime, room: str | None = None) -> list[Restraint]:
    """Those in force, newest first; of one room, without bans, when it is given."""
    statement = select(Restraint).where(or_(Restraint.until.is_(None), Restraint.until > now))
    if room is not None:
        statement = statement.where(Restraint.room == room)
    return list(await session.scalars(statement.order_by(Restraint.at.desc(), Restraint.member)))


async def muted(session: AsyncSession, room: str, member: str, now: datetime) -> Restraint | None:
    """The mute that keeps a viewer from speaking in `room` now."""
    found = await session.get(Restraint, (room, member, "mute"))
    return found if found is not None and (found.until is None or found.until > now) else None


async def shut_out(session: AsyncSession, room: str, member: str, now: datetime) -> bool:
    """Whether a viewer was sent out of `room`, or of all of them."""
    either = or_(
        and_(Restraint.room == room, Restraint.kind == "kick"), and_(Restraint.room == "", Restraint.kind == "ban")
    )
    lasts = or_(Restraint.until.is_(None), Restraint.until > now)
    found = select(Restraint.kind).where(Restraint.member == member, either, lasts)
    return await session.scalar(found.limit(1)) is not None


async def phrases(session: AsyncSession, audience: Audience) -> list[str]:
    mine = select(Phrase.text).where(Phrase.audience == audience).order_by(Phrase.position)
    return list(await session.scalars(mine))


def _rules(row: TalkRules) -> Rules:
    return Rules(row.slow_seconds, row.review, row.quiet, row.lawful)
