"""Specs multiply to SKUs; what stays keeps its stock, what goes is never forgotten."""

import pytest

from store.catalogue import actions
from store.catalogue.actions import skus as verbs
from store.catalogue.actions.prices import PriceUnusable
from store.catalogue.actions.skus import Pricing, Spec

FLAVOURS = Spec("口味", ("原味", "咸香"))
SIZES = Spec("份量", ("500 克", "1 千克"))


def active(skus) -> dict[tuple[str, ...], object]:
    return {tuple(sku.values): sku for sku in skus if sku.active}


async def test_every_combination_becomes_a_sku_in_the_order_of_the_specs(database, goods):
    product = await goods.make(price=1280)
    await database.write(actions.set_specs, product, [FLAVOURS, SIZES], "lin")
    made = active(await goods.skus(product))
    assert list(made) == [("原味", "500 克"), ("原味", "1 千克"), ("咸香", "500 克"), ("咸香", "1 千克")]
    assert {sku.price for sku in made.values()} == {1280}


async def test_what_stays_keeps_its_price_and_stock_and_what_goes_comes_back(database, goods):
    product = await goods.make()
    await database.write(actions.set_specs, product, [FLAVOURS], "lin")
    before = active(await goods.skus(product))
    await database.write(actions.price_skus, product, [Pricing(sku=before["咸香",].id, price=999)], "lin")
    await database.write(actions.receive, before["咸香",].id, 7, "k", by="lin")
    await database.write(actions.set_specs, product, [Spec("口味", ("咸香", "五仁"))], "lin")
    after = active(await goods.skus(product))
    assert set(after) == {("咸香",), ("五仁",)}
    assert (after["咸香",].id, after["咸香",].price, after["咸香",].on_hand) == (before["咸香",].id, 999, 7)
    await database.write(actions.set_specs, product, [FLAVOURS], "lin")
    again = active(await goods.skus(product))
    assert again["原味",].id == before["原味",].id
    assert len(await goods.skus(product)) == 4


async def test_a_product_may_go_back_to_having_no_choice(database, goods):
    product = await goods.make()
    only = await goods.sku(product)
    await database.write(actions.set_specs, product, [FLAVOURS], "lin")
    await database.write(actions.set_specs, product, [], "lin")
    assert [sku.id for sku in active(await goods.skus(product)).values()] == [only]


@pytest.mark.parametrize(
    "specs",
    [
        [Spec("", ("a",))],
        [Spec("口味", ())],
        [Spec("口味", ("a", "a"))],
        [Spec("口味", ("a", " "))],
        [Spec("口味", ("a",)), Spec("口味", ("b",))],
        [Spec(str(number), ("a",)) for number in range(4)],
        [Spec("口味", ("长" * 21,))],
    ],
)
async def test_specs_that_nobody_could_choose_from_are_refused(database, goods, specs):
    product = await goods.make()
    with pytest.raises(verbs.SpecsUnusable):
        await database.write(actions.set_specs, product, specs, "lin")


async def test_a_hundred_variants_are_enough(database, goods):
    product = await goods.make()
    many = Spec("号", tuple(map(str, range(101))))
    with pytest.raises(verbs.TooManySkus) as refused:
        await database.write(actions.set_specs, product, [many], "lin")
    assert refused.value.facts["count"] == 101
    with pytest.raises(actions.ProductNotFound):
        await database.write(actions.set_specs, "nowhere", [FLAVOURS], "lin")


async def test_a_code_belongs_to_one_sku(database, goods):
    one, other = await goods.make("麻花"), await goods.make("茶")
    first, second = await goods.sku(one), await goods.sku(other)
    await database.write(actions.price_skus, one, [Pricing(sku=first, price=1, code=" TJ-01 ")], "lin")
    await database.write(actions.price_skus, one, [Pricing(sku=first, price=2, code="TJ-01")], "lin")
    with pytest.raises(verbs.CodeTaken) as refused:
        await database.write(actions.price_skus, other, [Pricing(sku=second, price=1, code="TJ-01")], "lin")
    assert refused.value.facts == {"code": "TJ-01", "field": f"code-{second}"}


async def test_variants_swap_their_codes_in_one_form_and_none_takes_one_that_stays(database, goods):
    product = await goods.make()
    await database.write(actions.set_specs, product, [Spec("口味", ("原味", "咸香", "椒盐"))], "lin")
    plain, salty, pepper = [sku.id for sku in active(await goods.skus(product)).values()]

    async def codes() -> dict[str, str | None]:
        return {sku.id: sku.code for sku in active(await goods.skus(product)).values()}

    async def code(*pairs: tuple[str, str | None]) -> dict[str, str | None]:
        pricings = [Pricing(sku=sku, price=1, code=written) for sku, written in pairs]
        await database.write(actions.price_skus, product, pricings, "lin")
        return await codes()

    await code((plain, "TJ-1"), (salty, "TJ-2"), (pepper, "TJ-3"))
    swapped = {plain: "TJ-2", salty: "TJ-1", pepper: "TJ-3"}
    assert await code((plain, "TJ-2"), (salty, "TJ-1"), (pepper, "TJ-3")) == swapped
    for taken in [((plain, "TJ-3"),), ((plain, "TJ-3"), (pepper, " TJ-3 ")), ((plain, "TJ-9"), (salty, "TJ-9"))]:
        with pytest.raises(verbs.CodeTaken):
            await code(*taken)
        assert await codes() == swapped
    assert await code((plain, "TJ-1"), (salty, None)) == {plain: "TJ-1", salty: None, pepper: "TJ-3"}


