"""Money comes in time, late, twice, or for another price."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from appliance.clock import ManualClock
from appliance.db import Database
from store.catalogue.models import DayPrice
from store.orders import actions
from store.orders.models import Order
from store.orders.problems import OrderMovedOn


async def test_an_order_reserves_what_is_in_it_and_waits_for_its_money(sells, buys, bought, stock):
    await sells()
    found = await bought(await buys({"s1": 2}))
    assert (found.order.state, found.order.payment, found.order.shipment) == ("pending", "unpaid", "none")
    assert (found.order.total, [line.amount for line in found.lines]) == (3980, [3980])
    assert await stock() == (10, 2)


async def test_money_in_time_confirms_it_once(database: Database, sells, buys, bought, clock: ManualClock):
    await sells()
    order = await buys({"s1": 1})
    assert await database.write(actions.pay, order, clock.now(), 1990) == "paid"
    assert await database.write(actions.pay, order, clock.now(), 1990) == "late"
    found = (await bought(order)).order
    assert (found.state, found.payment, found.paid_at, found.expires_at) == ("confirmed", "paid", clock.now(), None)


async def test_what_was_paid_is_a_deal_that_strike_through_prices_are_held_to(
    database: Database, sells, buys, bought, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.pay, order, clock.now())
    async with database.read() as session:
        (deal,) = await session.scalars(select(DayPrice))
    assert (deal.sku, deal.lowest) == ("s1", 1990)


async def test_what_nobody_pays_within_a_quarter_of_an_hour_closes_and_is_for_others_again(
    database: Database, sells, buys, bought, stock, clock: ManualClock
):
    await sells(pieces=1)
    order = await buys({"s1": 1})
    assert (await database.write(actions.expire, 20)).done == 0
    await clock.advance(15 * 60)
    assert (await database.write(actions.expire, 20)).done == 1
    assert ((await bought(order)).order.close_reason, await stock()) == ("expired", (1, 0))
    await buys({"s1": 1}, member="m2")


async def test_money_for_a_closed_order_revives_it_while_its_goods_are_there(
    database: Database, sells, buys, bought, stock, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.close, order, "expired")
    assert await database.write(actions.pay, order, clock.now()) == "late"
    assert await database.write(actions.revive, order, clock.now())
    found = (await bought(order)).order
    assert (found.state, found.payment, found.closed_at, found.close_reason) == ("confirmed", "paid", None, "")
    assert await stock() == (10, 1)


@pytest.mark.parametrize("who", ["buyer", "staff"])
async def test_an_order_that_somebody_closed_stays_closed_when_money_comes(
    database: Database, sells, buys, bought, stock, clock: ManualClock, who: str
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.close, order, who)
    assert not await database.write(actions.revive, order, clock.now())
    found = (await bought(order)).order
    assert (found.state, found.close_reason, await stock()) == ("closed", who, (10, 0))


async def test_money_for_a_closed_order_whose_last_piece_is_gone_goes_back(
    database: Database, sells, buys, bought, stock, clock: ManualClock
):
    await sells(pieces=1)
    order = await buys({"s1": 1})
    await database.write(actions.close, order, "expired")
    await buys({"s1": 1}, member="m2")
    assert not await database.write(actions.revive, order, clock.now())
    found = (await bought(order)).order
    assert (found.state, found.payment, await stock()) == ("closed", "unpaid", (1, 1))


async def test_money_for_an_order_that_was_paid_already_revives_nothing(
    database: Database, sells, buys, stock, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.pay, order, clock.now())
    assert not await database.write(actions.revive, order, clock.now())
    assert await stock() == (10, 1)


async def test_money_for_yesterdays_price_does_not_pay_todays(
    database: Database, sells, buys, bought, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.change_price, order, "wang", off=90, shipping=0, seen=1990)
    assert await database.write(actions.pay, order, clock.now(), 1990) == "late"
    assert not await database.write(actions.revive, order, clock.now(), 1990)
    assert await database.write(actions.pay, order, clock.now(), 1900) == "paid"


async def test_what_two_colleagues_take_off_at_once_comes_off_once(database: Database, sells, buys, bought):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.change_price, order, "wang", off=90, shipping=0, seen=1990)
    with pytest.raises(OrderMovedOn):
        await database.write(actions.change_price, order, "lin", off=90, shipping=0, seen=1990)
    assert (await bought(order)).order.total == 1900


async def test_a_paid_order_cannot_be_taken_back_as_if_it_were_not(
    database: Database, sells, buys, stock, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.pay, order, clock.now())
    with pytest.raises(OrderMovedOn):
        await database.write(actions.close, order, "buyer")
    await clock.advance(timedelta(days=1).total_seconds())
    assert (await database.write(actions.expire, 20)).done == 0
    assert await stock() == (10, 1)


@pytest.mark.parametrize(("off", "earned"), [(0, 19), (1, 18), (990, 9), (1989, 0)])
async def test_a_price_that_staff_lowered_earns_points_for_what_is_paid(
    database: Database, sells, buys, bought, off: int, earned: int
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(lambda tx: tx.execute(update(Order).values(points_earned=19)))
    await database.write(actions.change_price, order, "wang", off=off, shipping=0, seen=1990)
    assert (await bought(order)).order.points_earned == earned
