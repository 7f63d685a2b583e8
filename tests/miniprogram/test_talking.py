"""What viewers say to each other in a room, in Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DESK = (1280, 800)
SLOW = 30_000


@pytest.mark.parametrize("size", [(390, 844), DESK])
def test_what_is_said_stands_in_the_list_and_flies(room, wire, size, said):
    page = room(size=size)
    wire.tell(
        said("1", "是现做的吗", speaker={"level": "银卡", "buyer": True}),
        said("2", "是的", "店长", speaker={"role": "host"}),
    )
    log = page.get_by_role("log", name="评论")
    expect(log).to_contain_text("银卡买过阿花是现做的吗")
    expect(log).to_contain_text("主播店长是的")
    expect(page.locator(".danmaku--comment", has_text="是现做的吗")).to_be_attached()
    wire.tell({"type": "CommentRecalled", "room": "tea", "comment": "1"})
    expect(page.get_by_text("是现做的吗")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_comment_goes_out_and_comes_back_as_ones_own(room, shop, wire, said):
    shop.talk["phrases"] = ["多少钱？", "包邮吗"]
    page = room()
    page.get_by_role("button", name="说点什么").tap()
    box = page.get_by_role("textbox", name="说点什么")
    expect(box).to_be_focused()
    box.fill("好吃")
    box.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    wire.tell(said("own", "好吃", "游客 7F3"))
    expect(page.locator(".comment-list--mine")).to_have_text("游客 7F3好吃")
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("button", name="包邮吗").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [frame["text"] for frame in wire.heard("comment")] == ["好吃", "包邮吗"]


@pytest.mark.journey
def test_an_emoji_is_put_in_by_a_tap_and_is_at_hand_the_next_time(room, wire):
    page = room()
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("textbox").fill("好吃")
    page.get_by_role("button", name="表情").tap()
    page.get_by_role("group", name="表情").get_by_role("button", name="👍").tap()
    expect(page.get_by_role("textbox")).to_have_value("好吃👍")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [frame["text"] for frame in wire.heard("comment")] == ["好吃👍"]
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("button", name="表情").tap()
    page.get_by_role("group", name="最近用过的表情").get_by_role("button", name="👍").tap()
    expect(page.get_by_role("textbox")).to_have_value("👍")


@pytest.mark.journey
def test_a_refused_comment_stays_to_be_mended(room, wire):
    wire.answers["comment"] = {"status": 422, "title": "这句话里有不能说的词", "type": "word"}
    page = room()
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("textbox").fill("加我微信")
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_text("这句话里有不能说的词")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("加我微信")


@pytest.mark.journey
def test_what_only_its_writer_sees_says_so(room, wire):
    wire.answers["comment"] = {"comment": "x", "state": "yours"}
    page = room()
    _write(page, "加群")
    expect(page.get_by_role("log")).to_contain_text("我加群仅自己可见")


@pytest.mark.journey
def test_slow_mode_counts_down_and_a_quiet_room_says_why(room, wire):
    page = room()
    rules = {"type": "TalkRulesChanged", "room": "tea", "slow_seconds": 600, "review": False, "quiet": False}
    wire.tell(rules)
    _write(page, "好")
    page.get_by_role("button", name="说点什么").tap()
    expect(page.get_by_text("秒后可以再说")).to_be_visible()
    wire.tell({**rules, "slow_seconds": 0})
    expect(page.get_by_text("秒后可以再说")).to_have_count(0)
    wire.tell({**rules, "quiet": True})
    expect(page.get_by_text("现在只有店里的人发言")).to_be_visible()


@pytest.mark.journey
def test_a_rounds_keyword_goes_out_where_only_the_shop_speaks(room, wire, stall):
    wire.answers["comment"] = {"comment": "x", "state": "yours"}
    page = room()
    wire.tell(
        {"type": "TalkRulesChanged", "room": "tea", "slow_seconds": 0, "review": False, "quiet": True},
        stall.opened("lottery", "今晚福袋", rule="keyword", keyword="津味麻花"),
    )
    page.get_by_role("button", name="说点什么").tap()
    box, send = page.get_by_role("textbox", name="说点什么"), page.get_by_role("button", name="发送")
    box.fill("津味麻花真香")
    expect(page.get_by_text("现在只有店里的人发言")).to_be_visible()
    expect(send).to_be_disabled()
    box.fill(" 津味麻花 ")
    send.tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("log")).to_contain_text("津味麻花仅自己可见")
    assert [frame["text"] for frame in wire.heard("comment")] == ["津味麻花"]


@pytest.mark.journey
def test_who_may_speak_again_feels_it_as_soon_as_he_tries(room, shop, wire):
    shop.talk["muted"] = True
    page = room()
    muted = page.get_by_text("您在这里暂时不能发言")
    with page.expect_response("**/comments*"):
        page.get_by_role("button", name="说点什么").tap()
    expect(muted).to_be_visible()
    shop.talk["muted"] = False
    page.get_by_role("textbox").fill("好吃")
    page.get_by_role("textbox").press("Enter")
    expect(muted).to_have_count(0)
    assert wire.heard("comment") == []
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [frame["text"] for frame in wire.heard("comment")] == ["好吃"]


@pytest.mark.journey
def test_who_may_speak_again_finds_so_when_he_begins_to_write(room, shop):
    shop.talk["muted"] = True
    page = room()
    muted = page.get_by_text("您在这里暂时不能发言")
    with page.expect_response("**/comments*"):
        page.get_by_role("button", name="说点什么").tap()
    expect(muted).to_be_visible()
    page.locator(".composer--veil").tap(position={"x": 5, "y": 5})
    shop.talk["muted"] = False
    page.get_by_role("button", name="说点什么").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(muted).to_have_count(0)


@pytest.mark.journey
def test_a_tap_on_a_comment_answers_it(room, wire, said):
    page = room()
    wire.tell(said("1", "是现做的吗"))
    page.get_by_role("log").get_by_text("是现做的吗").tap()
    page.get_by_role("textbox", name="回复 阿花").fill("是的")
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert wire.heard("comment")[0] | {"ref": ""} == {"type": "comment", "text": "是的", "reply": "1", "ref": ""}


@pytest.mark.journey
def test_who_reads_back_is_not_torn_away_but_told(room, wire, said):
    page = room()
    for number in range(30):
        wire.tell(said(str(number), f"第{number}句"))
    expect(page.get_by_text("第29句").first).to_be_visible()
    log = page.get_by_role("log")
    log.evaluate("(element) => element.scrollBy(0, -200)")
    page.wait_for_timeout(200)
    wire.tell(said("x", "新的一句"), said("y", "再一句"))
    pill = page.get_by_role("button", name="2 条新消息")
    expect(pill).to_be_visible()
    pill.tap()
    expect(pill).to_have_count(0)
    page.wait_for_timeout(200)
    assert log.evaluate("(element) => element.scrollHeight - element.clientHeight - element.scrollTop") < 2


@pytest.mark.journey
def test_a_guest_is_asked_for_a_name_once_he_has_spoken_and_sits_down_anew_with_it(room, shop, wire):
    shop.market["me"] = {"nickname": ""}
    page = room()
    _say(page, "好吃")
    card = page.get_by_role("dialog", name="起个名字")
    expect(card).to_be_visible()
    assert card.bounding_box()["height"] <= 48, "one line over the picture"
    assert Axe().run(page).response["violations"] == []
    seats = len(wire.paths)
    card.get_by_role("textbox").fill("海河边的猫")
    card.get_by_role("button", name="就叫这个").tap()
    expect(card).to_have_count(0)
    expect(page.get_by_text("海河边的猫，欢迎您")).to_be_visible()
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    assert len(wire.paths) == seats + 1
    assert "PATCH" in " ".join(shop.asked) or any("/me" in asked for asked in shop.asked)
    _say(page, "再来一斤")
    expect(card).to_have_count(0)


@pytest.mark.journey
def test_who_wants_no_name_is_not_asked_again_and_who_has_one_never(room, shop, wire):
    shop.market["me"] = {"nickname": ""}
    page = room()
    _say(page, "好吃")
    page.get_by_role("button", name="以后再说").tap()
    _say(page, "真好吃")
    expect(page.get_by_role("button", name="以后再说")).to_have_count(0)
    assert [frame["text"] for frame in wire.heard("comment")] == ["好吃", "真好吃"]


@pytest.mark.journey
def test_a_question_for_a_name_goes_by_itself_but_not_from_under_who_writes(room, shop):
    shop.market["me"] = {"nickname": ""}
    page = room()
    page.clock.install()
    _say(page, "好吃")
    name = page.get_by_role("textbox", name="起个名字")
    name.focus()
    page.clock.run_for(13_000)
    expect(name).to_be_visible()
    name.blur()
    page.clock.run_for(13_000)
    expect(name).to_have_count(0)


def _write(page: Page, text: str) -> None:
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _say(page: Page, text: str) -> None:
    page.get_by_role("button", name="说点什么").tap()
    box = page.get_by_role("textbox", name="说点什么")
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_count(0)