async def test_what_is_no_longer_sold_gives_its_code_to_who_asks_and_else_comes_back_with_it(database, goods):
    product = await goods.make()
    await database.write(actions.set_specs, product, [FLAVOURS], "lin")
    for values, sku in active(await goods.skus(product)).items():
        coded = Pricing(sku=sku.id, price=1, code=f"TJ-{values[0]}", barcode=f"TJ-{values[0]}")
        await database.write(actions.price_skus, product, [coded], "lin")
    await database.write(actions.set_specs, product, [Spec("口味", ("原味的", "咸味的"))], "lin")
    plain = active(await goods.skus(product))["原味的",].id
    await database.write(actions.price_skus, product, [Pricing(sku=plain, price=1, code="TJ-原味")], "lin")
    await database.write(actions.set_specs, product, [Spec("口味", ("原味", "咸香", "原味的"))], "lin")
    codes = {values: (sku.code, sku.barcode) for values, sku in active(await goods.skus(product)).items()}
    assert codes == {("原味",): (None, None), ("咸香",): ("TJ-咸香", "TJ-咸香"), ("原味的",): ("TJ-原味", None)}


@pytest.mark.parametrize(
    ("figures", "problem"),
    [
        ({"price": 0}, PriceUnusable),
        ({"price": 1, "cost": -1}, PriceUnusable),
        ({"price": 1, "member_price": 0}, PriceUnusable),
        ({"price": 1, "weight": -1}, verbs.FiguresUnusable),
        ({"price": 1, "low": 1_000_001}, verbs.FiguresUnusable),
        ({"price": 1, "code": "x" * 41}, verbs.CodeUnusable),
        ({"price": 1, "barcode": "x" * 41}, verbs.CodeUnusable),
        ({"price": 1, "picture": "nowhere"}, verbs.PictureGone),
    ],
)
async def test_figures_that_cannot_be_are_refused(database, goods, figures, problem):
    product = await goods.make()
    with pytest.raises(problem):
        await database.write(actions.price_skus, product, [Pricing(sku=await goods.sku(product), **figures)], "lin")


async def test_a_sku_of_another_product_is_not_priced_here(database, goods):
    one, other = await goods.make("麻花"), await goods.make("茶")
    with pytest.raises(actions.SkuNotFound):
        await database.write(actions.price_skus, one, [Pricing(sku=await goods.sku(other), price=1)], "lin")
    with pytest.raises(actions.ProductNotFound):
        await database.write(actions.price_skus, "nowhere", [], "lin")


async def test_an_offer_says_what_a_cart_and_an_order_need(database, goods):
    tea = await database.write(actions.add_category, "茶")
    green = await database.write(actions.add_category, "绿茶", tea)
    product = await goods.shelved("龙井", 9900, stock=4, categories=(green,), tags=("明前",), least=2, most=8)
    await database.write(actions.set_specs, product, [Spec("份量", ("50 克",))], "lin")
    skus = await goods.skus(product)
    new = next(sku for sku in skus if sku.active)
    old = next(sku for sku in skus if not sku.active)
    picture = await database.write(
        actions.add_picture, product, {"200": "s.jpg", "750": "m.jpg", "1500": "l.jpg"}, 9, 9, by="lin"
    )
    offers = await database.write(actions.offers, [new.id, old.id, "nowhere"])
    assert set(offers) == {new.id, old.id}
    offer = offers[new.id]
    assert (offer.title, offer.spec, offer.price, offer.available, offer.picture) == ("龙井", "50 克", 9900, 0, "s.jpg")
    assert (set(offer.categories), offer.tags, offer.least, offer.most) == ({tea, green}, ("明前",), 2, 8)
    assert (offers[old.id].active, offers[old.id].available) == (False, 4)
    item = offer.item(3)
    assert (item.sku, item.product, item.quantity, item.price) == (new.id, product, 3, 9900)
    await database.write(actions.remove_picture, product, picture, "lin")
    assert (await database.write(actions.offers, [new.id]))[new.id].picture == ""


async def test_doubtful_words_in_options_are_asked_about_once(database, goods):
    product = await goods.make()
    best = [Spec("口味", ("最好吃的", "原味"))]
    with pytest.raises(actions.WordsDoubtful) as asked:
        await database.write(actions.set_specs, product, best, "lin")
    words = asked.value.facts["words"]
    await database.write(actions.set_specs, product, best, "lin", words)
    await database.write(actions.set_specs, product, [Spec("口味", ("最好吃的", "咸香"))], "lin")
    assert [sku.values for sku in await goods.skus(product) if sku.active] == [["最好吃的"], ["咸香"]]
