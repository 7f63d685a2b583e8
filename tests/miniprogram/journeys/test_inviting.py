"""邀请有礼: one shares, a friend opens the link, orders, pays and keeps it, and both have points."""

import os
import re

import pytest
from playwright.async_api import expect

from media.broadcasts import actions as broadcasts
from store.invites import actions, reads
from store.invites.sweeping import sweep
from store.invites.terms import Promise, Reward
from store.orders import actions as orders
from store.orders.actions.shipping import Packed

pytestmark = pytest.mark.journey


@pytest.fixture
async def on(house) -> None:
    promise = Promise(inviter=Reward(100), invitee=Reward(50), least=1000)
    await house.db.write(actions.set_terms, promise, 10, "journey", enabled=True)


async def looks(someone, name: str) -> None:
    """For whoever makes the pages: JINBO_PICTURES=directory."""
    if folder := os.environ.get("JINBO_PICTURES"):
        await someone.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def shares(someone, button: str = "分享") -> str:
    """What the browser's own sheet is given."""
    await someone.page.evaluate("navigator.share = async given => { window.given = given }")
    await someone.page.get_by_role("button", name=button).first.click()
    await someone.page.wait_for_function("window.given")
    address: str = (await someone.page.evaluate("window.given"))["url"]
    return address.removeprefix(someone.origin)


async def pays(someone) -> None:
    await someone.page.get_by_role("button", name="立即购买").first.click()
    await someone.page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    await someone.taps("到店自提", "radio")
    await someone.page.get_by_label("取货人").fill("小本")
    await someone.page.get_by_label("电话").fill("13800000002")
    await someone.taps("同意店家", "checkbox")
    await someone.taps("提交订单")
    await someone.taps("立即支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("确认支付")
    await someone.sees("支付成功")


async def test_one_shares_another_buys_and_both_have_points(buyer, goods, house, on):
    anna, ben = await buyer(), await buyer()
    await anna.goes("/me")
    await anna.taps("邀请有礼", "link")
    await anna.sees("还没有邀请到朋友")
    assert (await anna.violations(), await anna.overflow()) == ([], 0)
    await looks(anna, "invites-none")
    link = await shares(anna, "分享给朋友")
    assert re.fullmatch(r"/shop\?from=share&by=\w{6}", link)
    await ben.goes(link)
    await ben.taps("茉莉花茶", "link")
    await pays(ben)
    await sweep(house.db, house.keys)
    async with house.db.read() as session:
        (listed,) = await reads.listed(session)
    order = listed.invite.order
    assert order is not None, listed.invite.reason
    await anna.goes("/me/invites")
    await anna.sees("等订单完成")
    await house.db.write(orders.ship, order, Packed(kind="pickup"), "staff")
    await house.db.write(orders.complete, order)
    await sweep(house.db, house.keys)
    await anna.page.reload()
    await anna.sees("已到账")
    await anna.sees("+100 积分")
    assert (await anna.violations(), await anna.overflow()) == ([], 0)
    await looks(anna, "invites")
    for someone, gift in ((anna, "+100"), (ben, "+50")):
        await someone.goes("/me/points")
        await expect(someone.page.get_by_text(gift, exact=True)).to_be_visible()
    await ben.goes("/me/invites")
    await ben.sees("您是朋友邀请来的：新人礼已到账")
    assert (anna.complaints, ben.complaints) == ([], [])


async def test_what_is_shared_of_a_product_and_of_a_room_bears_the_code_and_a_poster_of_ones_own(
    buyer, goods, house, on
):
    room = (await house.db.write(broadcasts.open_room, house.keys, "津味小店")).room
    await house.db.write(broadcasts.schedule, room, "晚间茶话会", house.clock.now().replace(year=2027))
    someone = await buyer(width=1280, theme="dark", agent="Desktop")
    await someone.goes("/me/invites")
    await someone.sees("还没有邀请到朋友")
    await someone.taps("复制链接")
    await someone.sees("链接已复制")
    await looks(someone, "invites-wide")
    await someone.taps("生成海报")
    await expect(someone.page.get_by_role("dialog").get_by_role("img", name="二维码")).to_be_visible()
    await looks(someone, "invites-poster")
    await someone.goes(f"/products/{goods['tea']}")
    await expect(someone.page.get_by_role("heading", name="茉莉花茶")).to_be_visible()
    assert re.search(r"\?by=\w{6}$", await shares(someone))
    await someone.goes(f"/rooms/{room}")
    await someone.sees("晚间茶话会")
    assert re.search(rf"/rooms/{room}\?by=\w{{6}}&from=share$", await shares(someone))
    assert someone.complaints == []


async def test_who_opens_a_room_by_a_friends_link_is_that_friends(buyer, house, on):
    room = (await house.db.write(broadcasts.open_room, house.keys, "津味小店")).room
    code = await house.db.write(actions.code_for, "anna")
    someone = await buyer()
    await someone.goes(f"/rooms/{room}?by={code}&from=share")
    async with someone.page.expect_response(re.compile("/me/inviter$"), timeout=30_000) as answered:
        pass
    assert (await (await answered.value).json()) == {"outcome": "bound"}


async def test_a_shop_that_promises_nothing_shows_nothing(buyer):
    someone = await buyer(language="en-US")
    await someone.goes("/me")
    await someone.sees("Teams and bargains")
    await expect(someone.page.get_by_text("Invite friends")).to_have_count(0)
    await someone.goes("/me/invites")
    await someone.sees("The shop promises nothing for friends now")
    await looks(someone, "invites-off")
    assert someone.complaints == []


async def test_without_an_answer_the_page_says_so_and_tries_again(buyer, on):
    someone = await buyer()
    await someone.page.route("**/api/v1/me/invites", lambda route: route.abort())
    await someone.goes("/me/invites")
    await expect(someone.page.get_by_role("button", name="再试一次").first).to_be_visible()
    await looks(someone, "invites-failed")
    await someone.page.unroute("**/api/v1/me/invites")
    await someone.page.get_by_role("button", name="再试一次").first.click()
    await someone.sees("还没有邀请到朋友")
    await someone.page.context.set_offline(True)
    await expect(someone.page.get_by_text("网络已断开").first).to_be_visible()
