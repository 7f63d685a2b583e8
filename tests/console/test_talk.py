"""发言管理: the queue, the history, viewers, words, rules and phrases."""

import re

import pytest

from appliance.events import Speaker
from appliance.identity.permissions import Role
from appliance.ids import new_id
from chat.comments import actions
from chat.comments import reads as comments
from chat.comments.actions import Said
from chat.comments.models import Comment
from chat.manners import actions as manners
from chat.manners import reads as settled
from chat.manners.actions import Rules


@pytest.fixture
def said(house, clock, room):
    """``await said("好看", state="held")`` writes a comment down; its id."""

    async def one(text="好看", who="m1", **more) -> str:
        await clock.advance(0.001)
        now = clock.now()
        fields = {"id": new_id(now), "room": room, "at": now, "moment": now, **more}
        comment = Said(speaker=Speaker(who, f"观众{who}"), text=text, **fields)
        await house.db.write(actions.keep, [comment])
        return comment.id

    return one


async def state(house, comment: str) -> str:
    async with house.db.read() as session:
        return (await session.get(Comment, comment)).state


async def standing(house) -> list[tuple[str, str, str]]:
    async with house.db.read() as session:
        return [(one.kind, one.member, one.reason) for one in await settled.restraints(session, house.clock.now())]


async def test_an_empty_queue_says_what_will_stand_there(owner):
    assert "没有要您看的发言" in await owner.read("/console/talk")


async def test_the_queue_follows_what_waits_and_is_decided_and_not_every_word_of_a_lively_room(owner):
    followed = re.search(r'data-refresh="([^"]+)"', await owner.read("/console/talk"))
    assert followed
    assert followed[1].split() == ["CommentHeld", "CommentRecalled", "TalkModerated"]


async def test_what_waits_stands_with_its_reason_and_is_let_through(owner, house, said):
    comment = await said("国家级大师", state="held", why="advert 国家级")
    text = await owner.read("/console/talk")
    assert "国家级大师" in text
    assert '广告法用语<span class="word">国家级</span>' in text
    assert "冬被专场" in text
    answer = await owner.post(f"/console/talk/comments/{comment}/approve")
    assert "已放行" in await owner.read(answer.headers["location"])
    assert await state(house, comment) == "said"


async def test_a_queue_that_is_longer_than_its_page_says_that_more_comes(owner, said, monkeypatch):
    monkeypatch.setattr(comments, "HELD_AT_ONCE", 1)
    await said("先说的", state="held", why="review")
    await said("后说的", state="held", why="review")
    text = await owner.read("/console/talk")
    assert ("先说的" in text, "后说的" in text) == (True, False)
    assert "最多列 1 条" in text


async def test_what_is_not_let_through_can_be_taken_back(owner, house, said):
    comment = await said(state="held", why="review")
    answer = await owner.post(f"/console/talk/comments/{comment}/reject")
    assert f'action="/console/talk/comments/{comment}/approve"' in await owner.read(answer.headers["location"])
    assert await state(house, comment) == "rejected"


async def test_two_colleagues_do_not_decide_twice(owner, said):
    comment = await said(state="held", why="review")
    await owner.post(f"/console/talk/comments/{comment}/reject")
    answer = await owner.post(f"/console/talk/comments/{comment}/reject")
    assert answer.status_code == 409
    told = await answer.get_data(as_text=True)
    assert "已经有人处理过了" in told
    assert 'data-read-at="/console/talk"' in told


@pytest.mark.parametrize("address", ["nowhere/approve", "nowhere/burn"])
async def test_what_is_not_there_cannot_be_decided(owner, address):
    assert (await owner.post(f"/console/talk/comments/{address}")).status_code == 404


async def test_everything_said_is_found_by_its_meaning_its_room_and_what_became_of_it(owner, room, said):
    await said("加 微-信 聊", "m1", state="yours", why="word 加微信")
    await said("真好看", "m2")
    await said("有回音", "m3", reply_to="c", reply_name="老客")
    text = await owner.read("/console/talk/history")
    assert all(words in text for words in ("加 微-信 聊", "真好看", "只有本人看得到", "词库里有这个词", "@老客"))
    found = await owner.read("/console/talk/history?search=%E5%8A%A0%E5%BE%AE%E4%BF%A1")
    assert "加 微-信 聊" in found
    assert "真好看" not in found
    assert "真好看" not in await owner.read("/console/talk/history?state=yours")
    assert "真好看" in await owner.read(f"/console/talk/history?room={room}&state=burnt")
    assert "没有符合的发言" in await owner.read("/console/talk/history?room=nowhere")


