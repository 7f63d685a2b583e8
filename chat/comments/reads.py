"""What is asked about comments."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import BigInteger, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.ids import new_id
from chat.comments.actions import ASKED_WITHIN
from chat.comments.models import Comment, PinnedComment
from chat.moderation import fold

PAGE = 50
OF_A_REPLAY = 500
HELD_AT_ONCE = 200
LATELY = timedelta(minutes=10)
State = Literal["said", "held", "yours", "recalled", "rejected"]


class Question(msgspec.Struct, frozen=True):
    """One that waits for the host, and how many viewers ask just the same."""

    comment: Comment
    viewers: int


class Asked(msgspec.Struct, frozen=True):
    topic: str
    viewers: int
    """23 人在问尺码."""


async def last(session: AsyncSession, room: str, viewer: str, before: str = "") -> list[Comment]:
    """What everybody can read, and of what the others cannot, one's own; in the order it was said."""
    seen = or_(Comment.state == "said", (Comment.viewer == viewer) & Comment.state.in_(("held", "yours")))
    statement = select(Comment).where(Comment.room == room, seen)
    if before:
        statement = statement.where(Comment.id < before)
    found = await session.scalars(statement.order_by(Comment.id.desc()).limit(PAGE))
    return list(found)[::-1]


async def between(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[Comment]:
    """For a replay: what was said from `since` and before `until`, by media time."""
    within = (Comment.moment >= since, Comment.moment < until)
    statement = select(Comment).where(Comment.room == room, Comment.state == "said", *within)
    return list(await session.scalars(statement.order_by(Comment.moment, Comment.id).limit(OF_A_REPLAY)))


async def by_time(session: AsyncSession, room: str, show: str, since: datetime, step: timedelta) -> dict[int, int]:
    """How much viewers said in each step of a show from `since` on, by media time; steps without any are left out."""
    length = step // timedelta(milliseconds=1)
    began = int(since.timestamp() * 1000)
    number = ((type_coerce(Comment.moment, BigInteger) - began) // length).label("number")
    said = (Comment.room == room, Comment.show == show, Comment.state == "said", Comment.role == "")
    asked = select(number, func.count()).where(*said, Comment.moment >= since).group_by(number)
    return {int(at): count for at, count in (await session.execute(asked)).all()}


async def search(
    session: AsyncSession,
    *,
    room: str = "",
    state: str = "",
    viewer: str = "",
    words: str = "",
    before: str = "",
    limit: int = PAGE,
) -> list[Comment]:
    """For colleagues, newest first; `words` matches part of a text as it is meant, or of a name."""
    statement = select(Comment)
    for column, wanted in ((Comment.room, room), (Comment.state, state), (Comment.viewer, viewer)):
        statement = statement.where(column == wanted) if wanted else statement
    if words:
        meant = fold(words)
        named = Comment.name.icontains(words, autoescape=True)
        statement = statement.where(or_(named, Comment.folded.contains(meant, autoescape=True)) if meant else named)
    if before:
        statement = statement.where(Comment.id < before)
    return list(await session.scalars(statement.order_by(Comment.id.desc()).limit(limit)))


async def by_id(session: AsyncSession, ids: Collection[str]) -> list[Comment]:
    """In any state, in no order; those that are gone are left out."""
    return list(await session.scalars(select(Comment).where(Comment.id.in_(ids)))) if ids else []


async def names(session: AsyncSession, viewers: Collection[str]) -> dict[str, str]:
    """As each was called when they spoke last; who never spoke is left out."""
    if not viewers:
        return {}
    latest = select(func.max(Comment.id)).where(Comment.viewer.in_(viewers)).group_by(Comment.viewer)
    rows = await session.execute(select(Comment.viewer, Comment.name).where(Comment.id.in_(latest)))
    return {row.viewer: row.name for row in rows}


async def held(session: AsyncSession, room: str = "") -> list[Comment]:
    """Those that wait for a colleague, oldest first, at most `HELD_AT_ONCE`."""
    statement = select(Comment).where(Comment.state == "held")
    statement = statement.where(Comment.room == room) if room else statement
    return list(await session.scalars(statement.order_by(Comment.id).limit(HELD_AT_ONCE)))


async def asked(session: AsyncSession, room: str, now: datetime) -> list[Comment]:
    """Questions of the last hours that nobody has answered yet, in the order they were asked."""
    statement = select(Comment).where(
        Comment.room == room,
        Comment.topic != "",
        Comment.state == "said",
        Comment.answered_at.is_(None),
        Comment.id >= new_id(now - ASKED_WITHIN)[:10],
    )
    newest = await session.scalars(statement.order_by(Comment.id.desc()).limit(2000))
    return list(newest)[::-1]


def questions(comments: Sequence[Comment]) -> list[Question]:
    """Equal ones once, as they were asked first; what most ask stands first."""
    alike: dict[str, list[Comment]] = defaultdict(list)
    for one in comments:
        alike[one.folded].append(one)
    found = [Question(same[0], len({one.viewer for one in same})) for same in alike.values()]
    return sorted(found, key=lambda one: (-one.viewers, one.comment.id))


def lately(comments: Sequence[Comment], now: datetime) -> list[Asked]:
    """What is hot: topics of the last minutes, most first."""
    return topics([one for one in comments if one.at >= now - LATELY])


def topics(comments: Sequence[Comment]) -> list[Asked]:
    """How many viewers ask about what, most first."""
    people = Counter(topic for topic, _ in {(one.topic, one.viewer) for one in comments})
    return [Asked(topic, viewers) for topic, viewers in sorted(people.items(), key=lambda one: (-one[1], one[0]))]


async def pinned(session: AsyncSession, room: str) -> PinnedComment | None:
    return await session.get(PinnedComment, room)
