"""Every page of the shop as it looks empty, full, without a network and without an answer, for every eye."""

import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.journey

PAGES = [
    *("/shop", "/goods", "/goods?q=nothing-like-it", "/cart", "/me", "/orders", "/after-sales", "/me/addresses"),
    *("/me/addresses/new", "/me/coupons", "/me/points", "/me/wins", "/me/kept/favourites", "/me/kept/footprints"),
    *("/me/settings", "/me/deals", "/me/deals?kind=bargain", "/shop/about"),
]


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "zh-CN", "light"), (390, "en-US", "dark"), (1280, "zh-CN", "dark")]
)
async def test_everybody_can_read_and_reach_every_page(buyer, goods, width, language, theme):
    someone = await buyer(width=width, language=language, theme=theme)
    for address in [*PAGES, f"/products/{goods['mahua']}"]:
        await someone.goes(address)
        await expect(someone.page.locator("wx-page")).to_have_count(1)
        await expect(someone.page.locator("wx-page .page-top--loading")).to_have_count(0)
        assert (address, await someone.violations()) == (address, [])
        assert (address, await someone.overflow()) == (address, 0)
    assert someone.complaints == []


async def test_the_half_sheets_can_be_read_and_reached_too(buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("立即购买")
    assert await someone.violations() == []
    await someone.page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    await someone.sees("添加收货地址")
    assert await someone.violations() == []
    await someone.page.keyboard.press("Escape")
    await expect(someone.page.get_by_role("dialog")).to_have_count(0)


async def test_a_page_without_an_answer_says_so_and_heals_by_itself(buyer):
    someone = await buyer()
    await someone.page.route("**/api/v1/shop", lambda route: route.fulfill(status=503, json={"title": "busy"}))
    await someone.goes("/shop")
    await someone.sees("暂时打不开")
    assert await someone.violations() == []
    await someone.page.unroute("**/api/v1/shop")
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()


async def test_a_network_that_goes_and_comes_is_told(buyer):
    someone = await buyer()
    await someone.goes("/shop")
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()
    await someone.page.context.set_offline(True)
    await someone.sees("网络已断开")
    await someone.page.context.set_offline(False)
    await expect(someone.page.get_by_text("网络已断开")).to_have_count(0)


async def test_a_product_that_is_gone_leads_back_to_the_shop(buyer):
    someone = await buyer()
    await someone.goes("/products/nobody-knows-it")
    await expect(someone.page.get_by_role("heading", name="这件商品已经下架")).to_be_visible()
    await someone.taps("返回")
    await someone.page.wait_for_url(re.compile("/shop$"))


async def test_an_order_whose_answer_was_lost_is_made_once(buyer, goods, house):
    """The same key goes out again: the shop answers what it did the first time."""
    someone = await buyer()
    keys: list[str] = []

    async def lose_the_first(route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        answer = await route.fetch()
        await (route.abort() if len(keys) == 1 else route.fulfill(response=answer))

    await someone.page.route(re.compile("/api/v1/orders$"), lose_the_first)
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("立即购买")
    await someone.page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    await someone.taps("到店自提", "radio")
    await someone.page.get_by_label("取货人").fill("李明")
    await someone.page.get_by_label("电话").fill("13812345678")
    await someone.taps("同意店家", "checkbox")
    await someone.taps("提交订单")
    await someone.sees("待支付")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    await someone.goes("/orders")
    await expect(someone.page.get_by_text("茉莉花茶")).to_have_count(1)


async def test_a_copy_of_the_data_that_wechat_keeps_as_no_file_is_copied_as_text(buyer):
    someone = await buyer(agent="Mobile MicroMessenger/8.0.50")
    await someone.page.context.grant_permissions(["clipboard-read"])
    await someone.goes("/me/settings")
    await someone.taps("导出我的数据")
    await someone.sees("已复制到剪贴板")
    assert '"addresses": []' in await someone.page.evaluate("navigator.clipboard.readText()")


async def test_addresses_that_do_not_load_are_asked_for_again_before_one_is_written(buyer, goods):
    someone = await buyer()
    addresses = re.compile("/api/v1/me/addresses$")
    await someone.page.route(addresses, lambda route: route.abort())
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("立即购买")
    await someone.page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    again = someone.page.get_by_role("button", name="地址没有读到 再试一次")
    await expect(again).to_be_visible()
    assert await someone.overflow() <= 0
    await someone.page.unroute(addresses)
    await again.click()
    await expect(someone.page.get_by_role("button", name="添加收货地址")).to_be_visible()


async def test_the_tabs_are_real_addresses_and_keep_where_one_was(buyer):
    someone = await buyer()
    await someone.goes("/shop")
    await someone.taps("桂花小麻花", "link")
    await someone.page.go_back()
    await someone.taps("我的", "link")
    await someone.page.wait_for_url(re.compile("/me$"))
    await someone.taps("商城", "link")
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()
    await someone.page.reload()
    await expect(someone.page.get_by_role("link", name="桂花小麻花")).to_be_visible()


async def test_a_language_is_chosen_and_stays(buyer):
    someone = await buyer()
    await someone.goes("/me/settings")
    await expect(someone.page.get_by_role("radio", name="中文")).to_be_checked()
    await someone.taps("English", "radio")
    await expect(someone.page.get_by_role("heading", name="Settings and privacy")).to_be_visible()
    await expect(someone.page.get_by_role("radio", name="English")).to_be_checked()
    await someone.goes("/cart")
    await expect(someone.page.get_by_role("heading", name="The cart is empty")).to_be_visible()


async def test_a_person_takes_a_copy_of_the_data_and_leaves(buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    async with someone.page.expect_response("**/products/*/favourite"):
        await someone.taps("收藏")
    await someone.goes("/me/kept/favourites")
    await expect(someone.page.get_by_role("link", name="茉莉花茶")).to_be_visible()
    await someone.goes("/me/settings")
    async with someone.page.expect_download() as copied:
        await someone.taps("导出我的数据")
    assert (await copied.value).suggested_filename == "jinbo-me.json"
    await someone.taps("注销账号")
    await someone.page.get_by_role("alertdialog").get_by_role("button", name="注销", exact=True).click()
    await someone.page.wait_for_url(re.compile("/shop$"))
    await someone.goes("/me/kept/favourites")
    await someone.sees("这里还是空的")
