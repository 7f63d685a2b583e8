"""What a buyer saw on the sheet is what is ordered, and it can be ordered."""

import pytest
from sqlalchemy import update

from appliance.house import House
from store.catalogue.models import Product, Sku
from store.pricing.cart import Gift, Scope
from store.promotions import actions as promotions
from store.promotions.checking import Draft

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
KEY = "a-key-of-the-tap"
LAPSED = [
    update(Sku).where(Sku.id == "s2").values(on_hand=0),
    update(Product).where(Product.id == "p-s2").values(state="unshelved"),
    update(Sku).where(Sku.id == "s2").values(active=False),
]


@pytest.fixture
def lies(sells, viewer):
    """Two things lie in the cart, selected."""

    async def lay() -> None:
        for sku in ("s1", "s2"):
            await sells(sku)
            await viewer.ask("PUT", f"/cart/{sku}", {"quantity": 1})

    return lay


@pytest.mark.parametrize("lapses", LAPSED)
async def test_what_lapsed_in_a_cart_keeps_nobody_from_ordering_the_rest(lies, viewer, house: House, lapses):
    await lies()
    await house.db.write(lambda tx: tx.execute(lapses))
    _, quoted = await viewer.ask("POST", "/quotes", {"contact": HOME})
    assert (quoted["quote"]["total"], [one["sku"] for one in quoted["gone"]]) == (1990, ["s2"])
    status, placed = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 1990}, KEY)
    assert (status, placed["total"]) == (201, 1990)
    cart = await viewer.get("/cart")
    assert (cart["items"], [one["sku"] for one in cart["gone"]]) == ([], ["s2"]), "it stays until it is taken out"


async def test_what_lapses_while_the_sheet_is_open_is_shown_first(lies, viewer, house: House):
    await lies()
    await house.db.write(lambda tx: tx.execute(LAPSED[0]))
    status, problem = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 3980}, KEY)
    assert (status, problem["type"], problem["quote"]["total"]) == (409, "urn:jinbo:problem:price-moved", 1990)


async def test_a_cart_of_which_everything_lapsed_says_so(lies, viewer, house: House):
    await lies()
    await house.db.write(lambda tx: tx.execute(update(Product).values(state="unshelved")))
    status, problem = await viewer.ask("POST", "/orders", {"contact": HOME, "seen_total": 3980}, KEY)
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:goods-gone")


async def test_what_is_bought_at_once_is_bought_whole(lies, viewer, house: House):
    await lies()
    await house.db.write(lambda tx: tx.execute(LAPSED[1]))
    items = [{"sku": sku, "quantity": 1} for sku in ("s1", "s2")]
    status, problem = await viewer.ask("POST", "/orders", {"contact": HOME, "items": items, "seen_total": 1990}, KEY)
    assert (status, problem["type"], problem["skus"]) == (409, "urn:jinbo:problem:goods-gone", ["s2"])


@pytest.fixture
def gives(sells, house: House):
    """Two of s1 come with two of s3, of which two are there."""

    async def start() -> None:
        await sells("s1")
        await sells("s3", pieces=2)
        draft = Draft(name="满赠", rule=Gift(pieces=2, gifts={"s3": 2}), scope=Scope(products=("p-s1",)))
        promotion = await house.db.write(promotions.add_promotion, draft, "owner")
        await house.db.write(promotions.move_promotion, promotion, "start", "owner")

    return start


GIVEN = {"contact": HOME, "items": [{"sku": "s1", "quantity": 2}], "seen_total": 3980}


@pytest.mark.parametrize("left", [0, 1])
async def test_a_gift_that_was_shown_and_is_gone_is_told_before_the_order_is_made(gives, viewer, house: House, left):
    await gives()
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s3").values(on_hand=left)))
    seen = {"s1": 2, "s3": 2}
    status, problem = await viewer.ask("POST", "/orders", {**GIVEN, "seen_pieces": seen}, KEY)
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:price-moved")
    now = {line["sku"]: line["quantity"] for line in problem["quote"]["lines"]}
    assert now == {"s1": 2} | ({"s3": left} if left else {})
    assert (await viewer.ask("POST", "/orders", {**GIVEN, "seen_pieces": now}, KEY + "2"))[0] == 201


async def test_who_says_only_the_total_or_all_that_was_shown_gets_it(gives, viewer):
    await gives()
    _, placed = await viewer.ask("POST", "/orders", {**GIVEN, "seen_pieces": {"s1": 2, "s3": 2}}, KEY)
    order = await viewer.get(f"/orders/{placed['order']}")
    assert [(line["sku"], line["gift"]) for line in order["lines"]] == [("s1", False), ("s3", True)]
    assert (await viewer.ask("POST", "/orders", GIVEN, KEY + "2"))[0] == 201


async def test_what_lapses_at_no_cost_is_shown_first_too(sells, viewer, house: House):
    for sku, price in (("s1", 1990), ("s2", 0)):
        await sells(sku, price=price)
        await viewer.ask("PUT", f"/cart/{sku}", {"quantity": 1})
    await house.db.write(lambda tx: tx.execute(LAPSED[0]))
    body = {"contact": HOME, "seen_total": 1990, "seen_pieces": {"s1": 1, "s2": 1}}
    assert (await viewer.ask("POST", "/orders", body, KEY))[0] == 409
