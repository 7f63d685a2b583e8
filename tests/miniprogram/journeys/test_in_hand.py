"""A price that is told with a coupon is the price at the cashier: the coupon is taken on the way."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from store.promotions.models import Coupon

pytestmark = pytest.mark.journey


async def test_who_buys_what_comes_to_less_with_a_coupon_pays_that(house, buyer, goods):
    someone = await buyer()
    await someone.goes("/goods")
    await someone.sees("领 ¥3 券后 ¥42")
    await someone.goes(f"/products/{goods['tea']}")
    await someone.sees("领 ¥3 券后 ¥42")
    assert await someone.violations() == []
    await someone.taps("立即购买")
    sheet = someone.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("领 ¥3 券后 ¥42")
    await sheet.get_by_role("button", name="立即购买").click()
    await sheet.get_by_role("radio", name="到店自提").click()
    await expect(sheet).to_contain_text("¥42")
    async with house.db.read() as session:
        taken = (await session.scalars(select(Coupon.state))).all()
    assert list(taken) == ["issued"]
    assert (await someone.overflow(), someone.complaints) == (0, [])
