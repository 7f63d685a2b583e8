"""How goods may be brought, and whom it has to be told."""

import pytest
from sqlalchemy import delete

from appliance.house import House
from store.orders import actions as ordered
from store.pricing.cart import CouponRule, ShippingRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.shop.models import Shop

WHO = {"name": "李明", "phone": "13812345678"}
HOME = {**WHO, "region": "天津市 和平区", "street": "南京路 1 号"}
KEY = "a-key-of-the-tap"
ITEMS = [{"sku": "s1", "quantity": 1}]


@pytest.fixture
def orders(viewer):
    """``await orders("pickup", contact)``: status, and the type of what is wrong or the order's state."""

    async def ask(delivery: str, contact=None, seen: int = 1990) -> tuple[int, str]:
        wish = {"items": ITEMS, "delivery": delivery, "contact": contact, "seen_total": seen}
        status, answer = await viewer.ask("POST", "/orders", wish, KEY)
        return status, answer.get("type", answer.get("state")).removeprefix("urn:jinbo:problem:")

    return ask


@pytest.fixture
def no_place(house: House):
    async def close() -> None:
        await house.db.write(lambda tx: tx.execute(delete(Shop)))

    return close


async def test_nothing_is_sent_nowhere_for_nothing(sells, orders, viewer):
    await sells()
    assert await orders("none", HOME) == (409, "delivery-not-offered")
    assert (await viewer.get("/orders"))["items"] == []


async def test_a_shop_without_a_place_has_no_pick_up(sells, orders, no_place, viewer):
    await sells()
    await no_place()
    _, quoted = await viewer.ask("POST", "/quotes", {"items": ITEMS, "delivery": "pickup"})
    assert quoted["deliveries"] == ["express"]
    assert await orders("pickup", WHO) == (409, "delivery-not-offered")


async def test_a_rule_for_pick_up_offers_it_too(sells, orders, no_place, house: House):
    await sells()
    await no_place()
    rule = Draft(name="门店自提", rule=ShippingRule(delivery="pickup"))
    promotion = await house.db.write(promotions.add_promotion, rule, "owner")
    await house.db.write(promotions.move_promotion, promotion, "start", "owner")
    assert await orders("pickup", WHO) == (201, "pending")


async def test_who_picks_up_says_who_it_is(sells, orders):
    await sells()
    assert await orders("pickup") == (400, "contact-missing")
    assert await orders("pickup", WHO) == (201, "pending")


async def test_city_delivery_is_there_when_a_rule_says_what_it_costs(sells, orders, house: House):
    await sells()
    assert await orders("city", HOME) == (409, "delivery-not-offered")
    rule = Draft(name="同城", rule=ShippingRule(delivery="city", first=800))
    promotion = await house.db.write(promotions.add_promotion, rule, "owner")
    await house.db.write(promotions.move_promotion, promotion, "start", "owner")
    assert await orders("city") == (400, "address-missing")
    assert await orders("city", HOME, 2790) == (201, "pending")


@pytest.fixture
def runs(house: House):
    async def start(name: str, rule, priority: int = 0) -> str:
        promotion = await house.db.write(
            promotions.add_promotion, Draft(name=name, rule=rule, priority=priority), "owner"
        )
        await house.db.write(promotions.move_promotion, promotion, "start", "owner")
        return promotion

    return start


@pytest.fixture
def goes_to(viewer):
    """``await goes_to("新疆", order)``: status, and the type of what is wrong, when the buyer sends it elsewhere."""

    async def ask(region: str, order: str) -> tuple[int, str]:
        there = {"contact": {**HOME, "region": region}}
        status, answer = await viewer.ask("PUT", f"/orders/{order}/address", there)
        return status, answer.get("type", "").removeprefix("urn:jinbo:problem:")

    return ask


@pytest.fixture
async def far_is_dear(sells, runs):
    """A piece for 105 yuan; shipping is 10, to 新疆 25, from 99 yuan on nothing."""
    await sells(price=10_500)
    await runs("新疆", ShippingRule(regions=("新疆",), first=2_500, free_from=9_900), 9)
    await runs("各地", ShippingRule(first=1_000, free_from=9_900))


async def test_what_a_coupon_made_too_cheap_for_free_shipping_does_not_move_where_shipping_is_dearer(
    far_is_dear, runs, goes_to, viewer
):
    promotion = await runs("减十", CouponRule(off=1_000))
    assert (await viewer.ask("POST", f"/promotions/{promotion}/claim", key="take-one"))[0] == 201
    wish = {"items": ITEMS, "contact": HOME, "seen_total": 9_500 + 1_000}
    status, placed = await viewer.ask("POST", "/orders", wish, KEY)
    assert (status, (await viewer.get(f"/orders/{placed['order']}"))["shipping"]) == (201, 1_000)
    assert await goes_to("新疆 乌鲁木齐市", placed["order"]) == (409, "shipping-would-differ")
    assert await goes_to("天津市 河西区", placed["order"]) == (200, "")


async def test_an_order_that_was_sent_free_stays_free_to_move_when_staff_take_something_off(
    far_is_dear, goes_to, viewer, house: House
):
    wish = {"items": ITEMS, "contact": HOME, "seen_total": 10_500}
    _, placed = await viewer.ask("POST", "/orders", wish, KEY)
    await house.db.write(ordered.change_price, placed["order"], "lin", off=1_000, shipping=0, seen=10_500)
    assert await goes_to("新疆 乌鲁木齐市", placed["order"]) == (200, "")
