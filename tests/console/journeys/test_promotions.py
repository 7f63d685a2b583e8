"""The owner writes promotions down in Chromium, at a desk and on a phone."""

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.pricing.cart import CouponRule, TimedPrice
from store.promotions import actions, running
from store.promotions.checking import Draft
from store.promotions.models import Promotion

pytestmark = pytest.mark.journey


@pytest.fixture
async def sku(house) -> str:
    wording = catalogue.Wording(title="十八街麻花")
    product = await house.db.write(catalogue.draft, wording, 1280, "lin", confirmed=())
    async with house.db.read() as session:
        return await session.scalar(select(Sku.id).where(Sku.product == product))


async def only(house):
    async with house.db.read() as session:
        (found,) = await session.scalars(select(Promotion))
        return found


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_timed_price_is_written_by_finding_the_goods(in_charge, house, sku, width):
    wang = await in_charge(width=width)
    await wang.goes("/console/promotions")
    await wang.page.get_by_role("link", name="做第一个活动").click()
    await wang.page.get_by_role("link", name="限时价").click()
    await wang.page.get_by_label("活动名").fill("今晚特价")
    await wang.page.get_by_label("搜索商品加进来").fill("麻花")
    await wang.page.get_by_role("button", name="加上").click()
    price = wang.page.get_by_label("十八街麻花 的限时价（元）")
    await price.fill("9.9")
    await wang.page.get_by_text("1 个规格按限时价卖，最低 ¥9.90").wait_for()
    assert await wang.overflow() <= 0
    await look(wang.page, f"timed-{width}")
    await wang.page.get_by_role("button", name="存成草稿").click()
    await wang.page.get_by_label("我知道，就要这样").check()
    await wang.page.get_by_role("button", name="存成草稿").click()
    await wang.page.get_by_role("button", name="开始", exact=True).click()
    await wang.page.get_by_text("活动开始了").wait_for()
    promotion = await only(house)
    assert (promotion.state, running.rule(promotion).rule) == ("running", TimedPrice({sku: 990}))
    assert await wang.violations() == []
    await look(wang.page, f"page-{width}")
    assert wang.complaints == []


@pytest.mark.parametrize("kind", ["bundle", "reduction", "gift", "coupon", "points", "shipping"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_every_form_fits_and_is_reachable(in_charge, kind, width):
    wang = await in_charge(width=width)
    await wang.goes(f"/console/promotions/new/{kind}")
    await wang.page.locator("#preview").wait_for(state="attached")
    assert await wang.overflow() <= 0
    assert await wang.violations() == []
    await look(wang.page, f"{kind}-{width}")
    assert wang.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_list_shows_the_state_and_the_budget(in_charge, house, width):
    draft = Draft(name="见面礼", rule=CouponRule(off=1_000, threshold=5_900), budget=100_000, per_member=1)
    promotion = await house.db.write(actions.add_promotion, draft, "wang")
    await house.db.write(actions.move_promotion, promotion, "start", "wang")
    for member in range(30):
        await house.db.write(actions.claim, promotion, f"m{member}")
    wang = await in_charge(width=width)
    await wang.goes("/console/promotions")
    await wang.page.get_by_text("¥300.00 / ¥1000.00").wait_for()
    assert await wang.overflow() <= 0
    assert await wang.violations() == []
    await look(wang.page, f"list-{width}")
    await wang.page.get_by_role("link", name="见面礼").click()
    await wang.page.get_by_role("heading", name="券在谁手里").wait_for()
    assert await wang.overflow() <= 0
    assert await wang.violations() == []
    await look(wang.page, f"coupon-page-{width}")
    assert wang.complaints == []


async def look(page, name: str) -> None:
    """For the eyes of who works on the pages: ``JINBO_LOOK=folder``."""
    if folder := os.environ.get("JINBO_LOOK"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
