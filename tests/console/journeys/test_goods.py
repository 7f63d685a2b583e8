"""Goods on a desk and on a phone: for everybody, and with nothing but a keyboard or a finger."""

import io
import os

import pytest
from PIL import Image

from store.catalogue import actions, reads

pytestmark = pytest.mark.journey

SHOTS = os.environ.get("JINBO_SHOTS")
PAGES = (
    "/console/goods",
    "/console/goods?search=zzz",
    "/console/goods/new",
    "/console/goods/{product}",
    "/console/goods/{product}/pictures",
    "/console/goods/{product}/variants",
    "/console/goods/stock",
    "/console/goods/stock/{sku}",
    "/console/goods/categories",
    "/console/goods/import",
)


def photo(colour: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (900, 900), colour).save(written, "PNG")
    return written.getvalue()


async def sell(house, title: str) -> tuple[str, str]:
    """A product with two flavours, and one of its SKUs."""
    write = house.db.write
    wording = actions.Wording(title=title, subtitle="酥脆", detail="<h2>Mahua</h2><p>500 g</p>", tags=("A",))
    product = await write(actions.draft, wording, 1280, "lin")
    await write(actions.set_specs, product, [actions.Spec("Taste", ("A", "B"))], "lin")
    async with house.db.read() as session:
        skus = [sku.id for sku in await reads.skus(session, product) if sku.active]
    await write(actions.receive, skus[0], 20, "k", by="lin")
    await write(actions.write_off, skus[0], 1, "k", by="lin", note="wet")
    await write(actions.shelve, product, "lin")
    return product, skus[0]


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (320, "en", "light")]
)
async def test_every_page_of_goods_is_for_everybody(in_charge, house, width, language, theme):
    product, sku = await sell(house, "十八街麻花")
    tea = await house.db.write(actions.add_category, "茶")
    await house.db.write(actions.add_category, "绿茶", tea)
    owner = await in_charge(width=width, language=language, theme=theme)
    for number, address in enumerate(PAGES):
        await owner.goes(address.format(product=product, sku=sku))
        if SHOTS:
            await owner.page.screenshot(path=f"{SHOTS}/{width}-{number}.png", full_page=True)
        assert await owner.violations() == [], address
        assert await owner.overflow() <= 0, address
    assert owner.complaints == []


async def test_a_product_is_made_pictured_and_shelved_at_a_phone(in_charge, house):
    owner = await in_charge(width=390)
    page = owner.page
    await owner.goes("/console/goods/new")
    await page.fill("#title", "天津最好的麻花")
    await page.fill("#price", "12.80")
    await page.click("button.primary")
    await page.check("input[name=confirmed]")
    assert await owner.violations() == []
    await page.click("button.primary")
    files = [{"name": f"{colour}.png", "mimeType": "image/png", "buffer": photo(colour)} for colour in ("red", "blue")]
    await page.set_input_files("#pictures", files)
    await page.click("text=传上去")
    await page.locator(".album li").nth(1).wait_for()
    before = await page.evaluate("[...document.querySelectorAll('[data-picture]')].map(one => one.dataset.picture)")
    await page.click("[aria-label='第 2 张往前移']")
    await page.locator(f".album li:first-child[data-picture='{before[1]}']").wait_for()
    assert await owner.violations() == []
    await page.click("button.primary:has-text('上架')")
    await page.locator(".light.green").wait_for()
    assert [line for line in owner.complaints if "400" not in line] == []  # the words were refused once


async def test_pictures_are_dragged_into_order(in_charge, house, eventually):
    owner = await in_charge()
    page = owner.page
    product, _ = await sell(house, "麻花")
    await owner.goes(f"/console/goods/{product}/pictures")
    files = [{"name": f"{colour}.png", "mimeType": "image/png", "buffer": photo(colour)} for colour in ("red", "blue")]
    await page.set_input_files("#pictures", files)
    await page.click("text=传上去")
    await page.locator(".album li[draggable=true]").nth(1).wait_for()
    second = await page.evaluate("document.querySelectorAll('[data-picture]')[1].dataset.picture")
    await page.drag_and_drop(f"[data-picture='{second}'] img", "[data-picture]:first-child img")

    async def kept() -> bool:
        async with house.db.read() as session:
            return (await reads.pictures(session, product))[0].id == second

    await eventually(kept)


async def test_the_list_filters_as_one_types_and_ticks_all_at_once(in_charge, house):
    owner = await in_charge()
    page = owner.page
    for title in ("十八街麻花", "龙井茶"):
        await sell(house, title)
    await owner.goes("/console/goods")
    await page.fill("input[name=search]", "longjing")
    await owner.waits_until("document.querySelectorAll('.goods > li').length === 1")
    await owner.waits_until("location.search.includes('search=longjing')")
    await owner.goes("/console/goods")
    await page.check("[data-ticks]")
    await page.click("button[value=unshelved]")
    await page.locator(".goods .light.amber").nth(1).wait_for()
    assert owner.complaints == []
