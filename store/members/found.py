"""How staff find a member."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members import contact
from store.members.models import Member

PAGE = 30


def print_of(keys: Keys, text: str) -> str:
    """The fingerprint of what may be a phone number; empty when it is none."""
    try:
        return contact.fingerprint(keys, contact.number(text))
    except contact.PhoneUnusable:
        return ""


async def found(
    session: AsyncSession, keys: Keys, text: str, cursor: str = "", also: Iterable[str] = ()
) -> Sequence[Member]:
    """The latest first, `PAGE` of them from below the `cursor`: by number in full, part of the nickname, or id.

    `also` are members that something else about `text` leads to. Who was merged or deleted is nobody any more.
    """
    here = (Member.merged_into.is_(None), Member.deleted_at.is_(None))
    statement = select(Member).where(*here).order_by(Member.id.desc()).limit(PAGE)
    if text:
        known = [Member.nickname.icontains(text, autoescape=True), Member.id == text.lower(), Member.id.in_(list(also))]
        fingerprint = print_of(keys, text)
        statement = statement.where(or_(*known, *([Member.phone_fingerprint == fingerprint] if fingerprint else [])))
    if cursor:
        statement = statement.where(Member.id < cursor)
    return (await session.scalars(statement)).all()


async def count(session: AsyncSession) -> int:
    here = select(func.count()).select_from(Member).where(Member.merged_into.is_(None), Member.deleted_at.is_(None))
    return await session.scalar(here) or 0


async def counts_by_level(session: AsyncSession) -> dict[str, int]:
    counted = select(Member.level, func.count().label("members")).where(Member.level != "").group_by(Member.level)
    return {row.level: row.members for row in await session.execute(counted)}
