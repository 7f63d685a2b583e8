"""Goods, their pictures, variants, categories and stock, as staff look after them."""

import io
import re
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from appliance.identity.permissions import Role
from store.catalogue import actions, reads
from store.catalogue.models import Product, Sku, StockEntry


def picture(colour: str = "red", size: tuple[int, int] = (900, 900)) -> FileStorage:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    written.seek(0)
    return FileStorage(written, filename="photo.png", content_type="image/png")


@pytest.fixture
async def product(house) -> str:
    return await house.db.write(actions.draft, actions.Wording(title="十八街麻花"), 1280, "lin")


async def only_sku(house, product: str) -> Sku:
    async with house.db.read() as session:
        return (await session.scalars(select(Sku).where(Sku.product == product, Sku.active))).first()


async def known(house, product: str) -> Product:
    async with house.db.read() as session:
        return await reads.product(session, product)


async def text_of(answer) -> str:
    return await answer.get_data(as_text=True)


async def test_an_empty_list_says_what_to_do(owner, colleague):
    assert 'href="/console/goods/new"' in await owner.read("/console/goods")
    service = await colleague(Role.SERVICE)
    assert "店主或中控建好商品后" in await service.read("/console/goods")
    assert "还没有库存" in await owner.read("/console/goods/stock")
    assert "还没有分类" in await owner.read("/console/goods/categories")


async def test_a_product_is_made_with_a_name_and_a_price(owner, house):
    answer = await owner.post("/console/goods", {"title": "十八街麻花", "price": "12.80"})
    assert answer.status_code == 303
    product = answer.headers["location"].split("/")[3]
    assert (await only_sku(house, product)).price == 1280
    assert "商品建好了" in await owner.read(answer.headers["location"])


@pytest.mark.parametrize(
    ("title", "price", "field"), [(" ", "1", "title"), ("茶", "1.234", "price"), ("茶", "0", "price")]
)
async def test_what_is_wrong_stands_beside_its_field(owner, title, price, field):
    answer = await owner.post("/console/goods", {"title": title, "price": price})
    assert answer.status_code == 400
    text = await text_of(answer)
    assert f'id="{field}-wrong"' in text
    assert f'value="{price}"' in text


async def test_a_doubtful_word_is_shown_with_the_law_and_can_be_confirmed(owner):
    answer = await owner.post("/console/goods", {"title": "天津最好的麻花", "price": "9"})
    text = await text_of(answer)
    assert answer.status_code == 400
    assert 'name="confirmed" value="最好"' in text
    assert "广告法第九条" in text
    answer = await owner.post("/console/goods", {"title": "天津最好的麻花", "price": "9", "confirmed": "最好"})
    assert answer.status_code == 303


async def test_a_doubtful_option_is_asked_about_too(owner, product):
    specs = {"name-0": "口味", "values-0": "原味、顶级"}
    answer = await owner.post(f"/console/goods/{product}/specs", specs)
    assert answer.status_code == 400
    assert 'name="confirmed" value="顶级"' in await text_of(answer)
    answer = await owner.post(f"/console/goods/{product}/specs", {**specs, "confirmed": "顶级"})
    assert answer.status_code == 303


async def test_the_list_is_searched_and_filtered_by_its_address(owner, house, product):
    tea = await house.db.write(actions.draft, actions.Wording(title="龙井茶"), 900, "lin")
    await house.db.write(actions.shelve, tea, "lin")
    assert "龙井茶" not in await owner.read("/console/goods?search=mahua")
    assert "十八街麻花" not in await owner.read("/console/goods?state=shelved")
    assert "龙井茶" in await owner.read("/console/goods?state=low")
    assert "没有符合的商品" in await owner.read(f"/console/goods?search={quote('没有的')}")
    assert "龙井茶" in await owner.read("/console/goods?state=nonsense")


async def test_several_go_on_the_shelf_at_once(owner, house, product):
    answer = await owner.post("/console/goods/shelf", {"to": "shelved", "product": product})
    assert answer.status_code == 303
    assert (await known(house, product)).state == "shelved"
    await owner.post("/console/goods/shelf", {"to": "unshelved", "product": product})
    assert (await known(house, product)).state == "unshelved"
    answer = await owner.post("/console/goods/shelf", {"to": "shelved"})
    assert (answer.status_code, "还没有勾选商品" in await text_of(answer)) == (400, True)


async def test_the_shelf_is_undone_with_one_press(owner, house, product):
    answer = await owner.post(f"/console/goods/{product}/shelf")
    text = await owner.read(answer.headers["location"])
    assert f'action="/console/goods/{product}/shelf/off"' in text
    assert (await known(house, product)).state == "shelved"


