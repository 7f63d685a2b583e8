"""A viewer has a poster made, in Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DESK = (1280, 800)
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
WECHAT = f"{PHONE} MicroMessenger/8.0.50"
POSTER = {"picture": "/posters/cover.jpg"}


def _poster(page: Page) -> Any:
    """The sheet of the poster, by the room's tools."""
    page.get_by_role("button", name="更多").click()
    page.get_by_role("dialog", name="更多").get_by_role("button", name="生成海报").click()
    return page.get_by_role("dialog", name="海报")


HOLD, KEEP = "长按图片保存", "存下来发给好友"


@pytest.mark.parametrize(("size", "agent", "hint"), [((390, 844), PHONE, HOLD), (DESK, None, KEEP)])
def test_a_poster_of_the_room_stands_over_it_and_is_saved(room, shop, size, agent, hint):
    shop.market = {"rooms/tea/poster": POSTER}
    page = room(size=size, reduced_motion="reduce", user_agent=agent)
    sheet = _poster(page)
    expect(sheet.get_by_role("img", name="上面有二维码")).to_be_visible()
    expect(sheet.get_by_text(hint)).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    with page.expect_download() as saved:
        sheet.get_by_role("button", name="保存图片").click()
    assert saved.value.suggested_filename == "cover.jpg"
    expect(page.get_by_text("图片已保存")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_in_wechats_own_browser_it_is_pressed_long(room, shop):
    shop.market = {"rooms/tea/poster": POSTER}
    sheet = _poster(room(user_agent=WECHAT))
    expect(sheet.get_by_text("长按图片保存")).to_be_visible()
    expect(sheet.get_by_role("button", name="保存")).to_have_count(0)
    sheet.get_by_role("button", name="关闭").click()
    expect(sheet).to_have_count(0)


def test_why_there_is_none_is_said_and_asked_again(room, shop):
    page = room(forgiving=True)
    sheet = _poster(page)
    expect(sheet.get_by_role("alert")).to_be_visible()
    shop.market = {"rooms/tea/poster": {"picture": "/posters/gone.jpg"}}
    sheet.get_by_role("button", name="再试一次").click()
    expect(sheet.get_by_text("海报没有生成")).to_be_visible()
    shop.market = {"rooms/tea/poster": POSTER}
    sheet.get_by_role("button", name="再试一次").click()
    expect(sheet.get_by_role("img", name="上面有二维码")).to_be_visible()


def test_who_waits_for_a_show_has_its_poster(shop, visit):
    shop.market = {"rooms/tea/poster": POSTER}
    shop.coming("tea", "津味小店", 7200, show="晚间茶话会")
    page = visit("/rooms/tea")
    page.get_by_role("button", name="生成海报").click()
    sheet = page.get_by_role("dialog", name="海报")
    expect(sheet.get_by_role("img", name="晚间茶话会的海报")).to_be_visible()
    box = sheet.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844


def test_what_a_code_of_wechat_says_opens_the_room(shop, visit):
    shop.coming("tea", "津味小店", 7200, show="晚间茶话会")
    page = visit("/rooms/x?scene=room%3Dtea")
    expect(page.get_by_role("heading", name="晚间茶话会")).to_be_visible()
    assert "/api/v1/rooms/x" not in shop.asked
