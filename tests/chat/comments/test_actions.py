"""What happens to comments, on both databases."""

import pytest
from sqlalchemy import select

from appliance.events import (
    CommentAnswered,
    CommentHeld,
    CommentPinned,
    CommentRecalled,
    CommentSaid,
    CommentUnpinned,
    Speaker,
    TalkModerated,
)
from chat.comments import actions, reads
from chat.comments.actions import CommentMovedOn, CommentNotFound, CommentUnusable, NothingPinned
from chat.comments.models import Comment
from chat.manners import reads as manners

SHOP = Speaker("staff:s1", "王店长", role="staff")


async def state(database, comment) -> tuple[str, str]:
    async with database.read() as session:
        row = await session.get(Comment, comment)
    return row.state, row.by


def facts(told, kind):
    return [fact for fact in told if isinstance(fact, kind)]


async def test_the_shop_speaks_and_answers(database, keep, told, eventually):
    asked = await keep("多少钱", who="m2")
    comment = await database.write(actions.say, "r1", SHOP, " 19块9 ", show="show1", reply=asked)
    await eventually(lambda: len(told) == 2)
    assert told[0].speaker == SHOP
    assert (told[0].text, told[0].reply_to, told[0].reply_name) == ("19块9", asked, "名字m2")
    assert told[1] == TalkModerated(room="r1", what="said", comment=comment, by="s1")
    async with database.read() as session:
        row = await session.get(Comment, comment)
    assert (row.role, row.show, row.checked, row.topic) == ("staff", "show1", "none", "")


async def test_the_shop_answers_only_what_can_be_read(database, keep):
    with pytest.raises(CommentUnusable):
        await database.write(actions.say, "r1", SHOP, "  ")
    for unseen in ("nowhere", await keep(state="held"), await keep(room="r2")):
        with pytest.raises(CommentNotFound):
            await database.write(actions.say, "r1", SHOP, "好", reply=unseen)


async def test_a_recalled_comment_is_off_every_screen_once(database, keep, told, eventually):
    comment = await keep()
    await database.write(actions.recall, "r1", comment, "s1")
    with pytest.raises(CommentMovedOn):
        await database.write(actions.recall, "r1", comment, "s2")
    assert await state(database, comment) == ("recalled", "s1")
    await eventually(lambda: len(told) == 2)
    assert told[0] == CommentRecalled(room="r1", comment=comment)
    assert told[1] == TalkModerated(room="r1", what="recalled", comment=comment, by="s1")


async def test_of_two_colleagues_one_decides(database, keep):
    comment = await keep(state="held")
    await database.write(actions.reject, "r1", comment, "s1")
    with pytest.raises(CommentMovedOn):
        await database.write(actions.reject, "r1", comment, "s2")
    assert await state(database, comment) == ("rejected", "s1")


@pytest.mark.parametrize("act", [actions.recall, actions.approve, actions.reject])
async def test_nobody_decides_about_what_was_said_in_another_room(database, keep, act):
    comment = await keep(state="held")
    with pytest.raises(CommentNotFound):
        await database.write(act, "r2", comment, "s1")
    with pytest.raises(CommentNotFound):
        await database.write(act, "r1", "nowhere", "s1")


@pytest.mark.parametrize("before", ["held", "yours", "recalled", "rejected"])
async def test_what_is_let_through_is_said_then(database, keep, told, eventually, before):
    comment = await keep("真好看", state=before)
    await database.write(actions.approve, "r1", comment, "s1")
    await eventually(lambda: len(told) == 2)
    assert isinstance(told[0], CommentSaid)
    assert (told[0].comment, told[0].text, told[0].speaker.viewer) == (comment, "真好看", "m1")
    assert await state(database, comment) == ("said", "s1")
    with pytest.raises(CommentMovedOn):
        await database.write(actions.approve, "r1", comment, "s2")


async def test_a_rejected_comment_leaves_its_writers_page_too(database, keep, told, eventually):
    comment = await keep(state="held")
    await database.write(actions.reject, "r1", comment, "s1")
    await eventually(lambda: told)
    assert told[0] == CommentRecalled(room="r1", comment=comment)


async def test_what_wechat_finds_risky_goes_and_what_it_doubts_waits(database, keep, told, eventually):
    fine, risky, doubtful = await keep("一"), await keep("二"), await keep("三")
    for comment, verdict in ((fine, "pass"), (risky, "risky"), (doubtful, "review")):
        await database.write(actions.note_check, "r1", comment, verdict)
    assert [(await state(database, one))[0] for one in (fine, risky, doubtful)] == ["said", "recalled", "held"]
    await eventually(lambda: facts(told, CommentHeld))
    assert [fact.comment for fact in facts(told, CommentRecalled)] == [risky, doubtful]
    assert facts(told, CommentHeld)[0].why == "wechat"
    async with database.read() as session:
        assert set(await session.scalars(select(Comment.checked))) == {"pass", "risky", "review"}


