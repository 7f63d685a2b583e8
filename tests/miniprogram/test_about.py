"""What a buyer reads of the shop, and where to go with a complaint."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SHOP = {
    "name": "津味小店", "phone": "022-27270000", "region": "天津市 和平区", "place": "天津市 和平区 南市街 1 号",
    "hours": "9:00-21:00", "company": "天津津味食品有限公司", "licence": "91120101MA05X00000",
    "icp": "津ICP备2026000001号",
}  # fmt: skip
HOME = {"shop": SHOP, "categories": [], "new": [], "hot": [], "promotions": [], "now": "2026-11-30T08:00:00Z"}


def test_the_mall_leads_to_who_the_shop_is_and_to_where_one_complains(shop, visit):
    shop.market = {"shop": HOME, "about": SHOP, "cart": {"items": []}}
    page: Page = visit("/shop")
    page.get_by_role("link", name="店铺信息与投诉").tap()
    expect(page.get_by_role("heading", name="店铺信息与投诉", level=1)).to_be_visible()
    for text in (SHOP["licence"], SHOP["company"], SHOP["hours"], SHOP["place"]):
        expect(page.get_by_text(text).last).to_be_visible()
    expect(page.get_by_role("button", name="022-27270000")).to_be_visible()
    expect(page.get_by_role("button", name="12315")).to_be_visible()
    expect(page.get_by_role("button", name="客服")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).response["violations"] == []
    page.goto(f"{shop.address}/shop/about")
    expect(page.get_by_role("button", name="12315")).to_be_visible()


def test_the_room_leads_there_from_its_sheet(room, shop):
    shop.market["about"] = SHOP
    page = room()
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("button", name="店铺信息与投诉").tap()
    expect(page.get_by_role("heading", name="店铺信息与投诉", level=1)).to_be_visible()
