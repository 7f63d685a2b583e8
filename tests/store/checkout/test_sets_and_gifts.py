"""Sets and gifts are told to buyers by what they are made of: at home, beside a product and in the cart."""

import pytest
from sqlalchemy import update

from appliance.house import House
from store.catalogue.models import Product, Sku
from store.pricing.cart import Bundle, Gift, Scope
from store.promotions import actions as promotions
from store.promotions.checking import Draft

SET = Draft(name="喝茶套装", rule=Bundle(pieces={"s1": 1, "s2": 2}, price=4000))
GIFT = Draft(name="满赠", rule=Gift(amount=5000, gifts={"s3": 1}), scope=Scope(products=("p-s1",)))


@pytest.fixture
def starts(house: House, sells):
    async def start(draft: Draft) -> None:
        for sku in ("s1", "s2", "s3"):
            await sells(sku)
        promotion = await house.db.write(promotions.add_promotion, draft, "owner")
        await house.db.write(promotions.move_promotion, promotion, "start", "owner")

    return start


def parts(promotion) -> list[tuple[str, str, int]]:
    return [(part["title"], part["product"], part["pieces"]) for part in promotion["parts"]]


async def test_a_set_is_told_with_its_parts(starts, viewer):
    await starts(SET)
    for told in ((await viewer.get("/shop"))["promotions"], (await viewer.get("/products/p-s2"))["promotions"]):
        assert [parts(one) for one in told] == [[("麻花 s1", "p-s1", 1), ("麻花 s2", "p-s2", 2)]]
    assert (await viewer.get("/products/p-s3"))["promotions"] == []


async def test_a_cart_with_a_part_of_a_set_names_what_is_missing(starts, viewer):
    await starts(SET)
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    (nudge,) = cart["quote"]["nudges"]
    assert (nudge["kind"], nudge["parts"], nudge["price"]) == ("bundle", {"s2": 2}, 4000)
    assert cart["goods"]["s2"]["title"] == "麻花 s2"
    _, cart = await viewer.ask("PUT", "/cart/s2", {"quantity": 2})
    assert (cart["quote"]["nudges"], cart["quote"]["total"]) == ([], 4000)


async def test_a_set_of_which_a_part_is_not_sold_is_not_promised(starts, viewer, house: House):
    await starts(SET)
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s2").values(on_hand=0)))
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    assert cart["quote"]["nudges"] == []
    await house.db.write(lambda tx: tx.execute(update(Product).where(Product.id == "p-s2").values(state="unshelved")))
    assert (await viewer.get("/shop"))["promotions"] == []


async def test_a_gift_is_named_though_it_is_not_sold_by_itself(starts, viewer, house: House):
    await starts(GIFT)
    await house.db.write(lambda tx: tx.execute(update(Product).where(Product.id == "p-s3").values(state="unshelved")))
    assert parts((await viewer.get("/products/p-s1"))["promotions"][0]) == [("麻花 s3", "p-s3", 1)]
    _, cart = await viewer.ask("PUT", "/cart/s1", {"quantity": 2})
    (nudge,) = cart["quote"]["nudges"]
    assert (nudge["kind"], nudge["parts"], cart["goods"]["s3"]["title"]) == ("gift", {"s3": 1}, "麻花 s3")