async def test_the_history_goes_on_page_by_page(owner, said):
    for number in range(51):
        await said(f"第{number:02}句")
    first = await owner.read("/console/talk/history")
    assert "第50句" in first
    assert "第00句" not in first
    cursor = first.partition("cursor=")[2].partition('"')[0]
    assert "第00句" in await owner.read(f"/console/talk/history?cursor={cursor}")


async def test_a_recalled_comment_can_be_brought_back(owner, house, said):
    comment = await said()
    answer = await owner.post(f"/console/talk/comments/{comment}/recall")
    page = await owner.read(answer.headers["location"])
    assert "已撤回，马上从所有屏幕上消失" in page
    assert await state(house, comment) == "recalled"
    await owner.post(f"/console/talk/comments/{comment}/approve?at=history")
    assert await state(house, comment) == "said"


async def test_markup_in_a_comment_and_a_name_is_shown_and_not_run(owner, house, clock, room):
    now = clock.now()
    bad = "<script>alert(1)</script>"
    comment = Said(
        id="c1", room=room, speaker=Speaker("m1", bad), text=bad, at=now, moment=now, state="held", why=f"word {bad}"
    )
    await house.db.write(actions.keep, [comment])
    await house.db.write(actions.mute, room, "m1", minutes=None, reason=bad, by="s1")
    await house.db.write(manners.list_word, bad, "hold", "s1")
    await house.db.write(manners.set_phrases, "viewer", [bad])
    for page in ("", "/history", "/viewers/m1", "/restraints", "/words", "/phrases"):
        text = await owner.read(f"/console/talk{page}")
        assert "&lt;script&gt;alert(1)" in text
        assert bad not in text


async def test_a_viewer_is_muted_with_a_reason_and_freed(owner, house, room, said):
    await said("刷屏")
    text = await owner.read("/console/talk/viewers/m1")
    assert "观众m1" in text
    assert "刷屏" in text
    answer = await owner.post(
        "/console/talk/viewers/m1", {"kind": "mute", "room": room, "minutes": "10", "reason": "刷广告"}
    )
    assert "已禁言" in await owner.read(answer.headers["location"])
    assert await standing(house) == [("mute", "m1", "刷广告")]
    listed = await owner.read("/console/talk/restraints")
    assert all(words in listed for words in ("观众m1", "禁言", "冬被专场", "王店长", "刷广告"))
    answer = await owner.post("/console/talk/restraints/lift", {"kind": "mute", "room": room, "member": "m1"})
    assert "没有人被禁言" in await owner.read(answer.headers["location"])
    answer = await owner.post("/console/talk/restraints/lift", {"kind": "mute", "room": room, "member": "m1"})
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["kick", "ban"])
async def test_a_viewer_is_sent_out_or_banned(owner, house, room, kind):
    await owner.post("/console/talk/viewers/m1", {"kind": kind, "room": room, "minutes": "", "reason": ""})
    assert [(one, member) for one, member, _ in await standing(house)] == [(kind, "m1")]
    assert "观众没有说过话" not in await owner.read("/console/talk/viewers/m1")


@pytest.mark.parametrize("minutes", ["0", "-3", "soon", "999999999"])
async def test_a_time_that_is_none_is_told_beside_its_field(owner, house, room, minutes):
    answer = await owner.post("/console/talk/viewers/m1", {"kind": "mute", "room": room, "minutes": minutes})
    assert answer.status_code == 400
    assert "时间要在 1 分钟到 366 天之间" in await answer.get_data(as_text=True)
    assert await standing(house) == []


