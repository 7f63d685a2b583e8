"""Goods come in from a table, and a rehearsal changes nothing."""

import pytest
from sqlalchemy import func, select

from store.catalogue import actions, reads, tables
from store.catalogue.actions.importing import PriceMissing, SpecsDiffer
from store.catalogue.actions.stock import PromisedToBuyers
from store.catalogue.models import Product, StockEntry

TABLE = """商品,分类,标签,规格,编码,价格,会员价,库存,状态,详情
麻花,点心/油炸,零食;礼盒,口味=原味,TJ-01,12.80,,20,上架,酥脆
麻花,,,口味=咸香,TJ-02,13.80,12.80,5,,
龙井,茶,,,LJ-01,99,,,草稿,
"""


@pytest.fixture
def bring(database):
    async def bring_in(text: str, key: str = "k1") -> list[actions.Brought]:
        found = tables.read(text.encode())
        assert found.mistakes == []
        return [await database.write(actions.bring_in, lines, key, "lin") for lines in found.products]

    return bring_in


async def of_title(database, title: str) -> Product:
    async with database.read() as session:
        return (await session.scalars(select(Product).where(Product.title == title))).one()


async def test_a_table_makes_products_with_variants_categories_and_stock(database, goods, bring):
    brought = await bring(TABLE)
    assert [(one.title, one.lines, one.new) for one in brought] == [("麻花", [2, 3], True), ("龙井", [4], True)]
    mahua = await of_title(database, "麻花")
    assert (mahua.state, mahua.tags, mahua.detail) == ("shelved", ["零食", "礼盒"], "<p>酥脆</p>")
    assert mahua.specs == [{"name": "口味", "values": ["原味", "咸香"]}]
    skus = [sku for sku in await goods.skus(mahua.id) if sku.active]
    assert [(sku.values, sku.code, sku.price, sku.member_price, sku.on_hand) for sku in skus] == [
        (["原味"], "TJ-01", 1280, None, 20),
        (["咸香"], "TJ-02", 1380, 1280, 5),
    ]
    async with database.read() as session:
        assert [one.name for one in await reads.categories(session)] == ["点心", "油炸", "茶"]


async def test_the_same_import_twice_changes_nothing_more(database, bring):
    await bring(TABLE)
    again = await bring(TABLE)
    assert [one.new for one in again] == [False, False]
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Product)) == 2
        assert await session.scalar(select(func.count()).select_from(StockEntry)) == 2


async def test_what_is_empty_stays_and_what_is_known_by_its_code_is_changed(database, goods, bring):
    await bring(TABLE)
    await bring("商品,编码,价格\n手工麻花,TJ-01,11\n", "k2")
    mahua = await of_title(database, "手工麻花")
    skus = [sku for sku in await goods.skus(mahua.id) if sku.active]
    assert [(sku.price, sku.on_hand) for sku in skus] == [(1100, 20), (1380, 5)]
    assert mahua.tags == ["零食", "礼盒"]


async def test_new_options_join_those_that_are_there(database, goods, bring):
    await bring(TABLE)
    await bring("商品,规格,价格,库存\n麻花,口味=五仁,15,2\n", "k2")
    mahua = await of_title(database, "麻花")
    assert mahua.specs[0]["values"] == ["原味", "咸香", "五仁"]
    assert sum(sku.on_hand for sku in await goods.skus(mahua.id)) == 27


async def test_a_code_of_what_is_no_longer_sold_leads_to_what_the_line_says(database, goods, bring):
    await bring(TABLE)
    mahua = await of_title(database, "麻花")
    await database.write(actions.set_specs, mahua.id, [actions.Spec("口味", ("原味的", "咸香"))], "lin")
    [lines] = tables.read("商品,编码,库存\n麻花,TJ-01,9\n".encode()).products
    with pytest.raises(actions.LineRefused) as refused:
        await database.write(actions.bring_in, lines, "k2", "lin")
    assert type(refused.value.problem) is SpecsDiffer
    await bring("商品,规格,编码,库存\n麻花,口味=原味的,TJ-01,9\n", "k3")
    stock = {(sku.values[0], sku.code): sku.on_hand for sku in await goods.skus(mahua.id) if sku.values}
    assert stock == {("原味", None): 20, ("原味的", "TJ-01"): 9, ("咸香", "TJ-02"): 5}


async def test_a_code_of_what_is_no_longer_sold_is_free_for_another_product(database, bring):
    await bring(TABLE)
    mahua = await of_title(database, "麻花")
    await database.write(actions.set_specs, mahua.id, [actions.Spec("口味", ("咸香",))], "lin")
    assert [one.new for one in await bring("商品,编码,价格\n新麻花,TJ-01,9\n", "k2")] == [True]


@pytest.mark.parametrize(
    ("text", "number", "problem"),
    [
        ("商品,库存\n花生,3\n", 2, PriceMissing),
        ("商品,规格,价格\n麻花,份量=500克,1\n", 2, SpecsDiffer),
        ("商品,价格,状态\n天津最好的花生,1,\n", 2, actions.WordsDoubtful),
        ("商品,规格,库存\n麻花,口味=原味,20\n麻花,口味=咸香,0\n", 3, PromisedToBuyers),
    ],
)
async def test_a_line_that_cannot_be_is_named_and_its_product_stays_as_it_was(
    database, goods, bring, text, number, problem
):
    await bring(TABLE)
    mahua = await of_title(database, "麻花")
    salty = next(sku for sku in await goods.skus(mahua.id) if sku.values == ["咸香"])
    await database.write(actions.reserve, {salty.id: 3}, "order1")
    [lines] = tables.read(text.encode()).products
    with pytest.raises(actions.LineRefused) as refused:
        await database.write(actions.bring_in, lines, "k2", "lin")
    assert (refused.value.number, type(refused.value.problem)) == (number, problem)
    assert await goods.held(salty.id) == (5, 3)


async def test_a_rehearsal_tells_what_would_happen_and_changes_nothing(database):
    lines, _ = tables.read(TABLE.encode()).products
    with pytest.raises(actions.Tried) as tried:
        await database.write(actions.rehearse, lines, "lin")
    assert (tried.value.brought.title, tried.value.brought.new) == ("麻花", True)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Product)) == 0


async def test_an_export_that_comes_back_counts_only_the_stock_that_somebody_has_changed_in_it(database, goods, bring):
    await bring(TABLE)
    async with database.read() as session:
        table = tables.written(await reads.listing(session)).decode("utf-8-sig")
    mahua = await of_title(database, "麻花")
    plain, salty = (sku.id for sku in await goods.skus(mahua.id) if sku.active)
    for sku in (plain, salty):
        await database.write(actions.reserve, {sku: 2}, "order1")
        await database.write(actions.ship, {sku: 2}, "order1")
    brought = await bring(table.replace("TJ-01,,12.80", "TJ-01,,11.80").replace(",0,5,0,", ",0,9,0,"), "k2")
    assert [(await goods.held(sku))[0] for sku in (plain, salty)] == [18, 9]
    [moved] = [sku for one in brought for sku in one.stock]
    assert (moved.spec, moved.before, moved.after) == ("咸香", 3, 9)
    assert min(sku.price for sku in await goods.skus(mahua.id) if sku.active) == 1180


async def test_what_is_exported_can_be_imported_and_changes_nothing(database, goods, bring):
    await bring(TABLE)
    async with database.read() as session:
        before = await reads.listing(session)
    found = tables.read(tables.written(before))
    assert found.mistakes == []
    for lines in found.products:
        await database.write(actions.bring_in, lines, "k2", "lin")
    async with database.read() as session:
        assert await reads.listing(session) == before
