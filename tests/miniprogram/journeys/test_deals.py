"""My teams and bargains: found again from 我的, with what is left to do in each."""

import os
import re
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from store.catalogue.models import Sku
from store.promotions.bargains import actions as bargains
from store.promotions.bargains.actions import Plan as BargainPlan
from store.promotions.bargains.models import Haggle
from store.promotions.group_buys.actions import Plan
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


@pytest.fixture
async def offered(house, goods) -> None:
    """The tea together for 15 yuan, and the crab cut down to 60."""
    async with house.db.read() as session:
        tea, crab = [await session.scalar(select(Sku.id).where(Sku.product == goods[name])) for name in ("tea", "crab")]
    await house.db.write(shelf.announce_group_buy, Plan(sku=tea, price=1500, quantity=10, size=2), "journey")
    await house.db.write(
        shelf.open_bargain, BargainPlan(sku=crab, floor_price=6000, helpers=4, quantity=5, room=""), "journey"
    )


async def _takes_part(someone, goods) -> None:
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("¥15 去开团")
    await expect(someone.page.get_by_role("dialog").get_by_text("拼团价").first).to_be_visible()
    await someone.goes(f"/products/{goods['crab']}")
    await someone.taps("发起砍价")
    await someone.page.wait_for_url(re.compile("/bargains/"))
    await someone.sees("1 / 4 刀")


async def _looks(someone, name: str) -> None:
    """For whoever makes the pages: JINBO_PICTURES=directory."""
    if folder := os.environ.get("JINBO_PICTURES"):
        await someone.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def test_a_member_finds_teams_and_bargains_again_and_goes_on_in_each(buyer, goods, offered):
    someone = await buyer()
    await someone.goes("/me")
    await someone.taps("我的拼团和砍价", "link")
    await someone.sees("还没有参加过拼团和砍价")
    await _looks(someone, "deals-none")
    await _takes_part(someone, goods)
    await someone.goes("/me/deals")
    await someone.sees("等您下单")
    await someone.sees("1 / 4 刀")
    await someone.sees("剩 14:")
    assert await someone.violations() == []
    assert await someone.overflow() == 0
    await _looks(someone, "deals")
    await expect(someone.page.get_by_role("button", name="叫朋友来砍 七里海河蟹")).to_be_visible()
    await someone.taps("砍价", "link")
    await expect(someone.page.get_by_text("茉莉花茶")).to_have_count(0)
    await someone.taps("拼团", "link")
    await someone.taps("去下单 茉莉花茶", "link")
    await someone.page.wait_for_url(re.compile("/teams/"))
    await someone.sees("请在时间内下单")
    assert someone.complaints == []


async def test_friends_are_asked_from_the_list_with_the_bargains_own_link(buyer, goods, offered):
    someone = await buyer()
    await _takes_part(someone, goods)
    haggle = await someone.page.evaluate("location.pathname")
    await someone.goes("/me/deals")
    await someone.page.evaluate("navigator.share = async given => { window.given = given }")
    await someone.taps("叫朋友来砍 七里海河蟹")
    await someone.page.wait_for_function("window.given")
    given = await someone.page.evaluate("window.given")
    assert given["url"].endswith(haggle)
    assert "我在砍「七里海河蟹」" in given["title"]


async def test_a_friends_cut_stands_there_without_anybody_asking_and_only_who_looks_asks(buyer, goods, offered, house):
    someone = await buyer()
    await _takes_part(someone, goods)
    await someone.goes("/me/deals")
    await someone.sees("1 / 4 刀")
    asked = []
    someone.page.on("request", lambda request: "/me/deals" in request.url and asked.append(request.url))
    async with house.db.read() as session:
        haggle = await session.scalar(select(Haggle.id))
    await house.db.write(bargains.chop, haggle, bargains.Friend(member="friend"))
    await someone.sees("2 / 4 刀")
    await someone.goes("/me")
    asked.clear()
    await someone.page.wait_for_timeout(12_000)
    assert asked == []
    assert someone.complaints == []


async def test_what_is_over_says_so_by_the_shops_clock(buyer, goods, offered, house):
    someone = await buyer(language="en-US", theme="dark")
    await someone.goes(f"/products/{goods['crab']}")
    await someone.taps("Start haggling")
    await someone.page.wait_for_url(re.compile("/bargains/"))
    soon = house.clock.now() + timedelta(seconds=8)
    await house.db.write(lambda tx: tx.execute(update(Haggle).values(until=soon)) and None)
    await someone.goes("/me/deals")
    await someone.sees("Being cut")
    await someone.sees("Time is over")
    assert await someone.violations() == []
    assert await someone.overflow() == 0


async def test_without_an_answer_the_page_says_so_and_heals(buyer, goods):
    someone = await buyer()
    await someone.page.route("**/api/v1/me/deals*", lambda route: route.fulfill(status=503, json={"title": "busy"}))
    await someone.goes("/me/deals")
    await someone.sees("暂时打不开")
    assert await someone.violations() == []
    await someone.page.unroute("**/api/v1/me/deals*")
    await someone.sees("还没有参加过拼团和砍价")


async def test_where_wechat_can_tell_the_pages_of_ones_own_offer_it(buyer, goods, offered):
    """A browser cannot be told: the page is given the template that WeChat's own would have."""
    someone = await buyer()
    await _takes_part(someone, goods)
    await someone.page.evaluate("getCurrentPages().pop().know({ templates: { haggle: 'T' } })")
    await expect(someone.page.get_by_role("button", name="提醒我")).to_be_visible()
    assert await someone.violations() == []
    assert await someone.overflow() == 0
    await _looks(someone, "bargain-remind")
