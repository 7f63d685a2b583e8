"""Goods in and out of tables, at the console."""

import io
import re

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from appliance.identity.permissions import Role
from store.catalogue import actions, reads
from store.catalogue.models import Product, Sku

TABLE = "商品,编码,价格,库存\n麻花,TJ-01,12.80,5\n天津最好的茶,LJ-01,99,\n花生,HS-01,free,\n"


def file(text: str, encoding: str = "utf-8") -> dict[str, FileStorage]:
    return {"file": FileStorage(io.BytesIO(text.encode(encoding)), filename="goods.csv")}


async def text_of(answer) -> str:
    return await answer.get_data(as_text=True)


async def rehearsed(owner, table: str) -> tuple[str, str]:
    """Where a rehearsal leads, and the key it goes by."""
    text = await text_of(await owner.post("/console/goods/import", files=file(table)))
    address = re.search(r"/console/goods/import/[0-9a-f]{40}\.csv", text)[0]
    return address, re.search(r'name="key" value="([^"]+)"', text)[1]


async def products(house) -> int:
    async with house.db.read() as session:
        return await session.scalar(select(func.count()).select_from(Product))


async def test_a_file_is_rehearsed_then_brought_in(owner, house):
    answer = await owner.post("/console/goods/import", files=file(TABLE, "gb18030"))
    text = await text_of(answer)
    assert answer.status_code == 200
    assert "试过了，还没有改动任何东西" in text
    assert "第 4 行" in text
    assert "“价格”这一格看不懂：free" in text
    assert 'name="confirmed" value="最好"' in text
    assert await products(house) == 0
    name = re.search(r"/console/goods/import/([0-9a-f]{40}\.csv)", text)[1]
    text = await text_of(await owner.post("/console/goods/import", {"file-name": name, "confirmed": "最好"}))
    assert 'value="最好"' in text
    assert "天津最好的茶" in text
    answer = await owner.post(f"/console/goods/import/{name}", {"confirmed": "最好"})
    assert "导入的结果" in await text_of(answer)
    assert await products(house) == 2


async def test_a_file_without_mistakes_leads_back_to_the_list(owner, house):
    text = await text_of(await owner.post("/console/goods/import", files=file("商品,价格\n茶,9\n")))
    address = re.search(r"/console/goods/import/[0-9a-f]{40}\.csv", text)[0]
    answer = await owner.post(address)
    assert answer.headers["location"] == "/console/goods"
    assert "导入了 1 个商品" in await owner.read("/console/goods")


async def test_one_file_sets_the_stock_each_time_it_is_rehearsed_and_once_for_each_rehearsal(owner, house):
    async def stock() -> int:
        async with house.db.read() as session:
            return await session.scalar(select(Sku.on_hand))

    table = "商品,价格,库存\n茶,9,20\n"
    address, key = await rehearsed(owner, table)
    await owner.post(address, {"key": key})
    async with house.db.read() as session:
        sku = await session.scalar(select(Sku.id))
    await house.db.write(actions.count, sku, 3, "by-hand", by="lin")
    await owner.post(address, {"key": key})
    assert await stock() == 3
    address, key = await rehearsed(owner, table)
    await owner.post(address, {"key": key})
    assert await stock() == 20


async def test_a_rehearsal_says_how_the_stock_would_move(owner, house):
    product = await house.db.write(actions.draft, actions.Wording(title="麻花"), 1280, "lin")
    async with house.db.read() as session:
        [sku] = [one.id for one in await reads.skus(session, product)]
    await house.db.write(actions.receive, sku, 7, "k", by="lin")
    table = "商品,库存,导出时库存\n麻花,{},9\n"
    assert "库存 7 → 20 件" in await text_of(await owner.post("/console/goods/import", files=file(table.format(20))))
    assert "库存 7 →" not in await text_of(await owner.post("/console/goods/import", files=file(table.format(9))))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
async def test_what_is_no_table_is_refused_beside_the_field(owner, text):
    answer = await owner.post("/console/goods/import", files=file(text))
    assert (answer.status_code, 'id="file-wrong"' in await text_of(answer)) == (400, True)


async def test_no_other_file_is_imported_by_its_name(owner, house):
    picture = await house.blobs.put(b"x", ".jpg")
    for name in (picture, "nowhere.csv", "..csv"):
        assert (await owner.post(f"/console/goods/import/{name}")).status_code == 404
    assert (await owner.post("/console/goods/import", {"file-name": "nowhere.csv"})).status_code == 404


async def test_the_export_holds_what_the_list_shows(owner, house):
    for title in ("桂发祥麻花", "十八街麻花", "绿茶"):
        await house.db.write(actions.draft, actions.Wording(title=title), 1280, "lin")
    link = 'id="export" data-beside href="/console/goods/export.csv?state=draft&amp;search=mahua&amp;category="'
    assert link in await text_of(await owner.get("/console/goods?search=mahua&state=draft"))
    text = await text_of(await owner.get("/console/goods/export.csv?state=draft&search=mahua&category="))
    assert ("桂发祥麻花" in text, "十八街麻花" in text, "绿茶" in text) == (True, True, False)
    assert "麻花" not in await text_of(await owner.get("/console/goods/export.csv?state=shelved"))


async def test_the_export_keeps_costs_to_those_who_set_them(owner, colleague, house):
    product = await house.db.write(actions.draft, actions.Wording(title="麻花"), 1280, "lin")
    async with house.db.read() as session:
        [sku] = [one.id for one in await reads.skus(session, product)]
    await house.db.write(actions.price_skus, product, [actions.Pricing(sku=sku, price=1280, cost=777)], "lin")
    answer = await owner.get("/console/goods/export.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "7.77" in await text_of(answer)
    text = await text_of(await (await colleague(Role.SERVICE)).get("/console/goods/export.csv"))
    assert "麻花" in text
    assert "7.77" not in text
