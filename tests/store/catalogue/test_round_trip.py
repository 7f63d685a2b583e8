"""What is exported and imported again as it is changes nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from appliance.blobs import DiskBlobs
from appliance.demo.goods import put_goods_on_the_shelf
from appliance.plain import one_line
from store.catalogue import actions, cells, reads, tables
from store.catalogue.models import Product, ProductCategory, Sku, StockEntry

WORDS = st.text("茶绿;；，,=＝：:\\'+-@ a1", min_size=1, max_size=8).map(one_line).filter(bool)


@pytest.fixture
async def demo(database, tmp_path):
    await put_goods_on_the_shelf(database, DiskBlobs(tmp_path / "blobs"))
    return database


@pytest.fixture
def round_trip(database):
    """Out and in again; everything that is known of goods, before and after."""

    async def walk() -> tuple[object, object]:
        async with database.read() as session:
            before, table = await everything(session), tables.read(tables.written(await reads.listing(session)))
        assert table.mistakes == []
        for lines in table.products:
            await database.write(actions.bring_in, lines, "round", "lin")
        async with database.read() as session:
            return before, await everything(session)

    return walk


async def everything(session):
    products = [await rows(session, select(Product.__table__).order_by(Product.id))]
    skus = await rows(session, select(Sku.__table__).order_by(Sku.id))
    categories = await rows(session, select(ProductCategory.__table__).order_by("product", "category"))
    return products, skus, categories, await session.scalar(select(func.count()).select_from(StockEntry))


async def rows(session, statement):
    return [tuple(row) for row in await session.execute(statement)]


async def test_the_demos_goods_stay_as_they_are_in_as_many_categories_as_they_have(demo, round_trip):
    gifts = await demo.write(actions.add_category, "礼盒")
    small = await demo.write(actions.add_category, "小份; 尝鲜", gifts)
    await demo.write(lambda tx: [tx.add_once(ProductCategory, product=one, category=small) for one in products(tx)])
    before, after = await round_trip()
    assert after == before


async def test_two_products_of_one_name_stay_apart(demo, round_trip):
    await demo.write(lambda tx: tx.execute(update(Product).values(title="麻花")))
    before, after = await round_trip()
    assert after == before


async def test_words_that_somebody_confirmed_are_not_asked_about_again(database, round_trip):
    wording = actions.Wording(title="最好的龙井")
    await database.write(actions.draft, wording, 9900, "lin", ["最好"])
    before, after = await round_trip()
    assert after == before


async def test_an_import_sets_just_the_categories_it_names(database, goods):
    product = await database.write(actions.draft, actions.Wording(title="龙井"), 9900, "lin")
    for text, count in (("茶/绿茶;礼盒", 2), ("茶", 1), ("", 1)):
        [lines] = tables.read(f"商品,分类\n龙井,{text}\n".encode()).products
        await database.write(actions.bring_in, lines, text, "lin")
        async with database.read() as session:
            mine = select(func.count()).select_from(ProductCategory).where(ProductCategory.product == product)
            assert await session.scalar(mine) == count


@given(
    tags=st.lists(WORDS, max_size=3), specs=st.lists(st.tuples(WORDS, WORDS), max_size=3, unique_by=lambda one: one[0])
)
def test_whatever_characters_there_are_come_back(tags, specs):
    line = [""] * len(tables.COLUMNS)
    columns = list(tables.COLUMNS)
    line[0] = "麻花"
    line[columns.index("tags")] = cells.joined(tags, marks=tables.TAG_MARKS)
    line[columns.index("specs")] = tables.specs_text(*zip(*specs, strict=True)) if specs else ""
    [[back]] = tables.read(tables.written([line])).products
    assert (back.tags or [], back.specs) == (tags, dict(specs))


@given(cell=st.text("'=+-@ax", min_size=1))
def test_a_cell_that_looks_like_a_formula_is_kept_from_being_one_and_comes_back(cell):
    kept = cells.guarded(cell)
    assert not kept.startswith(("=", "+", "-", "@"))
    assert cells.plain_cell(kept) == cell


def products(tx):
    return list(tx.execute(select(Product.id)).scalars())
