"""Who goes back with a sheet open means the sheet; the page under it stays."""

import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.journey


async def test_going_back_closes_what_lies_over_the_page_one_after_the_other(buyer):
    someone = await buyer()
    await _has_something_in_the_cart(someone)
    await someone.taps("结算")
    await someone.taps("添加收货地址")
    dialogs = someone.page.get_by_role("dialog")
    await expect(dialogs).to_have_count(2)
    await _goes_back(someone)
    await expect(dialogs).to_have_count(1)
    await _goes_back(someone)
    await expect(dialogs).to_have_count(0)
    await someone.page.wait_for_url(re.compile("/cart$"))
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/shop$"))
    assert someone.complaints == []


async def test_a_sheet_that_was_closed_by_hand_costs_no_step_back(buyer):
    someone = await buyer()
    await _has_something_in_the_cart(someone)
    for _ in range(3):
        await someone.taps("结算")
        await expect(someone.page.get_by_role("dialog")).to_have_count(1)
        await someone.page.keyboard.press("Escape")
        await expect(someone.page.get_by_role("dialog")).to_have_count(0)
    await someone.page.go_forward()
    await expect(someone.page.get_by_role("dialog")).to_have_count(0)
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/shop$"))
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()


async def test_who_goes_on_from_a_sheet_comes_back_to_the_page_it_lay_over(buyer):
    someone = await buyer()
    await someone.goes("/shop")
    await someone.taps("桂花小麻花", "link")
    await someone.taps("立即购买")
    await expect(someone.page.get_by_role("dialog")).to_have_count(1)
    await someone.page.evaluate("wx.navigateTo({ url: '/pages/me/me' })")
    await someone.page.wait_for_url(re.compile("/me$"))
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/products/"))
    await expect(someone.page.get_by_role("dialog")).to_have_count(1)
    await someone.page.evaluate("wx.redirectTo({ url: '/pages/cart/cart' })")
    await someone.page.wait_for_url(re.compile("/cart$"))
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/shop$"))


async def test_a_page_that_takes_the_viewer_back_takes_its_sheet_along(buyer):
    someone = await buyer()
    await someone.goes("/shop")
    await someone.taps("桂花小麻花", "link")
    await someone.taps("立即购买")
    await expect(someone.page.get_by_role("dialog")).to_have_count(1)
    await someone.page.wait_for_timeout(100)
    await someone.page.evaluate("wx.navigateBack()")
    await someone.page.wait_for_url(re.compile("/shop$"))
    await expect(someone.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("first", ["close", "back"])
async def test_a_sheet_that_closes_as_the_page_goes_back_costs_no_step_more(buyer, first):
    someone = await buyer()
    await someone.goes("/shop")
    await someone.page.evaluate("wx.navigateTo({ url: '/pages/cart/cart' })")
    await someone.page.wait_for_url(re.compile("/cart$"))
    await someone.page.evaluate("wx.navigateTo({ url: '/pages/shop/shop' })")
    await someone.page.wait_for_url(re.compile("/shop$"))
    await someone.taps("桂花小麻花", "link")
    await someone.taps("立即购买")
    await expect(someone.page.get_by_role("dialog")).to_have_count(1)
    await someone.page.wait_for_timeout(100)
    await someone.page.evaluate(
        """first => {
            const close = () => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
            const acts = first === 'close' ? [close, wx.navigateBack] : [wx.navigateBack, close]
            acts.forEach((act) => act())
        }""",
        first,
    )
    await someone.page.wait_for_url(re.compile("/shop$"))
    await someone.page.wait_for_timeout(700)
    assert someone.page.url.endswith("/shop")
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/cart$"))


async def _has_something_in_the_cart(someone) -> None:
    await someone.goes("/shop")
    await someone.taps("桂花小麻花", "link")
    await someone.taps("加入购物车")
    await someone.taps("咸香", "radio")
    await someone.taps("500 克", "radio")
    await someone.page.get_by_role("dialog").get_by_role("button", name="加入购物车").click()
    await someone.sees("已加入购物车")
    await expect(someone.page.get_by_role("dialog")).to_have_count(0)
    await _goes_back(someone)
    await someone.page.wait_for_url(re.compile("/shop$"))
    await someone.page.evaluate("wx.navigateTo({ url: '/pages/cart/cart' })")
    await someone.page.wait_for_url(re.compile("/cart$"))


async def _goes_back(someone) -> None:
    await someone.page.wait_for_timeout(100)
    await someone.page.go_back()