async def test_what_is_written_about_a_product_is_kept(owner, house, product):
    category = await house.db.write(actions.add_category, "点心")
    values = {
        "title": "老味麻花", "subtitle": "脆", "detail": "三斤\n\n<b>香</b><script>x</script>", "tags": "零食、礼盒",
        "return_kind": "perishable", "least": "2", "most": "6", "categories": category,
        "shelve_at": "2026-12-01T08:00", "early_levels": "gold",
    }  # fmt: skip
    assert (await owner.post(f"/console/goods/{product}", values)).status_code == 303
    found = await known(house, product)
    assert (found.title, found.tags, found.return_kind, found.least, found.most) == (
        "老味麻花", ["零食", "礼盒"], "perishable", 2, 6,
    )  # fmt: skip
    assert "<script" not in found.detail
    assert found.shelve_at is not None
    text = await owner.read(f"/console/goods/{product}")
    assert f'value="{category}" checked' in text
    assert 'value="2026-12-01T08:00"' in text


@pytest.mark.parametrize(
    ("name", "value"),
    [("least", "x"), ("most", "1"), ("shelve_at", "soon"), ("return_kind", "never"), ("tags", "长" * 13)],
)
async def test_a_wording_that_cannot_be_kept_loses_nothing(owner, product, name, value):
    values = {
        "title": "麻花",
        "return_kind": "seven-days",
        "least": "2",
        "most": "3",
        "subtitle": "我写的",
        name: value,
    }
    answer = await owner.post(f"/console/goods/{product}", values)
    assert answer.status_code == 400
    text = await text_of(answer)
    assert 'value="我写的"' in text
    assert "circle-alert" in text


async def test_pictures_are_put_in_order_and_taken_away(owner, house, product):
    for colour in ("red", "blue"):
        answer = await owner.post(f"/console/goods/{product}/pictures", files={"pictures": picture(colour)})
        assert answer.status_code == 303
    async with house.db.read() as session:
        first, second = [one.id for one in await reads.pictures(session, product)]
    text = await owner.read(f"/console/goods/{product}/pictures")
    assert text.index(first) < text.index(second)
    await owner.post(f"/console/goods/{product}/pictures/order", {"picture": second, "to": "front"})
    async with house.db.read() as session:
        assert [one.id for one in await reads.pictures(session, product)] == [second, first]
    await owner.post(f"/console/goods/{product}/pictures/{second}/remove")
    async with house.db.read() as session:
        left = await reads.pictures(session, product)
    assert [one.id for one in left] == [first]
    assert (left[0].width, left[0].height) == (900, 900)
    blob = await owner.get(f"/blobs/{left[0].sizes['200']}")
    with Image.open(io.BytesIO(await blob.get_data())) as small:
        assert (small.format, small.size) == ("JPEG", (200, 200))


async def test_what_is_no_picture_is_refused_beside_its_field(owner, product):
    for name, address in (("pictures", "pictures"), ("video", "videos"), ("detail", "detail")):
        bad = FileStorage(io.BytesIO(b"<svg onload='x()'/>"), filename="photo.svg")
        answer = await owner.post(f"/console/goods/{product}/{address}", files={name: bad})
        assert answer.status_code == 400
        assert f'id="{name}-wrong"' in await text_of(answer)
        assert (await owner.post(f"/console/goods/{product}/{address}")).status_code == 400


async def test_a_long_picture_joins_the_details(owner, house, product):
    answer = await owner.post(f"/console/goods/{product}/detail", files={"detail": picture(size=(300, 2000))})
    assert answer.status_code == 303
    assert re.search(r'<img src="/blobs/[0-9a-f]{40}\.jpg"', (await known(house, product)).detail)


async def test_specs_become_variants_with_prices_of_their_own(owner, house, product):
    answer = await owner.post(f"/console/goods/{product}/specs", {"name-0": "口味", "values-0": "原味、咸香"})
    assert answer.status_code == 303
    async with house.db.read() as session:
        plain, salty = [sku for sku in await reads.skus(session, product) if sku.active]
    values = {
        f"price-{plain.id}": "12.80", f"code-{plain.id}": "TJ-01", f"add-{plain.id}": "20", f"weight-{plain.id}": "500",
        f"price-{salty.id}": "13", f"low-{salty.id}": "3", "key": "k1",
    }  # fmt: skip
    for _press in range(2):
        assert (await owner.post(f"/console/goods/{product}/variants", values)).status_code == 303
    async with house.db.read() as session:
        plain, salty = [sku for sku in await reads.skus(session, product) if sku.active]
    assert (plain.price, plain.code, plain.on_hand, plain.weight) == (1280, "TJ-01", 20, 500)
    assert (salty.price, salty.low, salty.on_hand) == (1300, 3, 0)
    assert 'value="TJ-01"' in await owner.read(f"/console/goods/{product}/variants")


