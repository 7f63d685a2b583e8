"""Two phones form a team and both orders can be sent; a team that nobody joins gives the money back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from store.catalogue.models import Sku
from store.checkout.sweeping import sweep
from store.ledger.reads import out_of_balance, trial_balance
from store.orders.models import Order
from store.orders.reads import wholes
from store.payments.cashier import Cashier
from store.payments.providers import Providers
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import Team
from store.promotions.group_buys.sweeping import sweep as sweep_group_buys
from store.shelf.actions import announce_group_buy

pytestmark = pytest.mark.journey
PRICE = 1500


@pytest.fixture
async def group_buy(house, goods) -> str:
    """The tea for 15 yuan, two to a team, in the whole shop."""
    async with house.db.read() as session:
        sku = await session.scalar(select(Sku.id).where(Sku.product == goods["tea"]))
    return await house.db.write(announce_group_buy, Plan(sku=sku, price=PRICE, quantity=10, size=2), "journey")


async def _orders(someone, phone: str = "13812345678") -> None:
    """For pick-up, from the sheet that is open."""
    sheet = someone.page.get_by_role("dialog")
    await sheet.get_by_role("radio", name="到店自提").click()
    await sheet.get_by_label("取货人").fill("李明")
    await sheet.get_by_label("电话").fill(phone)
    await sheet.get_by_role("checkbox", name=re.compile("同意店家")).click()
    await expect(sheet.get_by_text("拼团价").first).to_be_visible()
    await sheet.get_by_role("button", name="提交订单").click()


async def _pays(someone) -> str:
    """At WeChat Pay's cashier; the order."""
    await someone.taps("立即支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("确认支付")
    await someone.page.wait_for_url(re.compile("/orders/.*/payment"))
    await someone.sees(re.compile("支付成功|拼团成功"))
    return str((await someone.page.evaluate("location.pathname")).split("/")[2])


async def _opens_a_team(someone, goods) -> str:
    """From the product's page; the order that is paid."""
    await someone.goes(f"/products/{goods['tea']}")
    await someone.sees("拼团价 ¥15")
    await someone.taps("¥15 去开团")
    await _orders(someone)
    return await _pays(someone)


async def test_two_phones_form_a_team_and_both_orders_can_be_sent(house, buyer, goods, group_buy):
    first, second = await buyer(), await buyer()
    order = await _opens_a_team(first, goods)
    await first.sees("还差 1 人成团")
    await first.taps("邀请好友参团")
    await first.page.wait_for_url(re.compile("/teams/"))
    await first.goes(f"/orders/{order}")
    await first.sees("等待成团")
    await first.sees("还差 1 人")
    await first.page.get_by_role("link", name=re.compile("邀请好友参团")).click()
    await first.page.wait_for_url(re.compile("/teams/"))
    await first.sees("发给好友或群里")
    assert await first.violations() == []
    assert await first.overflow() == 0
    team = await first.page.evaluate("location.pathname")
    await second.goes(f"/products/{goods['tea']}")
    await second.sees("还差 1 人")
    await second.goes(team)
    await second.taps("¥15 参团")
    await _orders(second, "13987654321")
    await _pays(second)
    await second.sees("已付款，拼团成功")
    await second.sees("看我的团")
    assert await second.violations() == []
    await first.sees("拼团成功")
    await second.goes(team)
    await second.sees("拼团成功")
    await second.taps("看订单")
    await second.sees("等待自提")
    async with house.db.read() as session:
        both = await wholes(session, (await session.scalars(select(Order))).all())
    assert [(one.waits, one.team.state) for one in both] == [(False, "full")] * 2
    late = await buyer(width=1280)
    await late.goes(team)
    await late.sees("这个团人齐了")
    assert await late.overflow() == 0
    assert first.complaints == second.complaints == []


async def test_who_turns_back_before_ordering_sees_the_place_and_how_long_it_is_held(buyer, goods, group_buy):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("¥15 去开团")
    await expect(someone.page.get_by_role("dialog").get_by_text("拼团价").first).to_be_visible()
    await someone.taps("关闭")
    await someone.sees("占到位置了剩 14:")
    await someone.page.get_by_role("button", name=re.compile("看我的团")).click()
    await someone.sees("请在时间内下单")
    await someone.sees("待付款")
    await someone.sees("再有 1 人就成团")
    assert await someone.violations() == []
    assert await someone.overflow() == 0
    await someone.taps("去下单")
    await _orders(someone)
    await _pays(someone)
    assert someone.complaints == []


async def test_a_team_that_nobody_joins_gives_the_money_back_and_the_books_balance(house, buyer, goods, group_buy):
    someone = await buyer()
    order = await _opens_a_team(someone, goods)
    await someone.goes(f"/orders/{order}")
    await someone.sees("等待成团")
    past = house.clock.now() - timedelta(seconds=1)
    await house.db.write(lambda tx: tx.execute(update(Team).values(until=past)) and None)
    await sweep_group_buys(house.db)
    await sweep(house.db)
    cashier = Cashier(house.db, house.clock, Providers(house.db, house.keys, house.clock, house.config))
    for _ in range(100):
        await cashier.sweep()
        async with house.db.read() as session:
            books = await trial_balance(session)
            assert await out_of_balance(session) == []
        if books.get("refunds"):
            break
        await someone.page.wait_for_timeout(100)
    await cashier.providers.aclose()
    assert {name: fen for name, fen in books.items() if fen} == {"goods": -PRICE, "refunds": PRICE}
    await someone.sees("拼团未成功，已全额退款")
    await someone.page.get_by_role("link", name=re.compile("看我的团")).click()
    await someone.sees("钱已原路退回")
    assert await someone.violations() == []
    assert someone.complaints == []
