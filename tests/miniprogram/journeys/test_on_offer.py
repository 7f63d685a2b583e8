"""What goes on with goods is found in the mall: from the shop's home to the product's page, with the real shop."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from media.broadcasts import actions as broadcasts
from store.catalogue.models import Sku
from store.promotions.bargains.actions import Plan as BargainPlan
from store.promotions.flash_sales.actions import Plan as SalePlan
from store.promotions.group_buys.actions import Plan as GroupPlan
from store.shelf import actions

pytestmark = pytest.mark.journey


@pytest.fixture
async def on_offer(house, goods) -> str:
    """The mahua is in a flash sale of a room on air, the tea in a group buy and in a bargain; the room."""
    async with house.db.read() as session:
        skus = {row.product: row.id for row in await session.execute(select(Sku.product, Sku.id).where(Sku.active))}
    room = (await house.db.write(broadcasts.open_room, house.keys, "津味直播间")).room
    await house.db.write(broadcasts.air, room)
    plans = [
        (actions.announce, SalePlan(room=room, sku=skus[goods["mahua"]], price=990, quantity=5)),
        (actions.announce_group_buy, GroupPlan(sku=skus[goods["tea"]], price=2990, quantity=10)),
        (actions.open_bargain, BargainPlan(sku=skus[goods["tea"]], floor_price=1990, helpers=5, quantity=5)),
    ]
    for act, plan in plans:
        await house.db.write(act, plan, "journey")
    return room


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_who_strolls_through_the_mall_finds_what_is_on_and_comes_to_its_room(buyer, goods, on_offer, theme):
    someone = await buyer(theme=theme)
    await someone.goes("/shop")
    await someone.sees("秒杀 ¥9.90")
    await someone.sees("拼团 ¥29.90")
    assert await someone.violations() == []
    assert await someone.overflow() == 0
    await someone.goes(f"/products/{goods['tea']}")
    await someone.sees("拼团价 ¥29.90")
    await someone.goes(f"/products/{goods['mahua']}")
    await someone.sees("距结束")
    assert await someone.violations() == []
    await someone.goes("/me/kept/footprints")
    await someone.sees("秒杀 ¥9.90")
    await someone.goes(f"/products/{goods['mahua']}")
    await someone.taps("去直播间抢")
    await someone.page.wait_for_url(f"**/rooms/{on_offer}*")
