"""What is bought in a room, in Chromium: state by state, over a playing picture."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PHONE, DESK = (390, 844), (1280, 800)
SLOW = 30_000

expect.set_options(timeout=SLOW)


@pytest.fixture
def room(stocked):
    return stocked


def _explains(wire, stall, **more: object) -> None:
    """The host begins to explain, and the picture gets there."""
    wire.tell({**stall.pinned(), **more})
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 902}, edge=stall.ms(30))


def _taps(page: Page, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_bag_shows_what_the_room_sells_at_its_own_price(room, size):
    page = room(size)
    _taps(page, "购物袋")
    bag = page.get_by_role("dialog", name="购物袋")
    expect(bag).to_contain_text("桂花小麻花")
    expect(bag).to_contain_text("直播价")
    expect(bag.get_by_text("7天无理由")).to_have_count(1)
    expect(bag).to_contain_text("¥19.90")
    expect(bag).to_contain_text("已抢光")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    expect(page.locator("video")).to_have_js_property("paused", False)


def test_a_wish_to_see_something_reaches_the_host(room, wire):
    wire.answers["want"] = {"count": 3}
    page = room()
    _taps(page, "购物袋")
    _taps(page, "想看讲解 茉莉花茶")
    expect(page.get_by_text("3 人想看")).to_be_visible()
    assert wire.heard("want") == [{"product": "p2", "type": "want", "ref": wire.heard("want")[0]["ref"]}]
    expect(page.get_by_role("button", name="想看讲解 茉莉花茶")).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_card_that_nobody_touches_gives_the_picture_back_and_comes_again_by_a_tap(room, wire, stall, size):
    page = room(size)
    _explains(wire, stall)
    card = page.get_by_role("button", name="讲解中 桂花小麻花")
    expect(card).to_have_attribute("aria-expanded", "true")
    large = card.bounding_box()
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 31000 }")
    expect(card).to_have_attribute("aria-expanded", "false")
    small = card.bounding_box()
    assert small["width"] * small["height"] < 0.4 * large["width"] * large["height"]
    assert abs(small["x"] + small["width"] - large["x"] - large["width"]) < 4, "it stays at the thumb's side"
    expect(page.get_by_role("button", name="收起讲解卡")).to_have_count(0)
    card.click()
    expect(card).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_card_that_the_host_brings_up_can_be_closed_and_what_is_explained_comes_back(room, wire, stall, size):
    page = room(size)
    _explains(wire, stall)
    wire.tell({"type": "ProductPopped", "room": "tea", "good": stall.goods()[1]})
    card = page.get_by_role("region", name="茉莉花茶")
    expect(card).to_be_visible()
    expect(card.get_by_text("讲解中")).to_have_count(0)
    card.get_by_role("button", name="收起讲解卡").click()
    expect(page.get_by_role("region", name="讲解中")).to_contain_text("桂花小麻花")


def test_what_is_explained_now_can_be_watched_as_it_was_explained_before(room, shop, wire, stall):
    shop.market = {"rooms/tea/shelf": {"goods": stall.goods(), "explaining": None, "clips": ["p1"], "now": stall.at(0)}}
    page = room()
    _explains(wire, stall)
    _taps(page, "购物袋")
    bag = page.get_by_role("dialog", name="购物袋")
    expect(bag.get_by_role("link", name="看讲解 桂花小麻花")).to_be_visible()
    expect(bag.get_by_role("button", name="想看讲解 桂花小麻花")).to_have_count(0)
    expect(bag.get_by_role("button", name="想看讲解 茉莉花茶")).to_be_visible()


@pytest.mark.parametrize(("size", "touch"), [(PHONE, "tap"), (DESK, "click")])
def test_a_button_that_rests_hears_no_finger_no_mouse_and_no_key(room, wire, stall, size, touch):
    page = room(size)
    _explains(wire, stall)
    _taps(page, "讲解中 桂花小麻花")
    kind = page.get_by_role("radio", name="原味")
    buy = page.get_by_role("dialog").get_by_role("button", name="立即购买")
    expect(buy).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("dialog").get_by_text("请选择口味")).to_be_visible()
    kind.click(trial=True)
    getattr(buy, touch)(force=True)
    buy.press("Enter")
    buy.press(" ")
    getattr(kind, touch)()
    getattr(buy, touch)()
    expect(page.get_by_text("直播价 -¥4")).to_be_visible()


def test_what_is_explained_is_bought_and_paid_over_the_playing_picture(room, shop, wire, stall):
    page = room()
    _explains(wire, stall)
    _taps(page, "讲解中 桂花小麻花")
    expect(page.get_by_role("dialog")).to_contain_text("15")
    _taps(page, "原味", "radio")
    page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    expect(page.get_by_text("直播价 -¥4")).to_be_visible()
    _taps(page, "提交订单")
    _taps(page, "立即支付")
    expect(page.get_by_text("20261128-0001")).to_be_visible()
    shop.market["orders/o1"] = stall.order("paid")
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible(timeout=SLOW)
    _taps(page, "回到直播间")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == f"{shop.address}/rooms/tea"
    assert [frame["product"] for frame in wire.heard("going")] == ["p1"]


def test_who_turns_back_at_the_cashier_goes_on_over_the_playing_picture(room, shop, wire, stall):
    wechat = {"provider": "wechat", "way": "h5"}
    shop.market = {
        **stall.market(),
        "orders/o1/payment-ways": {"items": [wechat]},
        "orders/o1/payments": {**wechat, "attempt": "t1", "state": "waiting", "handover": {}},
        "payments/t1": {**wechat, "attempt": "t1", "state": "waiting", "handover": {}},
    }
    page = room()
    _explains(wire, stall)
    _taps(page, "讲解中 桂花小麻花")
    _taps(page, "原味", "radio")
    page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    _taps(page, "提交订单")
    _taps(page, "立即支付")
    expect(page.get_by_role("heading", name="还没有付款")).to_be_visible()
    expect(page.get_by_role("button", name="换种方式")).to_be_visible()
    _taps(page, "继续支付")
    expect(page.get_by_text("正在确认支付结果")).to_be_visible()
    shop.market["orders/o1"] = stall.order("paid")
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible()


def test_an_order_whose_payment_was_left_waits_above_the_picture_and_its_money_is_told(room, shop, stall):
    page = room()
    _taps(page, "购物袋")
    _taps(page, "购买 桂花小麻花")
    _taps(page, "原味", "radio")
    page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    _taps(page, "提交订单")
    expect(page.get_by_text("待支付")).to_be_visible()
    page.keyboard.press("Escape")
    _taps(page, "待付款 1")
    expect(page.get_by_text("待支付")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    shop.market["orders/o1"] = stall.order("paid")
    expect(page.get_by_text("支付成功，店家会尽快为您备货")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="待付款")).to_have_count(0)


def test_the_card_comes_with_its_moment_in_the_picture_and_goes_with_it_or_when_it_is_put_away(room, wire, stall):
    page = room()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.5")
    card = page.get_by_role("region", name="讲解中")
    wire.tell(stall.pinned())
    expect(card).to_have_count(0)
    _explains(wire, stall)
    expect(card).to_be_visible()
    _taps(page, "收起讲解卡")
    expect(card).to_have_count(0)
    _explains(wire, stall, window="w2")
    expect(card).to_be_visible()
    wire.tell({"type": "ProductUnpinned", "room": "tea", "window": "w2", "product": "p1"}, edge=stall.ms(30))
    wire.tell({"type": "LikesCounted", "room": "tea", "total": 903}, edge=stall.ms(60))
    expect(card).to_have_count(0)


def test_a_flash_sale_counts_down_opens_and_is_won(room, wire, stall):
    wire.answers["grab"] = {"state": "queued"}
    page = room()
    wire.tell(stall.announced(90))
    card = page.get_by_role("region", name="秒杀")
    expect(card.get_by_role("timer")).to_contain_text("01:")
    expect(card.get_by_role("button", name="等待开抢")).to_have_attribute("aria-disabled", "true")
    wire.tell({"type": "FlashSaleOpened", "room": "tea", "sale": "f1"})
    _taps(page, "立即抢购")
    expect(card).to_contain_text("有人没付款就轮到您")
    piece = {"type": "FlashPieceWon", "room": "tea", "member": "m1", "sale": "f1", "claim": "c1", "sku": "s1"}
    wire.tell_one({**piece, "quantity": 1, "price": 990, "until": stall.at(300)})
    expect(card.get_by_role("timer")).to_contain_text("请在时间内下单")
    _taps(page, "去下单")
    _taps(page, "提交订单")
    expect(page.get_by_role("dialog", name="支付订单")).to_be_visible()
    _taps(page, "关闭")
    expect(card.get_by_role("button", name="去付款")).to_be_visible()


def test_who_is_at_ordering_what_he_won_when_the_show_ends_orders_and_pays_it(room, shop, wire, stall):
    page = room()
    wire.tell(stall.announced())
    piece = {"type": "FlashPieceWon", "room": "tea", "member": "m1", "sale": "f1", "claim": "c1", "sku": "s1"}
    wire.tell_one({**piece, "quantity": 1, "price": 990, "until": stall.at(300)})
    expect(page.get_by_role("button", name="去下单")).to_be_visible()
    shop.rooms["tea"].update(state="off", play=[])
    wire.tell({"type": "BroadcastEnded", "room": "tea", "broadcast": "1"})
    expect(page.locator("video")).to_have_count(0)
    expect(page.get_by_text("直播已结束")).to_be_visible()
    sale = {key: value for key, value in stall.announced().items() if key != "type"}
    claim = {"claim": "c1", "quantity": 1, "state": "won", "order": None, "until": stall.at(200)}
    shop.market["rooms/tea/sales"] = {"items": [{**sale, "state": "ended", "left": 0, "mine": claim}]}
    page.reload()
    _taps(page, "去下单")
    _taps(page, "提交订单")
    expect(page.get_by_role("dialog", name="支付订单")).to_be_visible()
    _taps(page, "关闭")
    for _ in range(2):
        expect(page.get_by_role("heading", name="直播已结束")).to_be_visible()
        expect(page.get_by_role("button", name="说点什么")).to_have_count(0)
        page.reload()


def test_who_looks_into_the_bag_hears_that_it_is_his_turn(room, wire, stall):
    page = room()
    wire.tell(stall.announced(), {"type": "FlashSaleCounted", "room": "tea", "sale": "f1", "left": 0})
    _taps(page, "购物袋")
    expect(page.get_by_role("dialog", name="购物袋")).to_be_visible()
    piece = {"type": "FlashPieceWon", "room": "tea", "member": "m1", "sale": "f1", "claim": "c1", "sku": "s1"}
    wire.tell_one({**piece, "quantity": 1, "price": 990, "until": stall.at(300)})
    expect(page.locator("wx-toast")).to_contain_text("抢到了")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="去下单")).to_be_visible()


def test_a_sold_out_sale_is_kind_and_can_be_waited_for(room, wire, stall):
    wire.answers["grab"] = {"state": "sold-out"}
    page = room()
    wire.tell(stall.announced())
    _taps(page, "立即抢购")
    expect(page.get_by_text("有人没付款就会放出来")).to_be_visible()
    wire.tell({"type": "FlashSaleRestocked", "room": "tea", "sale": "f1", "left": 2})
    expect(page.get_by_role("button", name="立即抢购")).to_be_visible()
    wire.answers["grab"] = {"status": 429, "type": "about:blank", "title": "慢一点，请稍后再试"}
    _taps(page, "立即抢购")
    expect(page.get_by_text("慢一点，请稍后再试")).to_be_visible()
    expect(page.get_by_role("button", name="立即抢购")).to_be_visible()


def test_a_claim_is_found_again_after_the_page_was_opened_anew(room, shop, stall):
    sale = {key: value for key, value in stall.announced().items() if key != "type"}
    claim = {"claim": "c1", "quantity": 1, "state": "won", "order": None, "until": stall.at(200)}
    shop.market["rooms/tea/sales"] = {"items": [{**sale, "state": "open", "left": 4, "mine": claim}]}
    page = room()
    expect(page.get_by_role("button", name="去下单")).to_be_visible()
    _taps(page, "收起秒杀卡")
    expect(page.get_by_role("button", name="去下单")).to_be_visible()


def test_a_card_that_was_put_away_hangs_above(room, wire, stall):
    page = room()
    wire.tell(stall.announced(90))
    _taps(page, "收起秒杀卡")
    expect(page.get_by_role("region", name="秒杀")).to_have_count(0)
    _taps(page, "秒杀 0")
    expect(page.get_by_role("region", name="秒杀")).to_be_visible()


@pytest.mark.journey
def test_a_bag_without_an_answer_says_so_and_heals_by_a_tap(shop, visit, stall):
    shop.live("tea", "津味小店")
    shop.market = {"rooms/tea/shelf": None}
    page = visit("/rooms/tea", forgiving=True)
    expect(page.get_by_role("button", name="说点什么")).to_be_enabled(timeout=SLOW)
    _taps(page, "购物袋")
    expect(page.get_by_text("商品没能打开")).to_be_visible()
    shop.market = stall.market()
    _taps(page, "再试一次")
    expect(page.get_by_role("dialog", name="购物袋")).to_contain_text("桂花小麻花")


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_the_market_stands_in_the_way_of_a_screen_reader(room, wire, stall, scheme):
    page = room(color_scheme=scheme)
    wire.tell(stall.announced(), stall.opened("lottery", "今晚福袋"))
    expect(page.get_by_role("region", name="秒杀")).to_be_visible()
    assert _violations(page) == []
    for opener in ("购物袋", "福袋"):
        _taps(page, opener)
        page.wait_for_timeout(300)
        assert _violations(page) == []
        page.keyboard.press("Escape")
    wire.tell_one(stall.won("goods", "麻花礼盒"))
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.wait_for_timeout(300)
    assert _violations(page) == []


def _violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


@pytest.mark.journey
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_first_address_is_written_over_the_playing_picture(room, shop, wire, stall, size):
    shop.market["me/addresses"] = {"items": []}
    page = room(size)
    _explains(wire, stall)
    _taps(page, "讲解中 桂花小麻花")
    _taps(page, "原味", "radio")
    page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    _taps(page, "添加收货地址")
    sheet = page.get_by_role("dialog")
    save = sheet.get_by_role("button", name="保存").bounding_box()
    assert save is not None
    assert save["y"] + save["height"] <= size[1]
    sheet.get_by_label("收货人").fill("李明")
    sheet.get_by_label("电话").fill("13812345678")
    _taps(page, "地区")
    expect(page.get_by_label("省", exact=True).locator("option:checked")).to_have_text("天津市")
    expect(page.get_by_label("区县", exact=True).locator("option:checked")).to_have_text("和平区")
    _taps(page, "确定")
    sheet.get_by_label("详细地址").fill("南京路 1 号")
    expect(page.locator("video")).to_have_js_property("paused", False)
    page.get_by_role("checkbox", name="同意店家").click()
    shop.market["me/addresses"] = {**stall.ADDRESS, "items": [stall.ADDRESS]}
    _taps(page, "保存")
    expect(page.get_by_role("dialog", name="确认订单")).to_contain_text(stall.ADDRESS["street"])
    assert page.url == f"{shop.address}/rooms/tea"
    _taps(page, "提交订单")
    expect(page.get_by_role("button", name="立即支付")).to_be_visible()


@pytest.mark.journey
def test_a_buyer_is_reminded_in_the_room_and_pays_with_one_tap(room, wire, stall):
    page = room(PHONE)
    wire.tell_one(
        {"type": "PaymentReminded", "room": "tea", "member": "m", "order": "o1", "total": 1590, "until": stall.at(600)}
    )
    expect(page.get_by_text("店家提醒")).to_be_visible()
    _taps(page, "待付款")
    expect(page.get_by_role("button", name="立即支付")).to_be_visible()