async def test_nobody_is_muted_in_a_room_that_is_not_there_and_no_colleague_at_all(owner):
    answer = await owner.post("/console/talk/viewers/m1", {"kind": "mute", "room": "nowhere", "minutes": "10"})
    assert answer.status_code == 404
    assert (await owner.get("/console/talk/viewers/staff:s1")).status_code == 400


async def test_each_room_has_rules_of_its_own(owner, house, room):
    assert "广告法用语先审" in await owner.read("/console/talk/rules")
    await owner.post(f"/console/talk/rules/{room}", {"slow_seconds": "15", "review": "true"})
    async with house.db.read() as session:
        assert await settled.rules_of(session, room) == Rules(15, review=True, quiet=False, lawful=False)
    assert 'value="15"' in await owner.read("/console/talk/rules")


@pytest.mark.parametrize("seconds", ["-1", "601", "x", ""])
async def test_a_pause_that_is_none_is_refused_in_words(owner, room, seconds):
    answer = await owner.post(f"/console/talk/rules/{room}", {"slow_seconds": seconds})
    assert answer.status_code == 400
    assert 'class="wrong"' in await answer.get_data(as_text=True)


async def test_rules_are_for_rooms_that_are_there(owner):
    assert (await owner.post("/console/talk/rules/nowhere", {"slow_seconds": "1"})).status_code == 404


async def test_a_shop_without_rooms_is_told_where_to_begin(owner):
    assert "还没有直播间" in await owner.read("/console/talk/rules")


async def test_words_are_added_many_at_once_found_and_removed(owner, house):
    assert "店里还没有加过词" in await owner.read("/console/talk/words")
    answer = await owner.post("/console/talk/words", {"words": "隔壁老王\r\n\r\n假一罚十", "verdict": "hold"})
    assert "2 个词已生效" in await owner.read(answer.headers["location"])
    found = await owner.read("/console/talk/words?search=%E8%80%81%E7%8E%8B")
    assert "隔壁老王" in found
    assert "假一罚十" not in found
    assert "没有这个词" in await owner.read("/console/talk/words?search=xyz")
    await owner.post("/console/talk/words/removal", {"word": "假一罚十"})
    async with house.db.read() as session:
        assert [one.word for one in await settled.words(session)] == ["隔壁老王"]


async def test_one_of_our_words_that_the_shop_decided_about_is_not_listed_as_ours(owner):
    assert "刷单" in await owner.read("/console/talk/words")
    await owner.post("/console/talk/words", {"words": "刷单", "verdict": "off"})
    assert (await owner.read("/console/talk/words")).count("刷单") == 3, "its row, its button, its field"


@pytest.mark.parametrize("words", ["", "！！！", "字" * 31, "\n".join(f"词{number}" for number in range(501))])
async def test_what_is_no_word_is_told_beside_the_field_and_nothing_is_added(owner, house, words):
    answer = await owner.post("/console/talk/words", {"words": f"好词\n{words}" if words else "", "verdict": "hold"})
    assert answer.status_code == 400
    assert 'id="words-wrong"' in await answer.get_data(as_text=True)
    async with house.db.read() as session:
        assert await settled.words(session) == []


async def test_phrases_are_written_one_to_a_line(owner, house):
    await owner.post("/console/talk/phrases", {"viewer": "多少钱\r\n包邮吗\r\n", "staff": "今天发货"})
    async with house.db.read() as session:
        assert await settled.phrases(session, "viewer") == ["多少钱", "包邮吗"]
    assert "多少钱\n包邮吗" in await owner.read("/console/talk/phrases")
    answer = await owner.post("/console/talk/phrases", {"viewer": "字" * 41})
    assert answer.status_code == 400
    assert 'id="viewer-wrong"' in await answer.get_data(as_text=True)


async def test_service_moderates_and_the_warehouse_does_not(colleague):
    service, warehouse = await colleague(Role.SERVICE), await colleague(Role.WAREHOUSE)
    assert "发言管理" in await service.read("/console/talk")
    assert (await warehouse.get("/console/talk")).status_code == 403


async def test_the_pages_speak_english_too(owner, room, said):
    await said("hi", state="held", why="review")
    owner.language = "en"
    assert "Nobody has seen these yet" in await owner.read("/console/talk")
    assert "Slow mode" in await owner.read("/console/talk/rules")
