"""A buyer's way from the cart to the parcel, over HTTP."""

import asyncio

import pytest
from sqlalchemy import update

from appliance.clock import ManualClock
from appliance.house import House
from store.catalogue.models import Product, Sku
from store.members.contact import contact
from store.members.places import add
from store.orders import actions as orders
from store.orders import reads
from store.orders.carriers import SITES
from store.pricing.cart import CouponRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.risk import reads as risk

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
KEY = "a-key-of-the-tap"


def wish(**more):
    return {"items": [{"sku": "s1", "quantity": 2}], "contact": HOME, "seen_total": 3980, **more}


async def test_a_buyer_fills_a_cart_orders_pays_and_receives(sells, viewer, house: House, clock: ManualClock):
    await sells()
    status, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 2})
    assert (status, cart["quote"]["total"], cart["items"][0]["title"]) == (200, 3980, "麻花 s1")
    status, placed = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 3980}, KEY)
    assert (status, placed["state"], placed["total"]) == (201, "pending", 3980)
    assert (await viewer.get("/cart"))["items"] == []
    order = await viewer.get(f"/orders/{placed['order']}")
    assert (order["status"], order["can"]["pay"], order["contact"]["street"]) == ("to-pay", True, "南京路 1 号")
    await house.db.write(orders.pay, placed["order"], clock.now(), 3980)
    await house.db.write(orders.ship, placed["order"], orders.Packed(carrier="ZTO", tracking="78123456789"), "lin")
    order = await viewer.get(f"/orders/{placed['order']}")
    (parcel,) = order["parcels"]
    assert (order["status"], parcel["carrier_name"], parcel["carrier_site"]) == ("shipped", "中通快递", SITES["ZTO"])
    status, order = await viewer.ask("POST", f"/orders/{placed['order']}/receipt")
    assert (status, order["status"], order["lines"][0]["claimable"]) == (200, "received", 2)


async def test_the_same_request_is_one_order_and_another_under_its_key_is_refused(sells, viewer, house: House):
    await sells()
    status, first = await viewer.ask("POST", "/orders", wish(), KEY)
    assert status == 201
    assert await viewer.ask("POST", "/orders", wish(), KEY) == (201, first)
    status, problem = await viewer.ask("POST", "/orders", wish(note="快点"), KEY)
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:key-reused")
    assert len((await viewer.get("/orders"))["items"]) == 1


async def test_an_order_needs_a_key(sells, viewer):
    await sells()
    status, problem = await viewer.ask("POST", "/orders", wish())
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:key-missing")
    status, problem = await viewer.ask("POST", "/orders", wish(), "short")
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:key-unusable")


async def test_a_price_that_moved_is_shown_and_nothing_is_ordered(sells, viewer, house: House):
    await sells()
    await house.db.write(lambda tx: tx.execute(update(Sku).values(price=2000)))
    status, problem = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (status, problem["type"], problem["quote"]["total"]) == (409, "urn:jinbo:problem:price-moved", 4000)
    assert (await viewer.get("/orders"))["items"] == []
    status, _ = await viewer.ask("POST", "/orders", wish(seen_total=4000), KEY)
    assert status == 201


async def test_buying_at_once_leaves_the_cart_as_it_is(sells, viewer):
    await sells()
    await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    status, _ = await viewer.ask("POST", "/orders", wish(), KEY)
    assert status == 201
    assert [row["quantity"] for row in (await viewer.get("/cart"))["items"]] == [1]


async def test_a_cart_greys_what_cannot_be_bought_and_says_why(sells, viewer, house: House):
    for sku in ("s1", "s2", "s3"):
        await sells(sku)
        await viewer.ask("PUT", f"/cart/{sku}", {"quantity": 1})
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s2").values(reserved=10)))
    await house.db.write(lambda tx: tx.execute(update(Product).where(Product.id == "p-s3").values(state="unshelved")))
    cart = await viewer.get("/cart")
    assert [row["sku"] for row in cart["items"]] == ["s1"]
    assert {row["sku"]: row["reason"] for row in cart["gone"]} == {"s2": "sold-out", "s3": "unshelved"}
    assert cart["quote"]["total"] == 1990


async def test_only_what_is_selected_is_priced_and_bought(sells, viewer):
    for sku in ("s1", "s2"):
        await sells(sku)
        await viewer.ask("PUT", f"/cart/{sku}", {"quantity": 1})
    status, cart = await viewer.ask("PUT", "/cart/selection", {"skus": ["s2"]})
    assert (status, cart["quote"]["total"]) == (200, 1990)
    status, _ = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 1990}, KEY)
    assert status == 201
    assert [row["sku"] for row in (await viewer.get("/cart"))["items"]] == ["s1"]
    status, cart = await viewer.ask("DELETE", "/cart/s1")
    assert (status, cart["items"]) == (200, [])


