"""On a product's page staff read which deals run on it."""

import pytest
from sqlalchemy import select

from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from store.catalogue import actions
from store.catalogue.models import Sku
from store.promotions.bargains import actions as bargains
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys


@pytest.fixture
async def product(house) -> str:
    """It costs 12.80 and is on the shelf."""
    made = await house.db.write(actions.draft, actions.Wording(title="十八街麻花"), 1280, "lin")
    await house.db.write(actions.receive, await sku_of(house, made), 9, "first", by="lin")
    await house.db.write(actions.shelve, made, "lin")
    return made


async def sku_of(house, product: str) -> str:
    async with house.db.read() as session:
        return await session.scalar(select(Sku.id).where(Sku.product == product))


async def test_it_says_that_none_runs(owner, product):
    assert "现在没有秒杀、拼团和砍价" in await owner.read(f"/console/goods/{product}")


async def test_it_names_each_with_its_price_and_leads_to_where_it_is_run(owner, colleague, house, product):
    sku = await sku_of(house, product)
    room = (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room
    await house.db.write(flash_sales.announce, flash_sales.Plan(room=room, sku=sku, price=990, quantity=2), "lin")
    group = await house.db.write(group_buys.announce, group_buys.Plan(sku=sku, price=1100, quantity=4), "lin")
    cut = bargains.Plan(sku=sku, floor_price=500, helpers=4, quantity=5)
    await house.db.write(bargains.open_bargain, cut, None, "lin")
    text = await owner.read(f"/console/goods/{product}")
    control, page = f'href="/console/rooms/{room}/control"', f'href="/console/promotions/group-buys/{group}"'
    listed = 'href="/console/promotions/bargains"'
    assert all(one in text for one in (control, page, listed, "¥9.90", "¥11", "最低 ¥5", "一号直播间", "全店"))
    warehouse = await (await colleague(Role.WAREHOUSE)).read(f"/console/goods/{product}")
    assert ("¥11" in warehouse, page in warehouse) == (True, False)


async def test_it_says_so_in_english(owner, product):
    owner.language = "en"
    assert "There is no flash sale, group buy or bargain now." in await owner.read(f"/console/goods/{product}")
