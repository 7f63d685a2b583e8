"""A room that talks: what viewers say, hear and feel, in Chromium."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

HERE = Path(__file__).parent
DESK = (1280, 800)
SLOW = 30_000


def _said(comment: str, text: str, name: str = "阿花", **more: Any) -> dict[str, Any]:
    spec = spec_from_file_location("viewer_wire", HERE / "wire.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    fact: dict[str, Any] = module.said(comment, text, name, **more)
    return fact


@pytest.fixture
def room(shop, visit, wire):
    """Opens a room whose wire stands."""

    def enter(**options: Any) -> Page:
        shop.live("tea", "茶馆", **options.pop("room", {}))
        page = visit("/rooms/tea", **options)
        expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
        return page

    return enter


@pytest.mark.parametrize("size", [(390, 844), DESK])
def test_what_is_said_stands_in_the_list_and_flies(room, wire, size):
    page = room(size=size)
    wire.tell(
        _said("1", "是现做的吗", speaker={"level": "银卡", "buyer": True}),
        _said("2", "是的", "店长", speaker={"role": "host"}),
    )
    log = page.get_by_role("log", name="评论")
    expect(log).to_contain_text("银卡买过阿花是现做的吗")
    expect(log).to_contain_text("主播店长是的")
    expect(page.locator(".danmaku--comment", has_text="是现做的吗")).to_be_attached()
    wire.tell({"type": "CommentRecalled", "room": "tea", "comment": "1"})
    expect(page.get_by_text("是现做的吗")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_comment_goes_out_and_comes_back_as_ones_own(room, shop, wire):
    shop.talk["phrases"] = ["多少钱？", "包邮吗"]
    page = room()
    page.get_by_role("button", name="说点什么").tap()
    box = page.get_by_role("textbox", name="说点什么")
    expect(box).to_be_focused()
    box.fill("好吃")
    box.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    wire.tell(_said("own", "好吃", "游客 7F3"))
    expect(page.locator(".comment-list--mine")).to_have_text("游客 7F3好吃")
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("button", name="包邮吗").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [frame["text"] for frame in wire.heard("comment")] == ["好吃", "包邮吗"]


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
def test_a_tap_on_a_comment_answers_it(room, wire):
    page = room()
    wire.tell(_said("1", "是现做的吗"))
    page.get_by_role("log").get_by_text("是现做的吗").tap()
    page.get_by_role("textbox", name="回复 阿花").fill("是的")
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert wire.heard("comment")[0] | {"ref": ""} == {"type": "comment", "text": "是的", "reply": "1", "ref": ""}


@pytest.mark.journey
def test_who_reads_back_is_not_torn_away_but_told(room, wire):
    page = room()
    for number in range(30):
        wire.tell(_said(str(number), f"第{number}句"))
    expect(page.get_by_text("第29句").first).to_be_visible()
    log = page.get_by_role("log")
    log.evaluate("(element) => element.scrollBy(0, -200)")
    page.wait_for_timeout(200)
    wire.tell(_said("x", "新的一句"), _said("y", "再一句"))
    pill = page.get_by_role("button", name="2 条新消息")
    expect(pill).to_be_visible()
    pill.tap()
    expect(pill).to_have_count(0)
    page.wait_for_timeout(200)
    assert log.evaluate("(element) => element.scrollHeight - element.clientHeight - element.scrollTop") < 2


@pytest.mark.journey
def test_hearts_are_counted_at_once_and_told_together(room, wire):
    page = room()
    like = page.get_by_role("button", name="点赞")
    for _ in range(3):
        like.tap()
    page.touchscreen.tap(200, 300)
    page.touchscreen.tap(202, 302)
    expect(page.locator(".hearts--heart")).not_to_have_count(0)
    expect(like).to_contain_text("905")
    page.wait_for_timeout(1300)
    assert [frame["count"] for frame in wire.heard("like")] == [1, 3]


@pytest.mark.journey
def test_a_wire_that_breaks_comes_back_with_what_was_missed(room, wire):
    page = room(forgiving=True)
    wire.tell(_said("1", "早"))
    expect(page.get_by_role("log")).to_contain_text("早")
    wire.hang_up(1012)
    page.wait_for_function("() => true")
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    page.wait_for_timeout(1500)
    assert len(wire.paths) == 2
    assert wire.paths[1].endswith("&after=e1.1")


@pytest.mark.journey
def test_who_was_sent_out_stays_out_and_goes_on_watching(room, wire):
    page = room()
    wire.hang_up(4403)
    expect(page.get_by_text("您已被请出这个直播间的互动")).to_be_visible()
    page.wait_for_timeout(2500)
    assert len(wire.paths) == 1
    expect(page.locator("video")).to_have_count(1)


@pytest.mark.journey
def test_who_opened_the_room_elsewhere_goes_on_here_by_a_tap(room, wire):
    page = room()
    wire.hang_up(4409)
    page.get_by_role("button", name="在这里继续").tap()
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    assert len(wire.paths) == 2


@pytest.mark.journey
def test_a_swipe_clears_the_picture_and_a_tap_brings_everything_back(room):
    page = room()
    _swipe(page, 100, 300)
    expect(page.get_by_role("button", name="说点什么")).to_have_count(0)
    expect(page.get_by_role("heading", name="茶馆")).to_have_count(0)
    page.get_by_role("button", name="恢复界面").tap()
    expect(page.get_by_role("button", name="说点什么")).to_be_visible()


@pytest.mark.journey
def test_smooth_mode_moves_nothing_and_is_kept(room, wire):
    page = room()
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="流畅模式").tap()
    expect(page.get_by_role("button", name="流畅模式 开")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    wire.tell(_said("1", "在吗"))
    expect(page.get_by_role("log")).to_contain_text("在吗")
    assert page.locator(".danmaku--comment").count() == 0


ROSE = {"gift": "rose", "name": "玫瑰", "points": 10, "effect": "float", "picture": ""}


@pytest.mark.journey
def test_an_adult_gives_and_everybody_sees_it(room, shop, wire):
    shop.gifts.update(enabled=True, why="adult", points=25, left_today=100, gifts=[ROSE])
    page = room()
    page.get_by_role("button", name="送礼").tap()
    page.get_by_role("button", name="我已年满 18 周岁").tap()
    sheet = page.get_by_role("dialog", name="送礼")
    expect(sheet).to_contain_text("我的积分 25")
    expect(sheet).to_contain_text("先选一个礼物")
    sheet.get_by_role("radio", name="玫瑰 10 积分").tap()
    shop.given.update(points=10, combo=2)
    sheet.get_by_role("button", name="送出").tap()
    expect(sheet.get_by_role("button", name="连送 ×2")).to_be_visible()
    expect(sheet).to_contain_text("我的积分 15")
    sheet.get_by_role("button", name="连送 ×2").tap()
    expect(sheet).to_contain_text("积分不够")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    speaker = {"viewer": "m", "name": "阿花"}
    gift = {
        "type": "GiftGiven",
        "room": "tea",
        "gift": "rose",
        "name": "玫瑰",
        "effect": "full",
        "count": 1,
        "combo": 3,
    }
    wire.tell({**gift, "speaker": speaker})
    expect(page.locator(".gift-stage--tray")).to_contain_text("阿花送出 玫瑰×3")
    expect(page.locator(".gift-stage--full")).to_be_visible()
    expect(page.locator(".gift-stage--tray")).to_have_count(0, timeout=SLOW)


@pytest.mark.journey
def test_a_tap_follows_the_host(room, shop):
    shop.follows = False
    page = room()
    page.get_by_role("button", name="关注").tap()
    expect(page.get_by_text("已关注")).to_be_visible()
    expect(page.get_by_role("button", name="关注")).to_have_count(0)
    expect(page.get_by_text("直播中")).to_be_visible()


@pytest.mark.journey
def test_a_page_of_moments_shows_and_asks_for_nothing(shop, visit, wire):
    shop.live("tea", "茶馆")
    page = visit("/")
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    page.evaluate("wx.getEnterOptionsSync = () => ({ scene: 1154 })")
    page.get_by_role("link", name="茶馆").click()
    expect(page.locator("[role=log]")).to_be_attached(timeout=SLOW)
    assert wire.seated.wait(10)
    wire.tell(_said("1", "在吗"))
    expect(page.get_by_role("log")).to_contain_text("在吗")
    for name in ("说点什么", "点赞", "更多"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.touchscreen.tap(200, 300)
    page.touchscreen.tap(200, 300)
    page.wait_for_timeout(1200)
    assert {frame["type"] for frame in wire.said} <= {"ping"}


@pytest.mark.journey
def test_nothing_of_the_floor_stands_in_the_way_of_a_screen_reader(room, shop, wire):
    shop.talk["phrases"] = ["多少钱？"]
    shop.talk["pinned"] = {"comment": "9", "name": "店长", "text": "满 99 包邮"}
    page = room(room={"notice": "今晚抽奖"}, reduced_motion="reduce")
    wire.tell(
        _said("1", "在吗", speaker={"level": "银卡", "buyer": True}),
        _said("2", "在", "店员", speaker={"role": "staff"}),
    )
    expect(page.get_by_role("log")).to_contain_text("在吗")
    assert _violations(page) == []
    page.get_by_role("button", name="说点什么").tap()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.wait_for_timeout(300)
    assert _violations(page) == []


def _violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["any"][0]["message"] + node["html"] for node in each["nodes"]]) for each in found]


def _write(page: Page, text: str) -> None:
    page.get_by_role("button", name="说点什么").tap()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _swipe(page: Page, start: int, end: int) -> None:
    page.evaluate(
        """([start, end]) => {
          const glass = document.querySelector('.floor--glass')
          const finger = (x) => new Touch({ identifier: 1, target: glass, clientX: x, clientY: 300 })
          const send = (type, x) => glass.dispatchEvent(new TouchEvent(type,
            { touches: [finger(x)], changedTouches: [finger(x)], bubbles: true, composed: true }))
          send('touchstart', start); send('touchmove', end); send('touchend', end)
        }""",
        [start, end],
    )


@pytest.mark.journey
def test_a_guest_is_asked_for_a_name_once_he_has_spoken_and_sits_down_anew_with_it(room, shop, wire):
    shop.market["me"] = {"nickname": ""}
    page = room()
    _say(page, "好吃")
    card = page.get_by_role("dialog", name="您刚才是以")
    expect(card).to_be_visible()
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
@pytest.mark.parametrize(("why", "gives"), [("", True), ("off", False)])
def test_nothing_in_the_bar_moves_when_the_shop_tells_whether_gifts_are_given(room, shop, why, gives):
    shop.gifts.update(enabled=gives, why=why, points=25, left_today=100, gifts=[ROSE])
    page = room()
    before = {name: page.get_by_role("button", name=name).bounding_box() for name in ("说点什么", "更多", "点赞")}
    expect(page.locator(".floor--empty")).to_have_count(0, timeout=SLOW)
    assert page.get_by_role("button", name="送礼").count() == gives
    for name in ("更多", "点赞"):
        assert page.get_by_role("button", name=name).bounding_box() == before[name], name
    if gives:
        assert page.get_by_role("button", name="说点什么").bounding_box() == before["说点什么"]


def _say(page: Page, text: str) -> None:
    page.get_by_role("button", name="说点什么").tap()
    box = page.get_by_role("textbox", name="说点什么")
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_count(0)
