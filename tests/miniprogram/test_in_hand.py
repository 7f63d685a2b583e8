"""到手价 where a room shows its goods, in Chromium: on the card, in the bag and where a kind is chosen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE, DESK = (390, 844), (1280, 800)
TEN = {"price": 590, "why": "take", "off": 1000}

expect.set_options(timeout=30_000)


@pytest.fixture
def room(shop, stall, stocked):
    """Anybody may take a coupon of ten yuan for the first of the room's goods."""
    first, *rest = stall.goods()
    shop.market["rooms/tea/shelf"] = {
        "goods": [{**first, "in_hand": TEN}, *rest],
        "explaining": None,
        "now": stall.at(0),
    }
    return stocked


def _explains(wire, stall, **more: Any) -> None:
    wire.tell(stall.pinned(in_hand=TEN, **more))
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 902}, edge=stall.ms(30))


def _asked(shop) -> int:
    return sum(path == "/api/v1/rooms/tea/shelf/in-hand" for path in shop.asked)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_card_and_the_bag_say_what_a_piece_comes_to_and_why(room, shop, wire, stall, size):
    shop.market["rooms/tea/shelf/in-hand"] = {
        "items": {"p1": {**TEN, "take": ["c1"]}, "p2": {"price": 4000, "why": "coupon", "off": 0, "take": []}}
    }
    page = room(size)
    _explains(wire, stall)
    expect(page.get_by_role("region", name="讲解中")).to_contain_text("领 ¥10 券后 ¥5.90")
    _fits(page)
    page.get_by_role("button", name="购物袋").click()
    bag = page.get_by_role("dialog", name="购物袋")
    expect(bag).to_contain_text("领 ¥10 券后 ¥5.90")
    expect(bag).to_contain_text("券后 ¥40")
    _fits(page)


def test_what_is_explained_next_asks_the_shop_nothing(room, shop, wire, stall):
    page = room()
    deadline = time.monotonic() + 60
    while not _asked(shop) and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert _asked(shop) == 1
    before = len(shop.asked)
    for stretch in ("w1", "w2", "w3"):
        wire.tell({**stall.pinned(in_hand=TEN), "window": stretch})
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 902}, edge=stall.ms(30))
    expect(page.get_by_role("region", name="讲解中")).to_be_visible()
    page.wait_for_timeout(1500)
    about_goods = ("/shelf", "/in-hand", "/products", "/quotes", "/coupons")
    assert [path for path in shop.asked[before:] if any(part in path for part in about_goods)] == []


def test_when_the_coupons_have_run_out_the_room_says_no_more_of_them(room, wire, stall):
    page = room()
    _explains(wire, stall)
    card = page.get_by_role("region", name="讲解中")
    expect(card).to_contain_text("领 ¥10 券后")
    wire.tell({"type": "ShelfCounted", "room": "tea", "product": "p1", "available": 12, "sold": 8})
    expect(card).not_to_contain_text("券后")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_kind_is_chosen_with_what_it_comes_to_and_its_coupon_is_taken_there(room, shop, wire, stall, size):
    known = shop.market.setdefault("products/p1", {**stall.PRODUCT, "now": stall.at(0)})
    first, second = known["skus"]
    offered = {**first, "in_hand": {**TEN, "take": ["c1"]}}
    shop.market["products/p1"] = {**known, "skus": [offered, second]}
    shop.market["promotions/c1/claim"] = {"coupon": "mine"}
    page = room(size)
    _explains(wire, stall)
    page.get_by_role("button", name="讲解中 桂花小麻花").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("领 ¥10 券后 ¥5.90起")
    sheet.get_by_role("radio", name="原味").click()
    expect(sheet).not_to_contain_text("起")
    _fits(page)
    shop.market["products/p1"] = {
        **known,
        "skus": [{**first, "in_hand": {**TEN, "why": "coupon", "off": 0, "take": []}}, second],
    }
    sheet.get_by_role("button", name="领券").click()
    expect(page.get_by_text("券领到了")).to_be_visible()
    expect(sheet).to_contain_text("券后 ¥5.90")
    expect(sheet.get_by_role("button", name="领券")).to_have_count(0)
    assert [path for path, _ in shop.told if path.endswith("/claim")] == ["/api/v1/promotions/c1/claim"]


def test_who_buys_at_that_price_takes_the_coupon_first(room, shop, wire, stall):
    known = {**stall.PRODUCT, "now": stall.at(0)}
    first, second = known["skus"]
    shop.market["products/p1"] = {**known, "skus": [{**first, "in_hand": {**TEN, "take": ["c1"]}}, second]}
    shop.market["promotions/c1/claim"] = {"coupon": "mine"}
    page = room()
    _explains(wire, stall)
    page.get_by_role("button", name="讲解中 桂花小麻花").click()
    page.get_by_role("radio", name="原味").click()
    page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    expect(page.get_by_role("dialog")).to_contain_text("提交订单")
    told = [path for path, _ in shop.told]
    assert told.index("/api/v1/promotions/c1/claim") < told.index("/api/v1/quotes")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_bag_and_the_sheet_lead_to_the_lower_price_of_a_deal(room, wire, stall, size):
    page = room(size)
    group = {
        "type": "GroupBuyAnnounced", "room": "tea", "group_buy": "g1", "product": "p2", "sku": "s2", "title": "花茶",
        "spec": "", "picture": "", "price": 2900, "plain_price": 4500, "size": 2, "hours": 24, "per_member": 1,
        "quantity": 10, "opens_at": stall.at(-1), "ends_at": stall.at(3600),
    }  # fmt: skip
    wire.tell(group, stall.announced())
    page.get_by_role("button", name="购物袋").click()
    bag = page.get_by_role("dialog", name="购物袋")
    expect(bag.get_by_role("button", name="秒杀 ¥9.90 立即抢购 桂花小麻花")).to_be_visible()
    _fits(page)
    bag.get_by_role("button", name="拼团价 ¥29").click()
    expect(page.get_by_role("region", name="拼团")).to_contain_text("¥29")
    page.get_by_role("button", name="购物袋").click()
    bag.get_by_role("button", name="购买 桂花小麻花").last.click()
    sheet = page.get_by_role("dialog", name="请选择规格")
    sheet.get_by_role("button", name="秒杀 ¥9.90").click()
    expect(page.get_by_role("region", name="秒杀")).to_be_visible()
    expect(sheet).to_have_count(0)
