"""What is written about a product, and when it stands on the shelf."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.events import ProductChanged
from store.catalogue import actions, reads
from store.catalogue.actions import products as verbs
from store.catalogue.actions.prices import PriceUnusable
from store.catalogue.models import Sku


async def test_a_new_product_is_a_draft_with_one_sku(database, goods, told):
    product = await goods.make("十八街 麻花", 1280, tags=("零食", "零食", " "))
    known = await goods.product(product)
    assert (known.title, known.state, known.tags) == ("十八街 麻花", "draft", ["零食"])
    [sku] = await goods.skus(product)
    assert (sku.price, sku.values, sku.active) == (1280, [], True)
    assert told[-1] == ProductChanged(product=product, title="十八街 麻花", state="draft", by="lin")


@pytest.mark.parametrize(
    ("wording", "problem"),
    [
        ({"title": " "}, verbs.TitleUnusable),
        ({"title": "长" * 61}, verbs.TitleUnusable),
        ({"title": "茶", "subtitle": "长" * 101}, verbs.SubtitleTooLong),
        ({"title": "茶", "detail": "长" * 100_001}, verbs.DetailTooLong),
        ({"title": "茶", "tags": ("长" * 13,)}, verbs.TagsUnusable),
        ({"title": "茶", "tags": tuple(map(str, range(11)))}, verbs.TagsUnusable),
        ({"title": "茶", "return_kind": "never"}, verbs.ReturnKindUnknown),
        ({"title": "茶", "least": 0}, verbs.LimitsUnusable),
        ({"title": "茶", "least": 3, "most": 2}, verbs.LimitsUnusable),
        ({"title": "茶", "most": 0}, verbs.LimitsUnusable),
        ({"title": "茶", "categories": ("gone",)}, verbs.CategoryGone),
    ],
)
async def test_a_wording_is_refused_for_one_clear_reason(sqlite_database, wording, problem):
    with pytest.raises(problem):
        await sqlite_database.write(actions.draft, actions.Wording(**wording), 100, "lin")


@pytest.mark.parametrize("price", [0, -1, 100_000_001])
async def test_a_price_is_money_that_somebody_can_pay(sqlite_database, price):
    with pytest.raises(PriceUnusable):
        await sqlite_database.write(actions.draft, actions.Wording(title="茶"), price, "lin")


async def test_a_detail_is_made_safe_and_plain_text_becomes_paragraphs(goods):
    product = await goods.make(detail="<p onclick='x()'>脆<script>alert(1)</script></p>")
    assert (await goods.product(product)).detail == "<p>脆</p>"
    product = await goods.make(detail="上一行\n下一行 <3\n\n另一段")
    assert (await goods.product(product)).detail == "<p>上一行<br>下一行 &lt;3</p><p>另一段</p>"


async def test_a_doubtful_word_is_named_and_goes_through_when_somebody_confirms_it(database, goods):
    wording = actions.Wording(title="天津最脆的麻花", detail="销量第一")
    with pytest.raises(actions.WordsDoubtful) as refused:
        await database.write(actions.draft, wording, 100, "lin")
    assert refused.value.facts["words"] == ["最脆", "第一"]
    with pytest.raises(actions.WordsDoubtful):
        await database.write(actions.draft, wording, 100, "lin", confirmed=["最脆"])
    product = await database.write(actions.draft, wording, 100, "lin", confirmed=["最脆", "第一"])
    assert (await goods.product(product)).title == "天津最脆的麻花"


async def test_goods_go_on_the_shelf_and_off_it(database, goods):
    product = await goods.shelved()
    assert (await goods.product(product)).state == "shelved"
    await database.write(actions.unshelve, product, "lin")
    assert (await goods.product(product)).state == "unshelved"
    for verb in (actions.shelve, actions.unshelve):
        with pytest.raises(actions.ProductNotFound):
            await database.write(verb, "nowhere", "lin")


def nothing_active(tx, product: str) -> None:
    tx.execute(update(Sku).where(Sku.product == product).values(active=False))


async def test_what_has_nothing_to_sell_is_not_shelved(database, goods):
    product = await goods.make()
    await database.write(nothing_active, product)
    with pytest.raises(verbs.NothingToSell):
        await database.write(actions.shelve, product, "lin")


async def test_the_calendar_shelves_and_unshelves_by_itself(database, goods, clock):
    soon, later = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    product = await goods.make(shelve_at=soon, unshelve_at=later)
    assert await database.write(actions.keep_calendar) == 0
    await clock.advance(3600)
    assert await database.write(actions.keep_calendar) == 1
    assert (await goods.product(product)).state == "shelved"
    assert await database.write(actions.keep_calendar) == 0
    await clock.advance(3600)
    await database.write(actions.keep_calendar)
    assert (await goods.product(product)).state == "unshelved"
    assert await database.write(actions.keep_calendar) == 0


async def test_the_calendar_is_not_stopped_by_what_cannot_be_shelved(database, goods, clock):
    product = await goods.make(shelve_at=clock.now())
    await database.write(nothing_active, product)
    assert await database.write(actions.keep_calendar) == 1
    assert await database.write(actions.keep_calendar) == 0
    assert (await goods.product(product)).state == "draft"


async def test_early_access_is_for_its_levels_until_it_is_for_everybody(goods, clock):
    public = clock.now() + timedelta(days=1)
    known = await goods.product(await goods.shelved(early_levels=("gold",), public_at=public))
    assert reads.visible(known, "gold", clock.now())
    assert not reads.visible(known, "", clock.now())
    assert reads.visible(known, "", public)
    assert not reads.visible(await goods.product(await goods.make()), "gold", public)
