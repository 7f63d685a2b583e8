"""From room to room with a finger or a key, in Chromium at 390 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

pytestmark = pytest.mark.journey

PLAYING = "() => { const v = document.querySelector('video'); return v && v.currentTime > 0.5 && !v.paused }"
SLOW = 30_000
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def two(shop: Any) -> Any:
    """茶馆 and 糕点铺, both on air, in this order."""
    shop.live("tea", "茶馆", cover="/covers/tea.jpg")
    shop.live("cake", "糕点铺", shape="wide", cover="/covers/cake.jpg")
    return shop


@pytest.fixture
def watch(two: Any, visit: Callable[..., Page], wire: Any) -> Callable[..., Page]:
    """Somebody who came from home to a room, and whose page knows what is beside it."""

    def enter(name: str = "茶馆", *, knows: bool = True, **options: Any) -> Page:
        page = visit("/", **{"user_agent": PHONE, **options})
        page.get_by_role("link", name=name).click()
        page.wait_for_function(PLAYING, timeout=SLOW)
        expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
        if knows:
            _knows(page)
        return page

    return enter


def test_a_swipe_up_leads_to_the_next_room_and_back_to_where_one_came_from(watch, wire):
    page = watch()
    seats = _seats(page)
    page.evaluate("window.element = document.querySelector('video')")
    muted = page.evaluate("window.element.muted")
    _swipe(page, 600, 200)
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()
    expect(page).to_have_title("糕点铺")
    assert page.url.endswith("/rooms/cake")
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    page.wait_for_function(PLAYING, timeout=SLOW)
    assert page.locator("video").count() == 1
    assert page.evaluate("window.element === document.querySelector('video')"), "a new one would beg for its sound"
    assert page.evaluate("window.element.muted") == muted
    assert seats == ["/api/v1/rooms/cake/seat?from=swipe"]
    assert [path.split("?")[0] for path in wire.paths] == ["/rooms/tea", "/rooms/cake"]
    assert wire.here() == ["/rooms/cake"]
    _swipe(page, 200, 600)
    expect(page.get_by_role("heading", name="茶馆")).to_be_visible()
    assert page.url.endswith("/rooms/tea")
    page.get_by_role("button", name="返回").tap()
    expect(page.get_by_role("link", name="糕点铺")).to_be_visible()
    assert page.url.endswith("/")


def test_less_than_a_third_snaps_back_and_at_an_end_the_picture_only_gives_way(watch, two):
    page = watch()
    finger = _down(page, 600)
    _move(finger, 600, 400)
    page.wait_for_timeout(200)
    assert _top(page) == pytest.approx(-190, abs=12)
    expect(page.locator(".peek .title")).to_have_text("糕点铺")
    _up(finger)
    page.wait_for_timeout(500)
    assert (_top(page), page.locator(".peek").count()) == (0, 0)
    finger = _down(page, 200)
    _move(finger, 200, 700)
    assert _top(page) == 72
    _up(finger)
    page.wait_for_timeout(500)
    assert _top(page) == 0
    assert page.url.endswith("/rooms/tea")


def test_a_room_alone_on_air_does_not_move(watch, two):
    two.rooms["cake"]["state"] = "off"
    page = watch("茶馆", knows=False)
    finger = _down(page, 600)
    _move(finger, 600, 200)
    assert _top(page) == 0
    _up(finger)
    page.wait_for_timeout(400)
    assert page.url.endswith("/rooms/tea")


def test_comments_sheets_and_what_is_written_are_not_swiped(watch, wire, said):
    page = watch()
    wire.tell(*[said(str(n), f"第{n}句") for n in range(30)])
    expect(page.get_by_role("log").get_by_text("第29句")).to_be_visible()
    box = page.get_by_role("log").bounding_box()
    assert box is not None
    _swipe(page, box["y"] + box["height"] - 10, box["y"] - 300, x=box["x"] + 40)
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="关闭").tap(trial=True)  # the sheet has come up
    _swipe(page, 500, 100)
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="关闭").tap()
    page.get_by_role("button", name="说点什么").tap()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("PageDown")
    _swipe(page, 400, 60)
    page.wait_for_timeout(500)
    assert page.url.endswith("/rooms/tea")


def test_beside_short_comments_a_finger_reaches_the_picture(watch, wire, said):
    page = watch()
    wire.tell(*[said(str(n), f"第{n}句") for n in range(9)])
    expect(page.get_by_role("log").get_by_text("第8句")).to_be_visible()
    box = page.get_by_role("log").bounding_box()
    assert box is not None
    _swipe(page, box["y"] + box["height"] - 10, box["y"] - 250, x=330)
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()


def test_keys_and_a_tool_turn_to_the_rooms_beside(watch):
    page = watch()
    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="上一个直播间").tap()
    expect(page.get_by_role("heading", name="茶馆")).to_be_visible()
    page.wait_for_url("**/rooms/tea")
    page.wait_for_function(PLAYING, timeout=SLOW)
    page.go_back()
    expect(page.get_by_role("link", name="糕点铺")).to_be_visible()


def test_a_phone_that_saves_itself_changes_rooms_at_once(watch):
    page = watch(script="localStorage.setItem('jinbo:floor', '{\"smooth\": true}')")
    finger = _down(page, 600)
    _move(finger, 600, 200)
    assert _top(page) == 0
    _up(finger)
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()
    assert page.locator(".peek").count() == 0


def test_who_wants_less_motion_sees_the_next_room_without_any(watch):
    page = watch(reduced_motion="reduce")
    page.keyboard.press("PageDown")
    expect(page.locator(".peek")).to_have_css("transition-duration", "0s")
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()


@pytest.mark.parametrize(("agent", "words"), [(PHONE, "上滑看下一个直播间"), ("Chrome", "按 Page Down 看下一个直播间")])
def test_the_way_is_shown_once(watch, agent, words):
    page = watch(user_agent=agent)
    hint = page.get_by_text(words)
    expect(hint).to_be_visible(timeout=SLOW)
    expect(hint).to_have_count(0, timeout=SLOW)
    page.reload()
    page.wait_for_function(PLAYING, timeout=SLOW)
    _knows(page)
    page.wait_for_timeout(1500)
    expect(hint).to_have_count(0)


def test_who_goes_on_from_a_swiped_room_comes_back_to_that_one(watch):
    page = watch()
    _swipe(page, 600, 200)
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()
    page.wait_for_function(PLAYING, timeout=SLOW)
    page.evaluate("window.here = getCurrentPages().pop()")
    page.evaluate("wx.navigateTo({ url: '/pages/home/home' })")
    expect(page.get_by_role("link", name="茶馆")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="糕点铺")).to_be_visible()
    assert page.evaluate("window.here === getCurrentPages().pop()")
    assert page.evaluate("getCurrentPages().pop().onShareAppMessage().path") == "/pages/room/room?room=cake&from=share"


def test_a_page_of_moments_is_not_swiped(two, visit):
    page = visit("/")
    page.evaluate("wx.getEnterOptionsSync = () => ({ scene: 1154 })")
    page.evaluate("wx.navigateTo({ url: '/pages/room/room?room=tea' })")
    page.wait_for_function(PLAYING, timeout=SLOW)
    asked = two.asked.count("/api/v1/rooms")
    page.wait_for_timeout(4000)
    assert two.asked.count("/api/v1/rooms") == asked
    finger = _down(page, 600)
    _move(finger, 600, 200)
    assert _top(page) == 0
    _up(finger)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(400)
    assert page.url.endswith("/rooms/tea")


def test_a_room_that_ended_meanwhile_says_so_and_its_player_goes(watch, two):
    page = watch()
    two.rooms["cake"].update(state="off", play=[])
    _swipe(page, 600, 200)
    expect(page.get_by_role("heading", name="直播已结束")).to_be_visible(timeout=SLOW)
    assert page.locator("video").count() == 0


@pytest.mark.parametrize("gone", ["off", "missing"])
def test_a_room_that_is_over_is_no_dead_end(watch, two, gone):
    page = watch(forgiving=gone == "missing")
    if gone == "off":
        two.rooms["cake"].update(state="off", play=[])
    else:
        del two.rooms["cake"]
    _swipe(page, 600, 200)
    says = {"off": "直播已结束", "missing": "没有找到这个直播间"}[gone]
    expect(page.get_by_text(says)).to_be_visible(timeout=SLOW)
    expect(page.locator("video")).to_have_count(0)
    back = page.get_by_role("button", name="上一个直播间")
    expect(back).to_be_visible()
    _swipe(page, 200, 600)
    expect(page.get_by_role("heading", name="茶馆")).to_be_visible()
    page.wait_for_function(PLAYING, timeout=SLOW)
    expect(back).to_have_count(0)
    _swipe(page, 600, 200)
    back.tap()
    page.wait_for_url("**/rooms/tea")
    page.wait_for_function(PLAYING, timeout=SLOW)


def _knows(page: Page) -> None:
    page.wait_for_function(
        "() => { const { before, after } = getCurrentPages().pop().state.beside; return before || after }"
    )


def _seats(page: Page) -> list[str]:
    asked: list[str] = []
    page.on(
        "request",
        lambda one: asked.append("/" + one.url.split("//")[1].partition("/")[2]) if "/seat" in one.url else None,
    )
    return asked


def _top(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.room').getBoundingClientRect().top"))


def _down(page: Page, y: float, x: float = 250) -> tuple[CDPSession, float]:
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    return finger, x


def _move(finger: tuple[CDPSession, float], start: float, end: float) -> None:
    session, x = finger
    for step in range(1, 11):
        y = start + (end - start) * step / 10
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})


def _up(finger: tuple[CDPSession, float]) -> None:
    finger[0].send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _swipe(page: Page, start: float, end: float, x: float = 250) -> None:
    finger = _down(page, start, x)
    _move(finger, start, end)
    _up(finger)
