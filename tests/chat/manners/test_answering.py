"""What the shop answers by itself: written by staff, off until it is switched on."""

import pytest

from appliance.events import AnswersChanged
from chat.manners import answering
from chat.manners.answering import (
    MOST,
    AnswerNotFound,
    AnswerUnusable,
    AskedWithUnusable,
    EveryUnusable,
    TooManyAnswers,
    known,
    matching,
)
from chat.moderation import fold


@pytest.fixture
def put(database, clock):
    async def one(words=("发货", "几天到"), text="当天发货", every=60, *, active=True, answer="") -> str:
        await clock.advance(0.001)  # ids sort as they were written
        return await database.write(answering.put, answer, words, text, every, "s1", active=active)

    return one


async def rows(database):
    async with database.read() as session:
        return await answering.answers(session)


async def test_an_answer_is_written_changed_and_removed(database, put, told, eventually):
    answer = await put(words=(" 发货 ", "", "发货"), active=False)
    [row] = await rows(database)
    assert (row.words, row.text, row.every_seconds, row.active, row.by) == (["发货"], "当天发货", 60, False, "s1")
    await put(answer=answer, text="今天发", every=120)
    assert [(one.text, one.every_seconds, one.active) for one in await rows(database)] == [("今天发", 120, True)]
    await database.write(answering.remove, answer, "s2")
    assert await rows(database) == []
    with pytest.raises(AnswerNotFound):
        await database.write(answering.remove, answer, "s2")
    with pytest.raises(AnswerNotFound):
        await put(answer=answer)
    await eventually(lambda: len(told) == 3)
    assert told[-1] == AnswersChanged(by="s2", words=("发货", "几天到"), text="", active=False)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"words": ()}, AskedWithUnusable),
        ({"words": ("！？",)}, AskedWithUnusable),
        ({"words": ("字" * 31,)}, AskedWithUnusable),
        ({"words": tuple(f"词{number}" for number in range(11))}, AskedWithUnusable),
        ({"text": " "}, AnswerUnusable),
        ({"text": "字" * 101}, AnswerUnusable),
        ({"every": 9}, EveryUnusable),
        ({"every": 3601}, EveryUnusable),
    ],
)
async def test_what_makes_no_answer_is_refused(put, given, refused):
    with pytest.raises(refused):
        await put(**given)


async def test_answers_are_bounded(put):
    for number in range(MOST):
        await put(words=(f"词{number}",))
    with pytest.raises(TooManyAnswers):
        await put()


async def test_the_first_with_a_word_of_the_comment_answers_if_it_is_switched_on(database, put):
    await put(words=("包邮",), active=False)
    await put(words=("几天到", "发货"), text="当天发货")
    await put(words=("发货",), text="明天发货")
    answers = known(await rows(database))
    assert len(answers) == 2
    assert matching(answers, fold("什么时候 发 货？")).text == "当天发货"
    assert matching(answers, fold("包邮吗")) is None
