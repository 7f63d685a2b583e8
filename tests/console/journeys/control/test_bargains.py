"""A bargain is opened from the control room with a few figures, counted while it goes on, and ended there."""

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from store.promotions.bargains import actions
from store.promotions.bargains.actions import Friend
from store.promotions.bargains.models import Bargain

pytestmark = pytest.mark.journey


async def test_it_is_opened_for_what_is_explained_and_ended(desk, house, room, goods):
    someone = await desk()
    page = someone.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.keyboard.press("1")
    await page.locator(".good.explained").wait_for()
    await page.click("#open-bargain")
    await page.locator("#bargain-sku option").first.wait_for(state="attached")
    await page.fill("#bargain [name=floor_price]", "99999")
    await page.keyboard.press("Enter")
    await expect(page.locator("#bargain .wrong")).to_contain_text("底价要在 0.01 元以上")
    await page.fill("#bargain [name=floor_price]", "5")
    await page.fill("#bargain [name=quantity]", "2")
    await page.keyboard.press("Enter")
    row = page.locator("#running .run")
    await expect(row).to_contain_text("→ ¥5 十八街麻花")
    await expect(row).to_contain_text("剩 2 / 2 件")
    async with house.db.read() as session:
        bargain = (await session.scalars(select(Bargain))).one()
    haggle = await house.db.write(actions.begin, bargain.id, Friend(member="m1"))
    await house.db.write(actions.chop, haggle, Friend(member="m2"))
    await expect(row).to_contain_text("1 人在砍", timeout=20_000)
    assert await someone.violations() == []
    await row.get_by_role("button", name="结束砍价").click()
    question = page.locator("#end-running")
    await expect(question).to_contain_text("已经砍下来的价格还能买")
    assert await someone.violations() == []
    await question.get_by_role("button", name="先不了").click()
    await expect(row).not_to_contain_text("已结束")
    await row.get_by_role("button", name="结束砍价").click()
    await question.get_by_role("button", name="结束", exact=True).click()
    await expect(row).to_contain_text("已结束")
    async with house.db.read() as session:
        assert (await session.get(Bargain, bargain.id)).reason == "staff"


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_list_and_the_form_stand_on_a_phone_and_at_a_desk(in_charge, house, room, width, goods):
    someone = await in_charge(width=width)
    for page in ("", "/new", "/new?sku=s1"):
        await someone.goes(f"/console/promotions/bargains{page}")
        assert await someone.overflow() <= 0
        assert await someone.violations() == []
    await someone.page.fill("[name=floor_price]", "5")
    await someone.page.fill("[name=quantity]", "2")
    await someone.page.get_by_role("button", name="开砍价").click()
    await expect(someone.page.locator(".toast")).to_contain_text("砍价开好了")
    assert await someone.overflow() <= 0
    assert await someone.violations() == []
    await someone.page.get_by_role("button", name="结束").click()
    question = someone.page.locator("dialog:popover-open")
    await expect(question).to_contain_text("也不能再开回来")
    assert await someone.violations() == []
    await question.get_by_role("button", name="结束", exact=True).click()
    await expect(someone.page.locator(".light", has_text="已结束")).to_be_visible()
