"""How goods may be brought, and whom it has to be told."""

import pytest
from sqlalchemy import delete

from appliance.house import House
from store.pricing.cart import ShippingRule
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
