"""Who chose to pay at the counter has time to get there."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.clock import ManualClock
from appliance.db import Database
from store.checkout import actions as checkout
from store.orders import actions as orders
from store.orders.models import Order
from store.payments import actions
from store.promotions import deals
from store.promotions.bargains import actions as bargains
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys
from tests.store.conftest import purchase

COUNTER = {"provider": "counter", "way": "counter", "merchant": "counter", "app": ""}
QUARTER = timedelta(minutes=15)


async def test_an_order_to_be_picked_up_waits_a_day_for_who_pays_at_the_counter(
    database: Database, sells, buys, bought, begins, attempt, stock, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await clock.advance(10 * 60)
    tried = await begins(order, **COUNTER)
    until = clock.now() + timedelta(hours=24)
    assert ((await bought(order)).order.expires_at, (await attempt(tried)).expires_at) == (until, until)
    await clock.advance(23 * 3600)
    assert ((await database.write(orders.expire)).done, await stock()) == (0, (10, 1))
    assert await database.write(actions.strand) == 0
    assert await database.write(actions.take, order, "scan", 1990, "lin") == "paid"


async def test_it_waits_so_once(database: Database, sells, buys, bought, begins, stock, clock: ManualClock):
    await sells()
    order = await buys({"s1": 1})
    await begins(order, **COUNTER)
    until = clock.now() + timedelta(hours=24)
    for _ in range(3):
        await clock.advance(3600)
        await begins(order)
        await begins(order, **COUNTER)
    assert (await bought(order)).order.expires_at == until
    await clock.advance(21 * 3600)
    assert ((await database.write(orders.expire)).done, await stock()) == (1, (10, 0))


async def test_who_pays_at_once_or_has_it_brought_is_not_waited_for(
    database: Database, sells, buys, bought, begins, clock: ManualClock
):
    await sells()
    soon = clock.now() + QUARTER
    here, brought = await buys({"s1": 1}), await buys({"s1": 1})
    await begins(here)
    await database.write(lambda tx: tx.execute(update(Order).where(Order.id == brought).values(delivery="express")))
    await begins(brought, **COUNTER)
    assert [(await bought(order)).order.expires_at for order in (here, brought)] == [soon, soon]


async def bargained(database: Database, clock: ManualClock) -> str:
    plan = bargains.Plan(room="", sku="s1", floor_price=990, helpers=4, quantity=5)
    bargain = await database.write(bargains.open_bargain, plan, None, "lin")
    return str(await database.write(bargains.begin, bargain, bargains.Friend(member="m1")))


async def teamed(database: Database, clock: ManualClock) -> str:
    plan = group_buys.Plan(sku="s1", price=990, quantity=9, hours=1)
    group_buy = await database.write(group_buys.announce, plan, "lin")
    return str((await database.write(group_buys.open_team, group_buy, "m1", 1))["claim"])


async def grabbed(database: Database, clock: ManualClock) -> str:
    plan = flash_sales.Plan(room="r", sku="s1", price=990, quantity=5, lasts=timedelta(minutes=20))
    sale = await database.write(flash_sales.announce, plan, "lin")
    await clock.advance(3)
    (held,) = (await database.write(flash_sales.claim, sale, [flash_sales.Ask("m1")])).answers
    return str(held.claim)


@pytest.mark.parametrize("wins", [bargained, teamed, grabbed])
async def test_pieces_of_an_activity_wait_for_nobody(
    database: Database, sells, bought, begins, clock: ManualClock, wins: Callable[..., Awaitable[str]]
):
    await sells()
    claim = await wins(database, clock)
    price = (await database.write(deals.won, claim, "m1")).price
    placed = await database.write(checkout.place, purchase(None, "m1", price, claim=claim))
    await begins(placed["order"], **COUNTER)
    assert (await bought(placed["order"])).order.expires_at <= clock.now() + QUARTER
