"""A room that lives: what viewers feel, give and follow, and how its wire comes back, in Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SLOW = 30_000


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


def test_the_top_shows_the_host_and_a_few_who_are_there(room, wire):
    page = room(room={"avatar": "/covers/tea.jpg"})
    expect(page.locator(".avatar .portrait")).to_be_visible()
    expect(page.locator(".face")).to_have_count(0)
    faces = [f"/covers/tea.jpg?{number}" for number in range(3)]
    wire.tell({"type": "ViewersCounted", "room": "tea", "viewers": 15, "faces": faces})
    expect(page.locator(".viewers .face")).to_have_count(3)
    expect(page.get_by_label("15人在看")).to_be_visible()
    wire.tell({"type": "ViewersCounted", "room": "tea", "viewers": 14})
    expect(page.locator(".face")).to_have_count(0)


def test_a_host_without_a_picture_is_the_first_letter_of_the_room(room):
    page = room()
    expect(page.locator(".avatar")).to_have_text("茶")
    expect(page.locator(".portrait")).to_have_count(0)


@pytest.mark.journey
def test_a_wire_that_breaks_comes_back_with_what_was_missed(room, wire, said):
    page = room(forgiving=True)
    wire.tell(said("1", "早"))
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
def test_smooth_mode_moves_nothing_and_is_kept(room, wire, said):
    page = room()
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="流畅模式").tap()
    expect(page.get_by_role("button", name="流畅模式 开")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    wire.tell(said("1", "在吗"))
    expect(page.get_by_role("log")).to_contain_text("在吗")
    assert page.locator(".danmaku--comment").count() == 0


ROSE = {"gift": "rose", "name": "玫瑰", "points": 10, "effect": "float", "picture": ""}


def test_a_minor_says_so_and_reads_why_nothing_can_be_given(room, shop):
    shop.gifts.update(enabled=False, why="adult", points=25, left_today=100, gifts=[ROSE])
    page = room()
    page.get_by_role("button", name="送礼").tap()
    sheet = page.get_by_role("dialog", name="送礼")
    sheet.get_by_role("button", name="我未满 18 周岁").tap()
    expect(sheet).to_contain_text("未成年人不能送礼")
    expect(sheet.get_by_role("button", name="我已年满 18 周岁")).to_have_count(0)


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
def test_a_page_of_moments_shows_and_asks_for_nothing(shop, visit, wire, said, stall):
    shop.live("tea", "茶馆")
    shop.follows = False
    page = visit("/")
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    page.evaluate("wx.getEnterOptionsSync = () => ({ scene: 1154 })")
    page.get_by_role("link", name="茶馆").click()
    expect(page.locator("[role=log]")).to_be_attached(timeout=SLOW)
    assert wire.seated.wait(10)
    wire.tell(said("1", "在吗"))
    expect(page.get_by_role("log")).to_contain_text("在吗")
    wire.tell(stall.announced(90), stall.opened("lottery", "今晚福袋"), said("2", "好吃"))
    expect(page.get_by_role("log")).to_contain_text("好吃")
    for name in ("说点什么", "点赞", "更多", "关注", "返回", "福袋", "等待开抢"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.touchscreen.tap(200, 300)
    page.touchscreen.tap(200, 300)
    page.wait_for_timeout(1200)
    assert {frame["type"] for frame in wire.said} <= {"ping"}


@pytest.mark.journey
def test_nothing_of_the_floor_stands_in_the_way_of_a_screen_reader(room, shop, wire, said):
    shop.talk["phrases"] = ["多少钱？"]
    shop.talk["pinned"] = {"comment": "9", "name": "店长", "text": "满 99 包邮"}
    page = room(room={"notice": "今晚抽奖"}, reduced_motion="reduce")
    wire.tell(
        said("1", "在吗", speaker={"level": "银卡", "buyer": True}),
        said("2", "在", "店员", speaker={"role": "staff"}),
    )
    expect(page.get_by_role("log")).to_contain_text("在吗")
    assert _violations(page) == []
    page.get_by_role("button", name="说点什么").tap()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.wait_for_timeout(300)
    assert _violations(page) == []


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


def _violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["any"][0]["message"] + node["html"] for node in each["nodes"]]) for each in found]


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
