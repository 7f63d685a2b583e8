"""What becomes of a comment between the socket and its row."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from appliance.events import CommentHeld, CommentSaid, Speaker
from chat.comments import actions
from chat.comments.actions import CommentNotFound, CommentUnusable
from chat.comments.models import Comment
from chat.comments.saying import (
    ITSELF,
    AdvertDoubtful,
    MutedHere,
    RoomQuiet,
    SaidAlready,
    SpeakingTooFast,
    Taken,
    WordsRefused,
)
from chat.manners import actions as manners
from chat.manners import answering
from chat.manners.actions import Rules


async def rows(room):
    await room.keeper.flush()
    async with room.db.read() as session:
        return list(await session.scalars(select(Comment).order_by(Comment.id)))


async def settle(room, **rules):
    await room.db.write(manners.set_rules, "r1", Rules(**rules), "s1")
    await room.known.refresh()


async def test_a_comment_is_told_at_once_and_written_down_after(room, told, eventually, clock):
    taken = await room.say("  好看！ ")
    await eventually(lambda: told)
    assert told == [
        CommentSaid(room="r1", comment=taken.comment, speaker=Speaker("m1", "名字m1"), text="好看！", at=clock.now())
    ]
    async with room.db.read() as session:
        assert await session.scalar(select(Comment.id)) is None
    (row,) = await rows(room)
    assert taken == Taken(row.id, "said")
    assert (row.room, row.show, row.viewer, row.name, row.text) == ("r1", "show1", "m1", "名字m1", "好看！")
    assert (row.state, row.why, row.topic, row.checked) == ("said", "", "", "")
    assert row.moment == clock.now() - timedelta(milliseconds=200)


@pytest.mark.parametrize("text", ["", "   ", "\u202e\u0000", "字" * 101])
async def test_what_is_no_comment_is_refused(room, text):
    with pytest.raises(CommentUnusable):
        await room.say(text)
    assert await rows(room) == []


async def test_a_hundred_letters_may_be_said(room):
    assert (await room.say("字" * 100)).state == "said"


@pytest.mark.parametrize("frame", [b'{"type":"comment"}', b'{"text":7}', b'{"text":"a","reply":"../x"}', b"[]"])
async def test_a_frame_of_another_shape_is_refused(room, frame):
    with pytest.raises(msgspec.ValidationError):
        await room.saying.hear(None, frame)


async def test_markup_is_text_like_any_other(room, told, eventually):
    await room.say("<img src=x onerror=alert(1)>")
    await eventually(lambda: told)
    assert told[0].text == "<img src=x onerror=alert(1)>"


async def test_a_muted_viewer_is_told_so(room):
    await room.db.write(manners.mute, "r1", "m1", "", minutes=None, reason="", by="s1")
    await room.known.refresh()
    with pytest.raises(MutedHere):
        await room.say("好看")
    assert (await room.say("好看", room="r2")).state == "said"
    assert (await room.say("好看", "m2")).state == "said"


async def test_in_a_quiet_room_only_the_shop_speaks(room):
    await settle(room, quiet=True)
    with pytest.raises(RoomQuiet):
        await room.say("好看")
    assert (await room.say("欢迎", "staff:s1", role="host")).state == "said"


async def test_slow_mode_tells_how_long_to_wait(room, clock):
    await settle(room, slow_seconds=10)
    await room.say("一")
    await clock.advance(3.5)
    with pytest.raises(SpeakingTooFast) as refused:
        await room.say("二")
    assert refused.value.facts["retry_after"] == 7
    await room.say("一", "m2")
    await clock.advance(6.5)
    assert (await room.say("二")).state == "said"


async def test_a_rounds_keyword_enters_where_the_room_hears_nobody(room):
    room.keyword = "福袋"
    await settle(room, quiet=True)
    assert (await room.say(" 福袋 ")).state == "yours"
    with pytest.raises(RoomQuiet):
        await room.say("要福袋")
    assert (room.entered, await rows(room)) == (["m1"], [])


async def test_a_rounds_keyword_waits_for_no_slow_mode_and_costs_no_pause(room, clock):
    room.keyword = "福袋"
    await settle(room, slow_seconds=10)
    await room.say("好看")
    await clock.advance(4)
    assert (await room.say("福袋")).state == "yours"
    await clock.advance(6)
    assert (await room.say("福袋")).state == "said"
    assert room.entered == ["m1"]


async def test_who_is_muted_enters_by_no_keyword(room):
    room.keyword = "福袋"
    await room.db.write(manners.mute, "r1", "m1", "", minutes=None, reason="", by="s1")
    await settle(room, quiet=True)
    with pytest.raises(MutedHere):
        await room.say("福袋")
    assert room.entered == []


async def test_a_comment_that_is_refused_costs_no_pause(room):
    await settle(room, slow_seconds=10)
    with pytest.raises(WordsRefused):
        await room.say("网 赌")
    assert (await room.say("好看")).state == "said"


async def test_a_refused_word_leaves_nothing_behind(room, told):
    with pytest.raises(WordsRefused) as refused:
        await room.say("代开发票")
    assert "发票" not in str(refused.value.document("zh"))
    assert await rows(room) == []
    assert told == []


async def test_an_advert_is_seen_by_its_writer_alone(room, told):
    assert (await room.say("加微信聊")).state == "yours"
    (row,) = await rows(room)
    assert (row.state, row.why, row.checked) == ("yours", "word 加微信", "none")
    assert told == []


async def test_a_doubtful_word_waits_for_a_colleague(room, told, eventually, clock):
    room.adverts = ["国家级"]
    taken = await room.say("国家级大师做的")
    assert taken.state == "held"
    await eventually(lambda: told)
    assert told == [
        CommentHeld(
            room="r1",
            comment=taken.comment,
            speaker=Speaker("m1", "名字m1"),
            text="国家级大师做的",
            at=clock.now(),
            why="advert 国家级",
        )
    ]


async def test_a_shop_may_leave_advertising_words_to_its_viewers(room):
    room.adverts = ["国家级"]
    await settle(room, lawful=False)
    assert (await room.say("国家级大师做的")).state == "said"


async def test_in_review_mode_everything_waits_but_what_the_shop_says(room):
    await settle(room, review=True)
    assert (await room.say("好看")).state == "held"
    assert (await room.say("加微信聊")).state == "yours"
    assert (await room.say("欢迎", "staff:s1", role="staff")).state == "said"
    assert (await rows(room))[0].why == "review"


async def test_the_shop_is_asked_before_it_says_what_the_law_forbids(room):
    room.adverts = ["国家级"]
    with pytest.raises(AdvertDoubtful) as asked:
        await room.say("国家级品质", "staff:s1", role="host")
    assert asked.value.sentence("zh") == "“国家级”是广告法不让店家说的词，确定要说吗"
    assert (await room.say("国家级品质", "staff:s1", role="host", sure=True)).state == "said"


async def test_a_viewer_cannot_be_sure(room):
    room.adverts = ["国家级"]
    assert (await room.say("国家级品质", sure=True)).state == "held"


async def test_the_same_thing_a_third_time_is_refused(room, clock):
    await room.say("好看")
    await room.say("好 看！")
    with pytest.raises(SaidAlready):
        await room.say("好看")
    await clock.advance(60)
    assert (await room.say("好看")).state == "said"


async def test_a_crowd_of_machines_talks_to_itself(room):
    states = [(await room.say("更便宜的在另一个直播间快来看看吧", f"m{number}")).state for number in range(7)]
    assert states == ["said"] * 5 + ["yours"] * 2


async def test_a_reply_names_whose_words_it_answers(room, told, eventually):
    first = await room.say("多少钱")
    await eventually(lambda: told)
    await room.say("19块9", "m2", reply=first.comment)
    await eventually(lambda: len(told) == 2)
    assert (told[1].reply_to, told[1].reply_name) == (first.comment, "名字m1")


async def test_a_reply_finds_what_was_said_before_the_house_restarted(room, clock):
    said = actions.Said(
        id="c1", room="r1", speaker=Speaker("m9", "老客"), text="在吗", at=clock.now(), moment=clock.now()
    )
    await room.db.write(actions.keep, [said])
    await room.say("在", reply="c1")
    assert {row.reply_name for row in await rows(room)} == {"", "老客"}


async def test_nobody_answers_what_is_not_there_or_was_said_elsewhere(room, told, eventually):
    with pytest.raises(CommentNotFound):
        await room.say("在", reply="nowhere")
    elsewhere = await room.say("在吗", room="r2")
    await eventually(lambda: told)
    with pytest.raises(CommentNotFound):
        await room.say("在", reply=elsewhere.comment)


async def test_nobody_answers_what_was_recalled(room, told, eventually):
    first = await room.say("骗人的")
    await room.keeper.flush()
    await room.db.write(actions.recall, "r1", first.comment, "s1")
    await eventually(lambda: len(told) >= 3)
    with pytest.raises(CommentNotFound):
        await room.say("真的吗", reply=first.comment)


async def test_a_question_is_marked_and_the_shops_own_is_not(room, told, eventually):
    await room.say("多 少 钱？")
    await room.say("想要什么颜色？", "staff:s1", role="host")
    assert [row.topic for row in await rows(room)] == ["price", ""]
    await eventually(lambda: len(told) == 2)
    assert [fact.topic for fact in told] == ["price", ""]


async def test_without_a_picture_the_moment_is_now(room, clock):
    room.saying._edge_of = lambda _: None
    await room.say("好看")
    assert (await rows(room))[0].moment == clock.now()


@pytest.fixture
def answers(room):
    """``await answers(every=60)``: the shop answers by itself when it is asked about shipping."""

    async def put(*, active=True, every=60) -> None:
        await room.db.write(answering.put, "", ["发货"], "当天发货", every, "s1", active=active)
        await room.known.refresh()

    return put


def spoken(told) -> list[CommentSaid]:
    return [fact for fact in told if isinstance(fact, CommentSaid)]


async def test_what_is_asked_again_and_again_is_answered_by_itself(room, answers, told, eventually):
    await answers()
    asked = await room.say("什么时候发货")
    await eventually(lambda: len(spoken(told)) == 2)
    question, answer = spoken(told)
    assert (answer.text, answer.speaker, answer.reply_to, answer.reply_name) == (
        "当天发货", ITSELF, asked.comment, "名字m1",
    )  # fmt: skip
    assert answer.at > question.at
    first, second = await rows(room)
    assert (first.id, second.role, second.show, second.topic) == (asked.comment, "staff", "show1", "")


async def test_an_answer_is_said_so_often_at_most_in_each_room(room, answers, told, eventually):
    await answers(every=60)
    for number in range(5):
        await room.say(f"什么时候发货呀{number}", who=f"m{number}")
    await room.say("发货吗", room="r2")
    await room.clock.advance(60)
    await room.say("今天发货吗", who="m9")
    await eventually(lambda: len(spoken(told)) == 10)
    assert [fact.room for fact in spoken(told) if fact.speaker == ITSELF] == ["r1", "r2", "r1"]


async def test_what_another_hub_has_answered_is_not_answered_here_too(room, answers, told, eventually, clock):
    await answers()
    now = clock.now()
    room.bus.publish(CommentSaid(room="r1", comment="c9", speaker=ITSELF, text="当天发货", at=now))
    await eventually(lambda: len(spoken(told)) == 1)
    await room.say("什么时候发货")
    await eventually(lambda: len(spoken(told)) == 2)
    assert len(await rows(room)) == 1


async def test_nothing_is_answered_that_others_do_not_see_and_no_colleague(room, answers, told, eventually):
    await answers()
    await settle(room, review=True)
    await room.say("什么时候发货")
    await room.say("今天发货", who="staff:s1", role="staff")
    await eventually(lambda: spoken(told))
    assert [fact.text for fact in spoken(told)] == ["今天发货"]


async def test_an_answer_that_is_not_switched_on_says_nothing(room, answers):
    await answers(active=False)
    await room.say("什么时候发货")
    assert len(await rows(room)) == 1
