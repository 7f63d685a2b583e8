"""A running deal is seen where its goods are, in Chromium: on cards, on the product's page, on the way to its room."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE, DESK = (390, 844), (1280, 800)

expect.set_options(timeout=30_000)


@pytest.fixture
def deal(stall):
    """A flash sale of p1 in the room 'tea', as GET /products tells it."""

    def told(**more: Any) -> dict[str, Any]:
        known = {
            "kind": "flash-sale", "activity": "f1", "room": "tea", "product": "p1", "sku": "s1", "spec": "原味",
            "price": 990, "floor": False, "set_aside": True, "state": "open", "opens_at": stall.at(-60),
            "ends_at": stall.at(600),
        }  # fmt: skip
        return {**known, **more}

    return told


@pytest.fixture
def listed(shop, stall, visit):
    """``listed(deal(...), ...)``: the list of goods, with a card for each deal and one without any."""

    def open_list(*deals: dict[str, Any], size: tuple[int, int] = PHONE) -> Page:
        card = {
            "subtitle": "", "picture": None, "price": 1990, "strike_price": None, "member_price": None,
            "deal_price": None, "in_hand": None, "available": 9, "sold": 8, "tags": ["老字号"], "early": False,
        }  # fmt: skip
        goods = [{**card, "id": f"p{place}", "title": f"桂花小麻花 {place} 号", "deals": [one]}
                 for place, one in enumerate(deals, 1)]  # fmt: skip
        plain = {**card, "id": "p0", "title": "茉莉花茶", "deals": []}
        shop.market = {
            "categories": {"items": []},
            "products": {"items": [*goods, plain], "next": None, "now": stall.at(0)},
        }
        return visit("/goods", size)

    return open_list


@pytest.fixture
def page_of(shop, stall, visit):
    """``page_of(deal(...))``: the page of p1."""

    def open_page(*deals: dict[str, Any], size: tuple[int, int] = PHONE) -> Page:
        shop.market = {**stall.market(), **shop.market}
        shop.market["products/p1"] = {**stall.PRODUCT, "deals": list(deals), "now": stall.at(0)}
        return visit("/products/p1", size)

    return open_page


def test_a_price_whose_promotion_ends_while_one_reads_its_page_is_asked_anew_once(shop, stall, visit):
    known = {**stall.PRODUCT, "deals": []}
    cheap = [{**sku, "in_hand": {"price": 990, "why": "coupon", "until": stall.at(8)}} for sku in known["skus"]]
    shop.market = {**stall.market(), "products/p1": {**known, "skus": cheap, "now": stall.at(0)}}
    page = visit("/products/p1")
    expect(page.get_by_text("券后 ¥9.90").first).to_be_visible()
    shop.market["products/p1"] = {**known, "now": stall.at(9)}
    expect(page.get_by_text("券后 ¥9.90")).to_have_count(0)
    page.wait_for_timeout(2500)
    assert shop.asked.count("/api/v1/products/p1") == 2


@pytest.mark.parametrize("path", ["shop", "goods"])
def test_cards_whose_promotion_ends_while_one_looks_are_asked_anew(shop, stall, visit, path):
    card = {
        "id": "p1", "title": "茉莉花茶", "subtitle": "", "picture": None, "price": 4500, "strike_price": None,
        "member_price": None, "in_hand": None, "available": 9, "sold": 0, "tags": [], "early": False, "deals": [],
    }  # fmt: skip
    rule = {"id": "t", "name": "限时", "kind": "timed-price", "rule": {"type": "timed-price", "prices": {}}}

    def answers(deal_price: int | None, now: float, until: str | None) -> None:
        named = [{**rule, "ends_at": until}] if until else []
        cards = [{**card, "deal_price": deal_price}]
        home = {"shop": {"name": "津味小店"}, "categories": [], "hot": [], "new": cards, "promotions": named}
        shelf = {"items": cards, "next": None, "until": until}
        told = {"shop": home, "products": shelf, "categories": {"items": []}, "cart": {"items": []}}
        shop.market.update({name: {**known, "now": stall.at(now)} for name, known in told.items()})

    answers(990, 0, stall.at(8))
    page = visit(f"/{path}")
    price = page.get_by_role("link", name="茉莉花茶")
    expect(price).to_contain_text("9.90")
    answers(None, 9, None)
    expect(price).to_contain_text("45")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_cards_say_in_one_line_what_is_to_be_had_for_less(listed, deal, stall, size):
    tomorrow = {"state": "announced", "opens_at": stall.at(23 * 3600), "ends_at": stall.at(24 * 3600)}
    page = listed(
        deal(), deal(**tomorrow, price=12990), deal(kind="group-buy", room=""),
        deal(kind="bargain", room="", floor=True, price=500), size=size,
    )  # fmt: skip
    for words in ("秒杀 ¥9.90", "拼团 ¥9.90", "砍价最低 ¥5"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    tags = page.locator(".goods-card--offer")
    expect(tags).to_have_count(4)
    whole = "tags => tags.every((tag) => tag.scrollWidth <= tag.clientWidth)"
    assert tags.evaluate_all(whole), "nothing is cut off"
    assert {round(tags.nth(place).bounding_box()["height"]) for place in range(4)} == {20}
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_what_is_over_goes_from_its_card_while_one_looks(listed, deal, stall):
    page = listed(deal(ends_at=stall.at(4)), deal(state="announced", opens_at=stall.at(4), ends_at=stall.at(600)))
    expect(page.get_by_text("秒杀 ¥9.90", exact=True)).to_have_count(1)
    expect(page.get_by_text("开抢")).to_have_count(1)
    expect(page.get_by_text("开抢")).to_have_count(0)
    expect(page.locator(".goods-card--offer")).to_have_count(1)
    expect(page.get_by_text("秒杀 ¥9.90", exact=True)).to_have_count(1)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_page_counts_down_and_leads_to_the_sale_in_its_room(page_of, shop, deal, stall, wire, size):
    other, wanted = stall.announced(sale="f0", opens_in=-300, title="茉莉花茶"), stall.announced()
    sales = [
        {**{key: one[key] for key in one if key not in ("type", "room")}, "left": 5, "state": "open", "mine": None}
        for one in (other, wanted)
    ]
    shop.market = {"rooms/tea/sales": {"items": sales, "now": stall.at(0)}}
    shop.live("tea", "津味小店")
    page = page_of(deal(), size=size)
    expect(page.get_by_text("距结束")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_role("button", name="去直播间抢").click()
    expect(page.get_by_role("region", name="秒杀")).to_contain_text("桂花小麻花")
    assert page.url.startswith(f"{shop.address}/rooms/tea")


def test_what_is_gone_and_what_has_not_begun_say_so(page_of, deal, stall):
    coming = deal(activity="f2", state="announced", opens_at=stall.at(3600), ends_at=stall.at(7200))
    page = page_of(coming, deal(state="sold-out"))
    expect(page.get_by_text("已抢光，没付款的会放出来")).to_be_visible()
    expect(page.get_by_role("button", name="去直播间看看")).to_be_visible()
    expect(page.get_by_text("还有 59:")).to_be_visible()
    expect(page.get_by_role("button", name="去直播间等")).to_be_visible()
