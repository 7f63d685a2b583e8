"""A flash sale is priced below what its room sells for already."""

import pytest
from sqlalchemy import select

from store.promotions.flash_sales.models import FlashSale
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


async def test_the_dialog_names_the_rooms_price_and_a_dearer_sale_is_refused(desk, house, room, goods):
    await house.db.write(shelf.put, room, "p1", {"s1": 1500})
    page = (await desk()).page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.keyboard.press("1")
    await page.locator(".good.explained").wait_for()
    await page.keyboard.press("s")
    await page.locator("#sale-sku option", has_text="¥15 ").wait_for(state="attached")
    assert await page.get_attribute("#sale [name=price]", "placeholder") == "12"
    await page.fill("#sale [name=price]", "16")
    await page.keyboard.press("Enter")
    await page.locator("#sale .wrong >> text=直播间现在就卖 15.00 元").wait_for()
    assert await page.input_value("#sale [name=price]") == "16"
    await page.fill("#sale [name=price]", "14.99")
    await page.keyboard.press("Enter")
    await page.locator("#running >> text=秒杀 ¥14.99 十八街麻花").wait_for()


async def test_a_sale_that_is_sent_again_because_no_answer_came_is_announced_once(desk, house, room, goods):
    await house.db.write(shelf.put, room, "p1", {"s1": 1500})
    page = (await desk()).page

    async def lose(route) -> None:
        await route.fetch()
        await route.abort()

    await page.route(f"**/api/v1/rooms/{room}/sales", lose, times=1)
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.keyboard.press("1")
    await page.locator(".good.explained").wait_for()
    await page.keyboard.press("s")
    await page.locator("#sale-sku option", has_text="¥15 ").wait_for(state="attached")
    await page.fill("#sale [name=price]", "9.9")
    await page.keyboard.press("Enter")
    await page.locator("#sale .wrong").wait_for()
    await page.keyboard.press("Enter")
    await page.locator("#sale-dialog").wait_for(state="hidden")
    async with house.db.read() as session:
        assert len((await session.scalars(select(FlashSale.id))).all()) == 1
