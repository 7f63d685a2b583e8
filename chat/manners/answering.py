"""自动回答: what the shop answers by itself to what is asked again and again; off until a colleague switches it on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import AnswersChanged
from appliance.ids import new_id
from appliance.plain import one_line
from chat.manners.models import AutoAnswer
from chat.moderation import fold

LONGEST = 100
LONGEST_WORD = 30
MOST_WORDS = 10
MOST = 50
EVERY = (10, 3600)


class AnswerUnusable(BadInput):
    zh = "回答要有 1 到 100 个字"
    en = "An answer has 1 to 100 characters"


class AskedWithUnusable(BadInput):
    zh = "写 1 到 10 个词，每个 1 到 30 个字"
    en = "Give 1 to 10 words of 1 to 30 characters each"


class EveryUnusable(BadInput):
    zh = "同一个回答之间要隔 10 秒到 1 小时"
    en = "Between two times of one answer there are 10 seconds to an hour"


class TooManyAnswers(Conflict):
    zh = "最多 50 个自动回答，请先删掉几个"
    en = "There are at most 50 answers, please remove some first"


class AnswerNotFound(NotFound):
    zh = "没有这个自动回答"
    en = "There is no such answer"


class Answer(NamedTuple):
    """As `live` knows it."""

    id: str
    folded: tuple[str, ...]
    text: str
    every_seconds: int


def put(  # noqa: PLR0917 - the facts of a row, in its order
    tx: Transaction, answer: str, words: Sequence[str], text: str, every_seconds: int, by: str, *, active: bool
) -> str:
    """A new one when `answer` is empty; its id.

    Raises AskedWithUnusable, AnswerUnusable, EveryUnusable, TooManyAnswers, AnswerNotFound.
    """
    kept = list(dict.fromkeys(word for word in map(one_line, words) if word))
    if not 1 <= len(kept) <= MOST_WORDS or any(len(word) > LONGEST_WORD or not fold(word) for word in kept):
        raise AskedWithUnusable(field="words")
    said = one_line(text)
    if not 1 <= len(said) <= LONGEST:
        raise AnswerUnusable(field="text")
    if not EVERY[0] <= every_seconds <= EVERY[1]:
        raise EveryUnusable(field="every_seconds")
    values = {
        "words": kept, "text": said, "every_seconds": every_seconds, "active": active, "by": by, "at": tx.now,
    }  # fmt: skip
    if answer:
        if not tx.execute(update(AutoAnswer).where(AutoAnswer.id == answer).values(values)).rowcount:
            raise AnswerNotFound
    else:
        if (tx.scalar(select(func.count()).select_from(AutoAnswer)) or 0) >= MOST:
            raise TooManyAnswers
        answer = new_id(tx.now)
        tx.add_once(AutoAnswer, id=answer, **values)
    tx.record(AnswersChanged(by=by, words=tuple(kept), text=said, active=active))
    return answer


def remove(tx: Transaction, answer: str, by: str) -> None:
    """Raises AnswerNotFound."""
    row = tx.one_or_none(select(AutoAnswer.words, AutoAnswer.text).where(AutoAnswer.id == answer))
    if row is None:
        raise AnswerNotFound
    tx.execute(delete(AutoAnswer).where(AutoAnswer.id == answer))
    tx.record(AnswersChanged(by=by, words=tuple(row.words), text="", active=False))


async def answers(session: AsyncSession) -> list[AutoAnswer]:
    """In the order in which they were written."""
    return list(await session.scalars(select(AutoAnswer).order_by(AutoAnswer.id)))


def known(rows: Iterable[AutoAnswer]) -> tuple[Answer, ...]:
    """Those that are switched on."""
    return tuple(
        Answer(row.id, tuple(fold(word) for word in row.words), row.text, row.every_seconds)
        for row in rows
        if row.active
    )


def matching(answers: Iterable[Answer], folded: str) -> Answer | None:
    """The first that has a word of the comment's."""
    return next((one for one in answers if any(word in folded for word in one.folded)), None)