async def test_a_limit_counts_what_a_member_has_ordered_already(sells, viewer):
    await sells(most=3)
    assert (await viewer.ask("POST", "/orders", wish(), KEY))[0] == 201
    status, problem = await viewer.ask("POST", "/orders", wish(), "another-key")
    assert (status, problem["type"], problem["left"]) == (409, "urn:jinbo:problem:too-many-pieces", 1)
    await viewer.ask("PUT", "/cart/s1", {"quantity": 2})
    assert (await viewer.get("/cart"))["items"][0]["trouble"] == "above-most"


async def test_an_order_taken_back_gives_the_limit_back(sells, viewer):
    await sells(most=2)
    _, placed = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (await viewer.ask("DELETE", f"/orders/{placed['order']}"))[0] == 200
    assert (await viewer.ask("POST", "/orders", wish(), "another-key"))[0] == 201


async def test_less_than_is_sold_is_refused(sells, viewer):
    await sells(least=3)
    status, problem = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (status, problem["type"], problem["title"]) == (409, "urn:jinbo:problem:too-few", "麻花 s1 3 件起售")


async def test_more_than_there_is_is_refused_with_what_there_is(sells, viewer):
    await sells(pieces=1)
    status, problem = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (status, problem["type"], problem["available"]) == (409, "urn:jinbo:problem:sold-out", 1)


async def test_what_cannot_be_returned_has_to_be_confirmed_for_this_purchase(sells, viewer):
    await sells(return_kind="perishable")
    _, quoted = await viewer.ask("POST", "/quotes", {"items": [{"sku": "s1", "quantity": 2}]})
    assert quoted["exceptions"] == ["s1"]
    status, problem = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (status, problem["skus"]) == (409, ["s1"])
    status, placed = await viewer.ask("POST", "/orders", wish(confirmed_exceptions=["s1"]), KEY)
    assert status == 201
    assert (await viewer.get(f"/orders/{placed['order']}"))["lines"][0]["exception_confirmed"]


async def test_a_quote_without_items_is_of_the_cart_and_keeps_nothing(sells, viewer):
    await sells()
    await viewer.ask("PUT", "/cart/s1", {"quantity": 3})
    status, quoted = await viewer.ask("POST", "/quotes", {})
    assert (status, quoted["quote"]["total"], quoted["goods"]["s1"]["available"]) == (200, 5970, 10)
    assert quoted["deliveries"] == ["express", "pickup"]
    assert (await viewer.get("/orders"))["items"] == []


@pytest.mark.parametrize("body", [{"seen_total": 0}, {"items": [], "seen_total": 0}])
async def test_nothing_cannot_be_ordered(viewer, body):
    status, problem = await viewer.ask("POST", "/orders", body, KEY)
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:cart-empty")


@pytest.mark.parametrize("quantity", [0, -1, 1000])
async def test_a_quantity_that_makes_no_sense_is_refused(sells, viewer, quantity):
    await sells()
    assert (await viewer.ask("PUT", "/cart/s1", {"quantity": quantity}))[0] == 400
    items = [{"sku": "s1", "quantity": quantity}]
    assert (await viewer.ask("POST", "/orders", wish(items=items), KEY))[0] == 400


async def test_a_parcel_without_an_address_is_refused(sells, viewer):
    await sells()
    status, problem = await viewer.ask("POST", "/orders", wish(contact=None), KEY)
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:address-missing")


async def test_nobody_sees_or_touches_anothers_order(sells, viewer, enter):
    await sells()
    _, placed = await viewer.ask("POST", "/orders", wish(), KEY)
    other = await enter()
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/receipt")):
        assert (await other.ask(method, f"/orders/{placed['order']}{path}"))[0] == 404
    assert (await other.ask("PUT", f"/orders/{placed['order']}/address", {"contact": HOME}))[0] == 404


async def test_an_order_goes_to_an_address_that_was_kept_and_elsewhere_while_nothing_was_sent(
    sells, viewer, house: House, clock: ManualClock
):
    await sells()
    person = contact("王芳", "13900001111", "滨江道 2 号")
    _, placed = await viewer.ask("POST", "/orders", wish(), KEY)
    async with house.db.read() as session:
        member = (await reads.order(session, placed["order"])).member
    place = await house.db.write(add, house.keys, member, region="天津市 河西区", person=person)
    status, order = await viewer.ask("PUT", f"/orders/{placed['order']}/address", {"address": place})
    assert (status, order["region"], order["contact"]["name"]) == (200, "天津市 河西区", "王芳")
    await house.db.write(orders.pay, placed["order"], clock.now())
    await house.db.write(orders.ship, placed["order"], orders.Packed(carrier="SF", tracking="SF1234567890"), "lin")
    status, problem = await viewer.ask("PUT", f"/orders/{placed['order']}/address", {"address": place})
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:address-fixed")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "address-missing"),
        ({"delivery": "pickup"}, "address-missing"),
        ({"delivery": "pickup", "contact": {"name": "王芳", "phone": "13900001111"}}, "street-unusable"),
        ({"delivery": "pickup", "contact": HOME | {"region": ""}}, "region-unusable"),
    ],
)
async def test_a_parcel_always_has_somewhere_to_go(sells, viewer, body, why):
    await sells()
    _, placed = await viewer.ask("POST", "/orders", wish(), KEY)
    status, problem = await viewer.ask("PUT", f"/orders/{placed['order']}/address", body)
    assert (status, problem["type"]) == (400, f"urn:jinbo:problem:{why}")
    order = await viewer.get(f"/orders/{placed['order']}")
    assert (order["region"], order["contact"]["name"], order["contact"]["street"]) == (
        "天津市 和平区", HOME["name"], HOME["street"]
    )  # fmt: skip