async def test_a_colleague_who_has_decided_is_not_overruled_by_wechat(database, keep):
    comment = await keep()
    await database.write(actions.recall, "r1", comment, "s1")
    await database.write(actions.note_check, "r1", comment, "review")
    assert await state(database, comment) == ("recalled", "s1")


async def test_an_answer_ticks_off_all_who_asked_the_same(database, keep, told, eventually, clock):
    first, same = await keep("多少钱？", who="m1"), await keep("多 少 钱", who="m2")
    other, elsewhere = await keep("包邮吗", who="m3"), await keep("多少钱", room="r2")
    assert await database.write(actions.answer, "r1", first, "s1") == [first, same]
    assert await database.write(actions.answer, "r1", first, "s1") == []
    await eventually(lambda: facts(told, TalkModerated))
    assert [fact.comment for fact in facts(told, CommentAnswered)] == [first, same]
    async with database.read() as session:
        assert [one.id for one in await reads.asked(session, "r1", clock.now())] == [other]
        assert [one.id for one in await reads.asked(session, "r2", clock.now())] == [elsewhere]


async def test_one_thing_stands_above_the_others(database, keep, told, eventually):
    comment = await keep("真好吃")
    await database.write(actions.pin_line, "r1", "王店长", "今晚八点抽福袋", "s1")
    await database.write(actions.pin, "r1", comment, "s1")
    async with database.read() as session:
        pinned = await reads.pinned(session, "r1")
    assert (pinned.comment, pinned.name, pinned.text) == (comment, "名字m1", "真好吃")
    await database.write(actions.unpin, "r1", "s1")
    with pytest.raises(NothingPinned):
        await database.write(actions.unpin, "r1", "s1")
    await eventually(lambda: facts(told, CommentUnpinned))
    assert facts(told, CommentPinned) == [
        CommentPinned(room="r1", comment="", name="王店长", text="今晚八点抽福袋"),
        CommentPinned(room="r1", comment=comment, name="名字m1", text="真好吃"),
    ]


async def test_what_is_not_for_everybody_cannot_be_pinned(database, keep):
    for unseen in (await keep(state="held"), await keep(state="yours"), "nowhere"):
        with pytest.raises(CommentNotFound):
            await database.write(actions.pin, "r1", unseen, "s1")


@pytest.mark.parametrize("away", [actions.recall, actions.hold])
async def test_a_pinned_comment_that_is_taken_away_stands_nowhere(database, keep, told, eventually, *, away):
    comment = await keep()
    await database.write(actions.pin, "r1", comment, "s1")
    await database.write(away, "r1", comment, "wechat")
    await eventually(lambda: facts(told, CommentUnpinned))
    async with database.read() as session:
        assert await reads.pinned(session, "r1") is None


async def test_whoever_is_muted_is_remembered_by_the_name_they_spoke_under(database, keep, clock):
    await keep("一", who="m1")
    await database.write(actions.mute, "r1", "m1", minutes=5, reason="刷屏", by="s1")
    await database.write(actions.ban, "m2", minutes=None, reason="", by="s1")
    await database.write(actions.kick, "r1", "m1", by="s1")
    async with database.read() as session:
        found = await manners.restraints(session, clock.now())
    assert sorted((one.kind, one.member, one.name) for one in found) == [
        ("ban", "m2", ""),
        ("kick", "m1", "名字m1"),
        ("mute", "m1", "名字m1"),
    ]


async def test_a_guests_words_and_mutes_become_the_members(database, keep, clock):
    await keep("一", who="guest")
    await database.write(actions.mute, "r1", "guest", minutes=None, reason="", by="s1")
    await database.write(actions.adopt, "guest", "m1")
    async with database.read() as session:
        assert [one.viewer for one in await reads.search(session)] == ["m1"]
        assert await manners.muted(session, "r1", "m1", clock.now()) is not None


async def test_who_leaves_for_good_leaves_only_what_everybody_could_read(database, keep, told, eventually):
    public, _unseen = await keep("真好吃"), await keep("加微信", state="yours")
    reply = await keep("是的", who="m2", reply_to=public, reply_name="名字m1")
    await database.write(actions.pin, "r1", public, "s1")
    await database.write(actions.forget, "m1")
    async with database.read() as session:
        rows = {one.id: one for one in await reads.search(session)}
    assert set(rows) == {public, reply}
    assert (rows[public].viewer, rows[public].name, rows[public].text) == ("", "", "真好吃")
    assert rows[reply].reply_name == ""
    await eventually(lambda: facts(told, CommentUnpinned))
