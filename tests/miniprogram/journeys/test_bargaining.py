"""A price comes down with friends who open a link, and is paid at what it reached."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from store.catalogue.models import Sku
from store.ledger.models import Entry, Posting
from store.members import actions as members
from store.orders.models import Order
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Plan
from store.promotions.bargains.models import Chop, Haggle
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


@pytest.fixture
def opened(house, goods):
    """``await opened(helpers=3)``: a bargain of the tea for the whole shop; its id."""

    async def begin(**more) -> str:
        async with house.db.read() as session:
            sku = await session.scalar(select(Sku.id).where(Sku.product == goods["tea"]))
        plan = {"sku": sku, "floor_price": 2500, "helpers": 4, "quantity": 5, **more}
        return await house.db.write(shelf.open_bargain, Plan(**plan), "lin")

    return begin


async def test_one_begins_two_help_and_the_first_pays_the_price_reached(house, buyer, goods, opened):
    await opened()
    first = await _begins(buyer, goods)
    address = first.page.url.removeprefix(first.origin)
    await expect(first.page.get_by_text("已砍 ¥")).to_be_visible()
    assert await first.violations() == []
    assert await first.overflow() == 0
    for _ in range(2):
        friend = await buyer()
        await friend.goes(address)
        await friend.taps("帮 TA 砍一刀")
        await friend.sees("您帮 TA 砍掉了 ¥")
        assert await friend.violations() == []
        assert friend.complaints == []
        await friend.page.reload()
        await friend.sees("您帮 TA 砍掉了 ¥")
        await expect(friend.page.get_by_role("button", name="帮 TA 砍一刀")).to_have_count(0)
    haggle = await _haggle(house)
    assert (haggle.helped, 2500 < haggle.price < 4500) == (3, True)
    await first.sees("3 / 4 刀")
    await first.taps("现在就买")
    await _pays(first)
    order = await _one(house, Order)
    haggle = await _haggle(house)
    assert (order.payment, order.total, haggle.state, haggle.order) == ("paid", haggle.price, "bought", order.id)
    async with house.db.read() as session:
        posted = select(Entry).join(Posting, Posting.id == Entry.posting).where(Posting.order == order.id)
        entries = {one.account: one.amount for one in await session.scalars(posted)}
    assert sum(entries.values()) == 0
    assert (entries["goods"], order.total) == (-haggle.price, haggle.price)
    await first.goes(address)
    await first.sees("买到了")
    assert first.complaints == []


async def test_who_helped_wants_one_too_and_the_floor_is_the_floor(house, buyer, goods, opened):
    await opened(helpers=2)
    first = await _begins(buyer, goods)
    address = first.page.url.removeprefix(first.origin)
    friend = await buyer()
    await friend.goes(address)
    await friend.taps("帮 TA 砍一刀")
    await friend.sees("已砍 ¥20，到底价了")
    await friend.taps("我也要砍")
    await friend.page.wait_for_url(lambda url: url != first.page.url)
    await friend.sees("叫朋友来砍")
    await first.page.reload()
    await first.sees("砍到底价了")
    await expect(first.page.get_by_role("button", name="现在就买 ¥25")).to_be_visible()
    third = await buyer()
    await third.goes(address)
    await third.sees("已经砍到底价了，谢谢您")
    assert third.complaints == friend.complaints == []


async def test_a_bargain_that_staff_ended_says_so_and_its_price_can_still_be_had(house, buyer, goods, opened):
    bargain = await opened()
    first = await _begins(buyer, goods)
    await house.db.write(actions.end, bargain, "staff")
    await first.page.reload()
    await first.sees("店家结束了活动，已经砍下来的价还能买")
    friend = await buyer()
    await friend.goes(first.page.url.removeprefix(first.origin))
    await friend.sees("店家结束了活动，不能再砍了")
    await friend.goes("/bargains/nothing")
    await friend.sees("没有找到这次砍价")


async def test_a_friend_with_a_name_of_tags_is_text_and_english_reads_it_too(house, buyer, goods, opened):
    await opened()
    first = await _begins(buyer, goods)
    address = first.page.url.removeprefix(first.origin)
    friend = await buyer(width=1280, language="en-US", theme="dark")
    await friend.goes(address)
    await friend.taps("Help with a cut")
    await friend.sees("You cut ¥")
    assert await friend.overflow() == 0
    assert await friend.violations() == []
    async with house.db.read() as session:
        member = await session.scalar(select(Chop.member).where(Chop.place == 2))
    await house.db.write(members.change, member, nickname="<img src=x onerror=a()>")
    await first.page.reload()
    await first.sees("2 / 4 刀")
    await first.sees("<**")
    assert await first.page.locator("img[src=x]").count() == 0
    assert first.complaints == []


async def _begins(buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("发起砍价")
    await someone.page.wait_for_url(re.compile("/bargains/"))
    await someone.sees("1 /")
    return someone


async def _pays(someone) -> None:
    await someone.taps("到店自提", "radio")
    await someone.page.get_by_label("取货人").fill("李明")
    await someone.page.get_by_label("电话").fill("13812345678")
    await someone.taps("同意店家", "checkbox")
    await someone.taps("提交订单")
    await someone.taps("立即支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("确认支付")
    await someone.page.wait_for_url(re.compile("/orders/.*/payment"))
    await someone.sees("支付成功")


async def _haggle(house) -> Haggle:
    async with house.db.read() as session:
        found = (await session.scalars(select(Haggle))).one()
        return (await reads.whole(session, found.id)).haggle


async def _one(house, kind):
    async with house.db.read() as session:
        return (await session.scalars(select(kind))).one()
