"""What a show's chat was about."""

from typing import Any

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.comments.models import Comment

MOST = 8


class Heard(msgspec.Struct, frozen=True):
    """A topic, or what several said alike."""

    text: str
    people: int


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """Of one show: what viewers said and everybody could read."""

    comments: int = 0
    people: int = 0
    questions: int = 0
    unanswered: int = 0
    topics: tuple[Heard, ...] = ()
    """What was asked about (`chat.questions`), by how many."""
    often: tuple[Heard, ...] = ()
    """What at least two said with the same words, as the first of them wrote it."""


async def highlights(session: AsyncSession, broadcast: str) -> Talk:
    said = (Comment.show == broadcast, Comment.state == "said", Comment.role == "")
    people = func.count(Comment.viewer.distinct())
    asks = Comment.topic != ""
    sums = select(
        func.count().label("comments"),
        people.label("people"),
        func.count(case((asks, 1))).label("questions"),
        func.count(case((asks & Comment.answered_at.is_(None), 1))).label("unanswered"),
    ).where(*said)
    row: Any = (await session.execute(sums)).one()
    about = select(Comment.topic, people).where(*said, asks).group_by(Comment.topic).order_by(people.desc())
    alike = select(func.min(Comment.id), people).where(*said, Comment.folded != "").group_by(Comment.folded)
    often = await _often(session, alike.having(people > 1).order_by(people.desc(), func.min(Comment.id)).limit(MOST))
    topics = (await session.execute(about.limit(MOST))).all()
    return Talk(
        comments=row.comments,
        people=row.people,
        questions=row.questions,
        unanswered=row.unanswered,
        topics=tuple(Heard(topic, count) for topic, count in topics),
        often=often,
    )


async def _often(session: AsyncSession, asked: Any) -> tuple[Heard, ...]:
    first = [(comment, count) for comment, count in (await session.execute(asked)).all()]
    texts = select(Comment.id, Comment.text).where(Comment.id.in_([comment for comment, _ in first]))
    written: dict[str, str] = dict((await session.execute(texts)).all())
    return tuple(Heard(written[comment], count) for comment, count in first)