async def test_orders_come_in_pages_and_by_state(sells, viewer, house: House, clock: ManualClock):
    await sells(pieces=100)
    made = []
    for number in range(3):
        _, placed = await viewer.ask("POST", "/orders", wish(), f"key-number-{number}")
        made.append(placed["order"])
        await clock.advance(1)
    await house.db.write(orders.pay, made[0], clock.now())
    assert [one["order"] for one in (await viewer.get("/orders"))["items"]] == made[::-1]
    assert [one["order"] for one in (await viewer.get("/orders?state=to-ship"))["items"]] == [made[0]]
    assert [one["order"] for one in (await viewer.get(f"/orders?cursor={made[1]}"))["items"]] == [made[0]]
    assert (await viewer.ask("GET", "/orders?state=nonsense"))[0] == 400


async def test_an_order_that_costs_nothing_is_paid_at_once(sells, viewer):
    await sells(price=0)
    status, placed = await viewer.ask("POST", "/orders", wish(seen_total=0), KEY)
    assert (status, placed["state"]) == (201, "confirmed")
    assert (await viewer.get(f"/orders/{placed['order']}"))["payment"] == "paid"


async def test_who_orders_too_often_is_asked_to_wait_and_staff_can_see_why(sells, viewer, house: House):
    await sells(pieces=100)
    answers = [(await viewer.ask("POST", "/orders", wish(), f"key-number-{number}"))[0] for number in range(7)]
    assert (answers[0], answers[-1]) == (201, 429)
    async with house.db.read() as session:
        assert len(await risk.refusals(session)) == answers.count(429)


async def test_one_coupon_lowers_one_of_five_orders_that_are_sent_at_once(sells, viewer, house: House):
    """As five tabs would: each with a key of its own."""
    await sells(pieces=100)
    drop = Draft(name="立减", rule=CouponRule(off=500))
    promotion = await house.db.write(promotions.add_promotion, drop, "owner")
    await house.db.write(promotions.move_promotion, promotion, "start", "owner")
    _, taken = await viewer.ask("POST", f"/promotions/{promotion}/claim", key="take-one")
    wanted = wish(coupons=[taken["coupon"]], seen_total=3480)
    answers = await asyncio.gather(
        *(viewer.ask("POST", "/orders", wanted, f"key-of-tab-{number}") for number in range(5))
    )
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409, 409]
    assert [one["total"] for one in (await viewer.get("/orders"))["items"]] == [3480]


async def test_two_tabs_with_one_cart_make_one_order(sells, viewer):
    await sells(pieces=100)
    await viewer.ask("PUT", "/cart/s1", {"quantity": 2})
    wanted = {"contact": HOME, "seen_total": 3980}
    answers = await asyncio.gather(*(viewer.ask("POST", "/orders", wanted, f"key-of-tab-{tab}") for tab in "ab"))
    assert sorted(status for status, _ in answers) == [201, 400]
    (problem,) = [body for status, body in answers if status == 400]
    assert problem["type"] == "urn:jinbo:problem:cart-empty"
    assert (len((await viewer.get("/orders"))["items"]), (await viewer.get("/cart"))["items"]) == (1, [])


async def test_who_comes_too_late_hears_it_before_anything_else_is_looked_at(sells, viewer, enter, house: House):
    await sells(pieces=2)
    status, placed = await viewer.ask("POST", "/orders", wish(), KEY)
    assert status == 201
    late = await enter()
    for seen_total in (3980, 1):  # a price that moved is no matter any more
        status, problem = await late.ask("POST", "/orders", wish(seen_total=seen_total), KEY)
        assert (status, problem["type"], problem["sku"]) == (409, "urn:jinbo:problem:sold-out", "s1")
        assert problem["available"] == 0
    assert await viewer.ask("POST", "/orders", wish(), KEY) == (201, placed), "what was ordered is answered the same"
    await house.db.write(orders.close, placed["order"], "buyer")
    status, _ = await late.ask("POST", "/orders", wish(), KEY)
    assert status == 201, "a refusal is not kept under its key"


async def test_of_what_is_nearly_gone_the_rest_is_named(sells, viewer):
    await sells(pieces=1)
    status, problem = await viewer.ask("POST", "/orders", wish(), KEY)
    assert (status, problem["type"], problem["available"]) == (409, "urn:jinbo:problem:sold-out", 1)
