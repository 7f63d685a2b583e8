"""Somebody makes the page their own, finds goods by what they are, and hears what belongs together."""

import io

import pytest
from PIL import Image
from playwright.async_api import expect
from sqlalchemy import select

from store.catalogue import actions as catalogue
from store.catalogue.models import Category, Product, ProductCategory, Sku
from store.pricing.cart import Bundle, Gift
from store.promotions import actions as promotions
from store.promotions.checking import Draft

pytestmark = pytest.mark.journey


async def test_a_picture_and_a_birthday_are_ones_own(buyer):
    someone = await buyer()
    await someone.goes("/me/settings")
    async with someone.page.expect_file_chooser() as choosing:
        await someone.taps("头像")
    drawn = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(drawn, "PNG")
    await (await choosing.value).set_files({"name": "me.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    await expect(someone.page.locator(".face .thumb-picture")).to_have_count(1)
    await someone.taps("生日")
    await someone.page.locator("wx-dialog select").first.select_option("10")
    await someone.page.locator("wx-dialog select").last.select_option("30")
    assert await someone.violations() == []
    await someone.taps("确定")
    await someone.sees("11月30日")
    await someone.goes("/me")
    await expect(someone.page.locator(".avatar .thumb-picture")).to_have_count(1)
    assert someone.complaints == []


@pytest.mark.parametrize(("width", "language"), [(390, "zh-CN"), (1280, "en-US")])
async def test_goods_are_found_by_what_they_are(buyer, goods, house, width, language):
    await house.db.write(_green_tea, goods["tea"])
    someone = await buyer(width=width, language=language)
    await someone.goes("/shop")
    await expect(someone.page.get_by_role("link", name="# 老字号")).to_be_visible()
    await someone.goes("/goods")
    await someone.taps("糕点零食", "link")
    await someone.taps("花茶", "link")
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_have_count(0)
    await expect(someone.page.get_by_role("link", name="茉莉花茶")).to_be_visible()
    assert (await someone.violations(), await someone.overflow()) == ([], 0)
    await someone.goes(f"/products/{goods['mahua']}")
    await someone.taps("# 老字号", "link")
    await expect(someone.page.get_by_role("heading", name="老字号")).to_be_visible()
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()


@pytest.mark.parametrize(("language", "home", "cart"), [
    ("zh-CN", "七里海河蟹 + 茉莉花茶 × 2，一套 ¥150", "再加茉莉花茶 × 2，整套 ¥150"),
    ("en-US", "七里海河蟹 + 茉莉花茶 × 2: ¥150 a set", "Add 茉莉花茶 × 2: ¥150 for the set"),
])  # fmt: skip
async def test_a_set_says_what_it_is_made_of_until_it_is_whole(buyer, goods, house, language, home, cart):
    crab, tea = [await _sku(house, goods[name]) for name in ("crab", "tea")]
    offers = [
        Draft(name="蟹肥菊黄", rule=Bundle(pieces={crab: 1, tea: 2}, price=15000)),
        Draft(name="满赠", rule=Gift(amount=20000, gifts={tea: 1})),
    ]
    for draft in offers:
        promotion = await house.db.write(promotions.add_promotion, draft, "owner")
        await house.db.write(promotions.move_promotion, promotion, "start", "owner")
    someone = await buyer(language=language)
    await someone.goes("/shop")
    await someone.sees(home)
    assert await someone.violations() == []
    await someone.goes(f"/products/{goods['crab']}")
    await someone.sees(home)
    await someone.taps("加入购物车" if language == "zh-CN" else "Add to cart")
    dialog = someone.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="加入购物车" if language == "zh-CN" else "Add to cart").click()
    await expect(dialog).to_have_count(0)
    await someone.goes("/cart")
    await someone.sees(cart)
    assert (await someone.violations(), await someone.overflow()) == ([], 0)


def _green_tea(tx, product: str) -> None:
    parent = tx.scalar(select(Category.id).where(Category.name == "糕点零食"))
    inside = catalogue.add_category(tx, "花茶", parent)
    tx.add_once(ProductCategory, product=product, category=inside)


async def _sku(house, product: str) -> str:
    async with house.db.read() as session:
        return str(await session.scalar(select(Sku.id).join(Product).where(Product.id == product, Sku.active)))
