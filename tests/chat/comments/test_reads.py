"""What is asked about comments, on both databases."""

from datetime import timedelta

from chat.comments import reads
from chat.comments.reads import PAGE, Asked


def texts(found):
    return [one.text for one in found]


async def test_a_viewer_reads_the_last_page_in_order_and_goes_back(database, keep):
    for number in range(PAGE + 5):
        await keep(f"{number:02}")
    async with database.read() as session:
        page = await reads.last(session, "r1", "m9")
        before = await reads.last(session, "r1", "m9", page[0].id)
    assert texts(page) == [f"{number:02}" for number in range(5, PAGE + 5)]
    assert texts(before) == [f"{number:02}" for number in range(5)]


async def test_each_reads_what_everybody_may_and_their_own(database, keep):
    for state in ("said", "held", "yours", "recalled", "rejected"):
        await keep(state, who="m1", state=state)
    await keep("elsewhere", room="r2")
    async with database.read() as session:
        assert texts(await reads.last(session, "r1", "m1")) == ["said", "held", "yours"]
        assert texts(await reads.last(session, "r1", "m2")) == ["said"]


async def test_a_replay_shows_each_comment_at_its_moment(database, keep, clock):
    start = clock.now()
    for second in (1, 5, 9, 10):
        await keep(str(second), moment=start + timedelta(seconds=second))
    await keep("held", moment=start + timedelta(seconds=6), state="held")
    async with database.read() as session:
        found = await reads.between(session, "r1", start + timedelta(seconds=5), start + timedelta(seconds=10))
    assert texts(found) == ["5", "9"]


async def test_colleagues_find_a_comment_however_it_was_spelt(database, keep):
    await keep("加 微-信 聊")
    await keep("好看", who="m2", room="r2", state="recalled")
    async with database.read() as session:
        assert texts(await reads.search(session, words="加微信")) == ["加 微-信 聊"]
        assert texts(await reads.search(session, words="名字M2")) == ["好看"]
        assert texts(await reads.search(session, room="r2")) == ["好看"]
        assert texts(await reads.search(session, state="said")) == ["加 微-信 聊"]
        assert texts(await reads.search(session, viewer="m2")) == ["好看"]
        assert texts(await reads.search(session, words="%")) == []
        newest = await reads.search(session, limit=1)
        assert texts(newest) == ["好看"]
        assert texts(await reads.search(session, before=newest[0].id)) == ["加 微-信 聊"]


async def test_what_waits_stands_in_the_order_it_came(database, keep):
    await keep("一", state="held")
    await keep("二", state="held", room="r2")
    await keep("三")
    async with database.read() as session:
        assert texts(await reads.held(session)) == ["一", "二"]
        assert texts(await reads.held(session, "r2")) == ["二"]


async def test_equal_questions_stand_once_and_what_most_ask_first(database, keep, clock):
    await keep("包邮吗", who="m1")
    for who in ("m1", "m2", "m2", "m3"):
        await keep("穿什么码？" if who == "m3" else "穿什么码", who=who)
    await keep("偏大吗", who="m4")
    await keep("好看", who="m5")
    await keep("还有货吗", who="m6", state="held")
    async with database.read() as session:
        found = await reads.asked(session, "r1", clock.now())
    assert [(one.comment.text, one.viewers) for one in reads.questions(found)] == [
        ("穿什么码", 3),
        ("包邮吗", 1),
        ("偏大吗", 1),
    ]
    assert reads.topics(found) == [Asked("size", 4), Asked("delivery", 1)]


async def test_what_is_hot_was_asked_in_the_last_minutes(database, keep, clock):
    await keep("包邮吗", who="m1")
    await clock.advance(601)
    for who in ("m1", "m2"):
        await keep("穿什么码", who=who)
    async with database.read() as session:
        found = await reads.asked(session, "r1", clock.now())
    assert reads.lately(found, clock.now()) == [Asked("size", 2)]


async def test_yesterdays_questions_wait_for_nobody(database, keep, clock):
    await keep("包邮吗")
    await clock.advance(7 * 3600)
    async with database.read() as session:
        assert await reads.asked(session, "r1", clock.now()) == []
