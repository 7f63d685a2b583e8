"""The room's goods in the control room: put in order, corrected, planned and explained."""

import pytest

from store.shelf import actions as shelf
from tests.console.journeys.control.test_talking import said

pytestmark = pytest.mark.journey


async def test_the_shelf_is_arranged_priced_hidden_and_filled_on_a_phone(desk, house, room, goods):
    owner = await desk(width=390, has_touch=True)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.click(".good:nth-child(3) [data-menu]")
    await page.click("#good-menu [data-does=up]")
    await page.locator(".good:nth-child(2) .name >> text=杨柳青年画").wait_for()
    await page.click(".good:nth-child(2) [data-menu]")
    await page.click("#good-menu [data-does=hide]")
    await page.locator(".good.away >> text=已隐藏").wait_for()
    await page.click(".good:nth-child(1) [data-menu]")
    await page.click("#good-menu [data-does=price]")
    await page.fill("#price input", "15")
    await page.click("#price button[type=submit]")
    await page.locator(".good:nth-child(1) >> text=¥15").wait_for()
    await page.click(".good:nth-child(3) [data-menu]")
    await page.click("#good-menu [data-does=take-off]")
    await page.locator("#toasts >> text=拿下了 天津冬被").wait_for()
    assert await page.locator("#shelf .good").count() == 2
    await page.click("[aria-label=加商品]")
    await page.fill("#find-goods", "冬被")
    await page.click("#found-goods >> text=加上")
    await page.locator("#shelf .good").nth(2).wait_for()
    assert await owner.violations() == []
    assert await owner.overflow() <= 0


async def test_a_good_moves_though_the_shelf_was_read_anew_while_its_menu_was_open(desk, house, room, goods):
    owner = await desk()
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.click(".good:nth-child(3) [data-menu]")
    await house.db.write(shelf.hide, room, "p1", hidden=True)
    await page.locator(".good.away >> text=已隐藏").wait_for()
    await page.click("#good-menu [data-does=up]")
    await page.locator(".good:nth-child(2) .name >> text=杨柳青年画").wait_for()


async def test_a_card_is_brought_up_for_the_viewers_and_the_journal_says_so(desk, house, room, goods):
    owner = await desk(width=390, has_touch=True)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.click(".good:nth-child(2) [data-menu]")
    await page.click("#good-menu [data-does=pop]")
    await page.locator("#toasts >> text=的卡片在观众那里弹出来了").wait_for()
    await page.click("[data-shows=money]")
    await page.click("text=谁做了什么")
    await page.click("[data-about=goods]")
    await page.locator("#deeds >> text=弹窗 2 号").wait_for()


async def test_stock_is_corrected_from_the_shelf_and_taken_back(desk, house, room, goods):
    owner = await desk(width=390, has_touch=True)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.click(".good:nth-child(1) [data-menu]")
    await page.click("#good-menu [data-does=stock]")
    await page.locator("#stock-now >> text=现在能卖 50 件").wait_for()
    assert await owner.violations() == []
    await page.click("[data-more='10']")
    await page.locator("#stock-now >> text=现在能卖 60 件").wait_for()
    await page.fill("#stock-available", "7")
    await page.click("#stock button[type=submit]")
    await page.locator(".good:nth-child(1) >> text=剩 7").wait_for()
    await page.click("#toasts >> text=撤销")
    await page.locator(".good:nth-child(1) >> text=剩 60").wait_for()
    await page.click("[data-shows=money]")
    await page.click("text=谁做了什么")
    await page.click("[data-about=goods]")
    await page.locator("#deeds >> text=入库 十八街麻花：+10 件，现有 60").wait_for()


async def test_the_prompter_follows_what_is_explained(hub, in_charge, house, room, clock, goods):
    host = await in_charge(width=360)
    await host.goes(f"/console/rooms/{room}/prompter")
    await host.page.locator("html[data-listening]").wait_for()
    await host.page.locator("#following >> text=十八街麻花").wait_for()
    await house.db.write(shelf.pin, room, "p1", "wang")
    await host.page.locator("#now-good h2 >> text=十八街麻花").wait_for()
    assert await host.page.inner_text("#now-good [data-f=price]") == "¥19.90"
    assert await host.page.inner_text("#following li:first-child") == "2\n天津冬被\n¥39.80"
    assert await host.violations() == []
    assert await host.overflow() <= 0
    await house.db.write(shelf.unpin, room)
    await host.page.locator("#nothing-now").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_run_sheet_is_planned_by_keyboard_and_follows_what_is_explained(
    desk, in_charge, house, room, width, goods
):
    owner = await desk(width=width)
    page, keys = owner.page, owner.page.keyboard
    await page.locator("#shelf .good").nth(2).wait_for()
    assert await page.locator("#sheet").is_hidden()
    await keys.press("r")
    for minutes in ("5", "Tab", "3"):
        await (keys.press(minutes) if minutes == "Tab" else keys.type(minutes))
    await page.locator("#plan-total >> text=一共 8 分钟").wait_for()
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    await keys.press("Enter")
    await page.locator("#sheet >> text=下一件 1 十八街麻花，5 分").wait_for()
    await keys.press("1")
    await page.locator("#sheet >> text=正在讲 1 十八街麻花").wait_for()
    await page.locator("#sheet >> text=/还剩 4:5/").wait_for()
    await page.locator("#sheet >> text=下一件 2 天津冬被，3 分").wait_for()
    host = await in_charge(width=360)
    await host.goes(f"/console/rooms/{room}/prompter")
    await host.page.locator("#now-good .time-left >> text=/还剩/").wait_for()
    await host.page.locator("#following >> text=排 3 分").wait_for()
    assert await host.overflow() <= 0
    assert await host.violations() == []
    await keys.press("1")
    await page.locator("#sheet >> text=现在没有讲商品").wait_for()
    await page.locator("#sheet >> text=还要 3 分").wait_for()
    await keys.press("n")
    await page.locator("#sheet >> text=后面没有排了").wait_for()
    assert await owner.overflow() <= 0
    assert await owner.violations() == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_menus_stand_in_the_page_and_are_walked_by_keys(desk, house, room, goods, width):
    owner = await desk(width=width)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    house.bus.publish(said(room, "加我微信"))
    for zone, opener, menu in (
        ("goods", ".good:nth-child(2) [data-menu]", "#good-menu"),
        ("talk", "#comments .line", "#comment-menu"),
    ):
        if width == 390:
            await page.click(f"[data-shows={zone}]")
        await page.focus(opener)
        await page.keyboard.press("Enter")
        await page.locator(f"{menu}:popover-open [data-does] >> nth=0").wait_for()
        await page.keyboard.press("ArrowDown")
        second = page.locator(f"{menu} [data-does]:not([hidden]) >> nth=1")
        assert await second.evaluate("item => item === document.activeElement")
        assert await owner.violations() == []
        await page.keyboard.press("Escape")
        await page.locator(menu).wait_for(state="hidden")
        assert await page.locator(opener).evaluate("button => button === document.activeElement")
