"""WeChat's opinion of what was said, after it was said."""

import pytest

from appliance.errors import Conflict, Unavailable
from appliance.tasks import Tasks
from chat.comments import actions, reads
from chat.comments.checking import EVERY_SECONDS, PATIENCE_SECONDS, Checking
from chat.comments.models import Comment


class Wechat:
    """Answers by the text, or not at all."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.trouble: Exception | None = None

    async def __call__(self, viewer: str, name: str, text: str):
        self.asked.append((viewer, name, text))
        if self.trouble is not None:
            raise self.trouble
        return {"坏": "risky", "疑": "review", "客": "none"}.get(text, "pass")


@pytest.fixture
def wechat():
    return Wechat()


async def states(database):
    async with database.read() as session:
        return {one.text: (one.state, one.checked) for one in await reads.search(session)}


async def test_each_comment_is_asked_about_once_and_bad_ones_go(database, clock, keep, wechat):
    for text in "好坏疑客":
        await keep(text)
    checking = Checking(database, clock, wechat)
    assert await checking.check_some() == 4
    assert await checking.check_some() == 0
    assert wechat.asked[0] == ("m1", "名字m1", "好")
    assert await states(database) == {
        "好": ("said", "pass"),
        "坏": ("recalled", "risky"),
        "疑": ("held", "review"),
        "客": ("said", "none"),
    }


async def test_what_nobody_else_sees_is_not_asked_about(database, clock, keep, wechat):
    await keep("一", state="yours")
    await keep("二", state="held")
    assert await Checking(database, clock, wechat).check_some() == 0


async def test_a_check_that_is_not_answered_is_asked_again_and_the_others_count(database, clock, keep, wechat):
    await keep("坏")
    await keep("好")
    checking = Checking(database, clock, wechat)
    wechat.trouble = Unavailable(retry_after=5)
    with pytest.raises(Unavailable):
        await checking.check_some()
    assert (await states(database))["坏"] == ("said", "")
    wechat.trouble = None
    assert await checking.check_some() == 2
    assert (await states(database))["坏"] == ("recalled", "risky")


async def test_what_is_too_old_to_be_checked_stays(database, clock, keep, wechat):
    await keep("坏")
    await clock.advance(11 * 60)
    assert await Checking(database, clock, wechat).check_some() == 0


async def test_a_recall_in_the_middle_of_the_check_is_the_colleagues(database, clock, keep):
    comment = await keep("疑")

    async def slow(_viewer, _name, _text):
        await database.write(actions.recall, "r1", comment, "s1")
        return "review"

    await Checking(database, clock, slow).check_some()
    async with database.read() as session:
        row = await session.get(Comment, comment)
    assert (row.state, row.by, row.checked) == ("recalled", "s1", "review")


@pytest.mark.parametrize(("trouble", "pause"), [(None, EVERY_SECONDS), (Conflict(), PATIENCE_SECONDS)])
async def test_it_goes_on_by_itself_and_waits_while_there_is_nobody_to_ask(
    database, clock, keep, wechat, eventually, *, trouble, pause
):
    wechat.trouble = trouble
    await keep("一")
    async with Tasks(clock) as tasks:
        tasks.start("text check", Checking(database, clock, wechat).run)
        await eventually(lambda: wechat.asked and clock._sleepers)
        assert clock._sleepers[0][0] == pause
        wechat.trouble = None
        await keep("坏")
        await clock.advance(pause)

        async def gone():
            return (await states(database))["坏"] == ("recalled", "risky")

        await eventually(gone)
