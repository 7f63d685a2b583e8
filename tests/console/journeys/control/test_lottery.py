"""福袋 with goods of the shelf in it, from the control room."""

import pytest

from store.play import reads
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_lottery_gives_any_good_that_stands_on_the_shelf_now(desk, house, room, goods, width):
    await house.db.write(shelf.take_off, room, "p3")
    owner = await desk(width=width)
    page = owner.page
    await page.locator("#shelf .good").nth(1).wait_for()
    if width < 500:
        await page.click("[data-shows=play]")
    await page.click("[data-launches=lottery]")
    await page.select_option("#lottery-prize", "goods")
    await page.locator("#lottery-sku option", has_text="十八街麻花").wait_for(state="attached")
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    await page.keyboard.press("Escape")
    await house.db.write(shelf.put, room, "p3", None)
    await page.locator("#shelf .good").nth(2).wait_for(state="attached")
    await page.click("[data-launches=lottery]")
    await page.select_option("#lottery-prize", "goods")
    await page.select_option("#lottery-product", label="3. 杨柳青年画")
    await page.locator("#lottery-sku option", has_text="杨柳青年画").wait_for(state="attached")
    await page.click("#round-lottery button[type=submit]")
    await page.locator("#round-lottery").wait_for(state="hidden")
    async with house.db.read() as session:
        [opened] = await reads.history(session)
    assert [prize["sku"] for prize in opened.spec["prizes"]] == ["s3"]
