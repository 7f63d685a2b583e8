"""A stranger's prize on a phone: a real draw, recomputed by the page itself, and goods that become an order."""

import json
import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from appliance.db import go_through
from store.catalogue.models import Sku
from store.orders.models import Order
from store.play import actions, drawing
from store.play.models import RoundWin
from store.play.spec import NewRound, PrizeWanted

pytestmark = pytest.mark.journey


async def test_a_prize_is_found_checked_and_claimed(house, buyer, goods, clock):
    someone = await buyer()
    await someone.goes("/me/wins")
    await someone.sees("还没有奖品")
    lottery = await _drawn(house, clock, goods["tea"], await _who(someone))
    await someone.page.reload()
    await someone.sees("待领取")
    assert await someone.violations() == []
    await _claims(someone)
    await someone.sees("已登记")
    order = await _only(house, Order)
    assert (order.total, order.payment, order.delivery) == (0, "paid", "pickup")
    assert (await _only(house, RoundWin)).state == "claimed"
    await _reads_where_to_come(someone)
    await _checks(someone, lottery)
    assert someone.complaints == []


async def _claims(someone) -> None:
    await someone.taps("领奖 茉莉花茶")
    await someone.taps("到店自提", "radio")
    await someone.page.get_by_label("取货人").fill("李明")
    await someone.page.get_by_label("电话").fill("13812345678")
    await someone.taps("同意店家", "checkbox")
    assert await someone.violations() == []
    await someone.taps("确认领奖")


async def _reads_where_to_come(someone) -> None:
    await someone.taps("查看订单", "link")
    await expect(someone.page.get_by_role("heading", name="等待自提")).to_be_visible()
    await someone.sees("滨江道 200 号")
    assert await someone.violations() == []
    await someone.page.go_back()


async def _checks(someone, lottery: str) -> None:
    await someone.taps("开奖依据", "link")
    await someone.page.wait_for_url(re.compile(f"/rounds/{lottery}/proof"))
    await someone.sees("验算通过")
    await expect(someone.page.get_by_text("在名单的第 1 位")).to_be_visible()
    assert await someone.violations() == []
    assert await someone.overflow() == 0


async def _who(someone) -> str:
    """A guest is who the token says."""
    token = json.loads(await someone.page.evaluate("localStorage.getItem('jinbo:session')"))
    return str(json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))[1])


async def _drawn(house, clock, product: str, member: str) -> str:
    """A lottery of one piece that only this member has entered."""
    async with house.db.read() as session:
        sku = await session.scalar(select(Sku.id).where(Sku.product == product))
    new = NewRound(kind="lottery", title="今晚福袋", prizes=[PrizeWanted(kind="goods", sku=sku)])
    facts = {"by": "op", "broadcast": "show", "since": clock.now() - timedelta(minutes=1)}
    lottery = await house.db.write(actions.open_round, house.keys, "tea", new, **facts)
    coming = [actions.Coming(member=member, name="阿花", at=clock.now())]
    await house.db.write(actions.enter, house.keys, lottery, coming)
    await drawing.end(house.db, house.keys, lottery)
    await go_through(house.db, actions.hand_out, 3)
    return str(lottery)


async def _only(house, model):
    async with house.db.read() as session:
        return (await session.scalars(select(model))).one()
