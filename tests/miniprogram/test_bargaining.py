"""A bargain in a room, in Chromium: over the playing picture, beside what the host explains."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE, DESK = (390, 844), (1280, 800)
expect.set_options(timeout=30_000)


@pytest.fixture
def room(stocked):
    return stocked


def _opened(stall, **more: Any) -> dict[str, Any]:
    fact = {
        "type": "BargainOpened", "room": "tea", "bargain": "b1", "product": "p1", "sku": "s1", "title": "桂花小麻花",
        "spec": "原味", "picture": "", "start_price": 1990, "floor_price": 990, "helpers": 4, "hours": 24,
        "quantity": 5, "opens_at": stall.at(-1), "ends_at": stall.at(86400),
    }  # fmt: skip
    return {**fact, **more}


def _haggle(stall, **more: Any) -> dict[str, Any]:
    bargain = {key: value for key, value in _opened(stall).items() if key != "type"}
    known = {
        "haggle": "h1", "bargain": {**bargain, "per_helper": 3, "left": 5, "state": "open", "mine": None},
        "name": "王*", "avatar": None, "price": 1590, "helped": 1, "state": "cutting", "until": stall.at(86400),
        "mine": True, "order": None, "now": stall.at(0),
        "cuts": [{"name": "王*", "avatar": None, "amount": 400, "at": stall.at(-5), "mine": True}],
    }  # fmt: skip
    return {**known, **more}


def _card(page: Page):
    return page.get_by_role("region", name="砍价")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_bargain_opened_live_is_on_the_screen_and_begun_with_one_tap(room, shop, wire, stall, size):
    shop.market["bargains/b1/haggles"] = _haggle(stall)
    page = room(size)
    wire.tell(_opened(stall))
    card = _card(page)
    expect(card).to_contain_text("人人可发起")
    expect(card).to_contain_text("起砍价 ¥19.90")
    expect(card).to_contain_text("底价 ¥9.90")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.wait_for_timeout(300)  # it has come in
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []
    page.get_by_role("button", name="发起砍价").click()
    expect(page.get_by_text("自己先砍掉了 ¥4")).to_be_visible()
    expect(card).to_contain_text("1 / 4 刀")
    expect(card.get_by_role("button", name="现在就买 ¥15.90")).to_be_visible()
    expect(page.locator("video")).to_have_js_property("paused", False)


def test_a_friend_who_helps_moves_the_bar_of_who_is_still_in_the_room(room, shop, wire, stall):
    shop.market["bargains/b1/haggles"] = _haggle(stall)
    page = room()
    wire.tell(_opened(stall))
    page.get_by_role("button", name="发起砍价").click()
    expect(_card(page)).to_contain_text("1 / 4 刀")
    wire.tell_one({
        "type": "PriceChopped", "room": "tea", "member": "m1", "bargain": "b1", "haggle": "h1", "name": "<b>李*",
        "amount": 250, "price": 1340, "helped": 2, "helpers": 4,
    })  # fmt: skip
    expect(_card(page)).to_contain_text("<b>李* 帮您砍了 ¥2.50")
    expect(_card(page)).to_contain_text("2 / 4 刀")


def test_it_is_bought_over_the_playing_picture_at_the_price_reached(room, shop, wire, stall):
    shop.market["bargains/b1/haggles"] = _haggle(stall)
    page = room()
    wire.tell(_opened(stall))
    page.get_by_role("button", name="发起砍价").click()
    _card(page).get_by_role("button", name="现在就买 ¥15.90").click()
    page.get_by_role("button", name="提交订单").click()
    expect(page.get_by_role("button", name="立即支付").first).to_be_visible()
    assert [body["claim"] for path, body in shop.told if path.endswith("/orders")] == ["h1"]
    expect(page.locator("video")).to_have_js_property("paused", False)


def test_put_away_it_hangs_among_the_pendants_and_comes_back(room, wire, stall):
    page = room()
    wire.tell(_opened(stall))
    page.get_by_role("button", name="收起砍价卡").click()
    expect(_card(page)).to_have_count(0)
    page.get_by_role("button", name="砍价").click()
    expect(_card(page)).to_be_visible()
    wire.tell({"type": "BargainEnded", "room": "tea", "bargain": "b1", "reason": "staff"})
    expect(_card(page)).to_contain_text("已结束")


def test_a_refusal_is_told_and_the_button_may_be_tapped_again(room, wire, stall):
    page = room(forgiving=True)
    wire.tell(_opened(stall))
    page.get_by_role("button", name="发起砍价").click()
    expect(page.get_by_role("button", name="发起砍价")).not_to_have_attribute("aria-disabled", "true")