async def test_what_came_in_is_received_once_though_the_form_was_refused_and_sent_again(owner, house, product):
    await owner.post(f"/console/goods/{product}/specs", {"name-0": "口味", "values-0": "原味、咸香"})
    async with house.db.read() as session:
        plain, salty = [sku.id for sku in await reads.skus(session, product) if sku.active]
    values = {f"price-{plain}": "1", f"price-{salty}": "1", f"add-{plain}": "20", "key": "k1"}
    refused = await owner.post(f"/console/goods/{product}/variants", {**values, f"add-{salty}": "1000001"})
    assert refused.status_code == 400
    key = re.search(r'name="key" value="([^"]+)"', await text_of(refused))[1]
    await owner.post(f"/console/goods/{product}/variants", {**values, f"add-{salty}": "10", "key": key})
    async with house.db.read() as session:
        assert [sku.on_hand for sku in await reads.skus(session, product) if sku.active] == [20, 10]


async def test_a_price_that_cannot_be_is_refused_in_its_row(owner, house, product):
    sku = (await only_sku(house, product)).id
    for values, field in (
        ({f"price-{sku}": "x"}, f"price-{sku}"),
        ({f"price-{sku}": "9", f"strike_price-{sku}": "20"}, f"strike_price-{sku}"),
        ({f"price-{sku}": "9", f"add-{sku}": "many"}, f"add-{sku}"),
    ):
        answer = await owner.post(f"/console/goods/{product}/variants", values)
        text = await text_of(answer)
        assert (answer.status_code, f'id="{field}-wrong"' in text) == (400, True)
    answer = await owner.post(f"/console/goods/{product}/specs", {"name-0": "口味", "values-0": ""})
    assert 'id="specs-wrong"' in await text_of(answer)


async def test_stock_is_received_counted_and_written_off_with_a_reason(owner, house, product):
    sku = (await only_sku(house, product)).id
    for number, (what, pieces, note) in enumerate(
        [("received", "10", ""), ("count", "8", ""), ("spoiled", "1", "受潮")]
    ):
        values = {"what": what, "pieces": pieces, "note": note, "key": f"k{number}"}
        for _press in range(2):
            assert (await owner.post(f"/console/goods/stock/{sku}", values)).status_code == 303
    assert (await only_sku(house, product)).on_hand == 7
    text = await owner.read(f"/console/goods/stock/{sku}")
    assert "受潮" in text
    assert "王店长" in text
    answer = await owner.post(
        f"/console/goods/stock/{sku}", {"what": "spoiled", "pieces": "1", "note": "", "key": "k9"}
    )
    assert 'id="note-wrong"' in await text_of(answer)
    for pieces in ("", "x", "-3"):
        answer = await owner.post(f"/console/goods/stock/{sku}", {"what": "count", "pieces": pieces, "key": "k10"})
        assert 'id="pieces-wrong"' in await text_of(answer)
    async with house.db.read() as session:
        assert len(list(await session.scalars(select(StockEntry)))) == 3
    assert (await owner.get("/console/goods/stock/nowhere")).status_code == 404


async def test_the_storeroom_is_searched_and_shows_what_runs_low(owner, house, product):
    sku = (await only_sku(house, product)).id
    await house.db.write(actions.receive, sku, 5, "k", by="lin")
    assert "可售 5" in await owner.read("/console/goods/stock?search=mh")
    assert "没有符合的库存" in await owner.read("/console/goods/stock?low=true")


async def test_categories_are_made_renamed_moved_and_removed(owner, house):
    await owner.post("/console/goods/categories", {"name": "茶"})
    async with house.db.read() as session:
        [tea] = await reads.categories(session)
    await owner.post("/console/goods/categories", {"name": "绿茶", "parent": tea.id})
    await owner.post("/console/goods/categories", {"name": "点心"})
    answer = await owner.post("/console/goods/categories", {"name": "茶"})
    assert (answer.status_code, 'id="name-wrong"' in await text_of(answer)) == (409, True)
    answer = await owner.post(f"/console/goods/categories/{tea.id}/remove")
    assert (answer.status_code, "里面还有 1 个分类" in await text_of(answer)) == (409, True)
    await owner.post(f"/console/goods/categories/{tea.id}", {"name": "好茶"}, files={"picture": picture()})
    await owner.post(f"/console/goods/categories/{tea.id}/place", {"to": "down"})
    async with house.db.read() as session:
        found = await reads.categories(session)
    assert [one.name for one in found] == ["点心", "好茶", "绿茶"]
    assert found[1].picture is not None
    await owner.post(f"/console/goods/categories/{found[2].id}/remove")
    async with house.db.read() as session:
        assert len(await reads.categories(session)) == 2


async def test_who_may_only_look_sees_no_button(colleague, product):
    service = await colleague(Role.SERVICE)
    for address in (f"/console/goods/{product}", f"/console/goods/{product}/variants", "/console/goods/categories"):
        text = await service.read(address)
        assert 'class="button primary"' not in text
    assert (await service.post(f"/console/goods/{product}/shelf")).status_code == 403
    assert (await (await colleague(Role.WAREHOUSE)).post("/console/goods", {"title": "x"})).status_code == 403
