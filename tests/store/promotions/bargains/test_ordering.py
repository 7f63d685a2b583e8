"""What was haggled for is ordered at the price reached, paid in time or too late, and taken back."""

import asyncio

import pytest

from appliance.errors import Problem
from appliance.events import BargainCounted
from store.checkout import actions as checkout
from store.checkout.problems import PriceMoved
from store.orders import actions as orders
from store.orders.models import Order
from store.promotions import deals
from store.promotions.bargains.problems import BargainBought, BargainSoldOut
from store.promotions.problems import ClaimLapsed
from store.promotions.sweeping import sweep
from tests.store.conftest import purchase
from tests.store.promotions.bargains.conftest import FLOOR, HOURS, START

MINUTES = 60


@pytest.fixture
def order_row(database):
    async def look(order: str) -> Order:
        async with database.read() as session:
            return await session.get(Order, order)

    return look


async def test_it_is_ordered_at_any_moment_at_the_price_reached(begun, cuts, takes, bought, row, stock, clock, heard):
    bargain, haggle = await begun()
    await cuts(haggle, "m2")
    price = (await row(haggle)).price
    order = await takes(haggle)
    found = await bought(order)
    line = found.lines[0]
    assert FLOOR < price < START
    assert (line.unit_price, line.amount, line.list_price, found.order.total) == (price, price, START, price)
    assert (found.order.expires_at - clock.now()).total_seconds() == 15 * MINUTES
    assert (await stock(), (await row(haggle)).state) == ((10, 1), "ordered")
    assert [(one.bargain, one.left) for one in heard(BargainCounted)] == [(bargain, 4)]


async def test_ordering_fixes_the_price_and_nobody_cuts_on(begun, cuts, takes, row):
    _, haggle = await begun()
    await takes(haggle)
    with pytest.raises(Problem):
        await cuts(haggle, "m2")
    assert (await row(haggle)).helped == 1


async def test_who_saw_another_price_hears_of_the_new_one(begun, cuts, takes, row):
    _, haggle = await begun()
    seen = (await row(haggle)).price
    await cuts(haggle, "m2")
    with pytest.raises(PriceMoved):
        await takes(haggle, seen=seen)
    await takes(haggle)


async def test_it_is_ordered_once_by_whose_it_is_and_in_time(begun, takes, clock):
    _, haggle = await begun(hours=1)
    with pytest.raises(ClaimLapsed):
        await takes(haggle, "m2")
    await takes(haggle)
    with pytest.raises(ClaimLapsed):
        await takes(haggle)
    _, late = await begun(stocked=True, hours=1)
    await clock.advance(HOURS)
    with pytest.raises(ClaimLapsed):
        await takes(late)


async def test_the_pieces_are_as_many_as_promised_whoever_orders_at_once(opened, begins, database, row, bargain_row):
    bargain = await opened(quantity=3)
    haggles = {f"m{number}": await begins(bargain, f"m{number}") for number in range(8)}
    asks = [
        database.write(checkout.place, purchase(None, member, (await row(haggle)).price, claim=haggle))
        for member, haggle in haggles.items()
    ]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, Problem)]
    assert ({type(one) for one in refused}, len(refused)) == ({BargainSoldOut}, 5)
    assert (await bargain_row(bargain)).left == 0


async def test_what_is_paid_in_time_is_bought(begun, takes, database, row, clock, bargain_row):
    bargain, haggle = await begun()
    order = await takes(haggle)
    assert await database.write(orders.pay, order, clock.now(), (await row(haggle)).price) == "paid"
    assert ((await row(haggle)).state, (await bargain_row(bargain)).left) == ("bought", 4)


@pytest.mark.parametrize(("hours", "state"), [(24, "cutting"), (1, "lapsed")])
async def test_an_order_that_does_not_happen_gives_its_piece_back(
    begun, takes, cuts, database, row, clock, stock, bargain_row, hours, state
):
    bargain, haggle = await begun(hours=hours)
    await clock.advance(HOURS - 10 * MINUTES)
    order = await takes(haggle)
    await clock.advance(15 * MINUTES)
    assert (await database.write(orders.expire)).done == 1
    assert ((await row(haggle)).state, (await bargain_row(bargain)).left, await stock()) == (state, 5, (10, 0))
    if state == "cutting":
        await cuts(haggle, "m2")
        assert await takes(haggle) != order


@pytest.mark.parametrize(("hours", "state"), [(24, "cutting"), (1, "lapsed")])
async def test_what_is_paid_back_before_it_was_sent_is_for_others(
    begun, begins, takes, bought, database, row, clock, bargain_row, hours, state
):
    bargain, haggle = await begun(hours=hours, quantity=1)
    other = await begins(bargain, "m2")
    order = await takes(haggle)
    assert await database.write(orders.pay, order, clock.now()) == "paid"
    await clock.advance(0 if state == "cutting" else HOURS)
    (line,) = (await bought(order)).lines
    assert (await database.write(orders.refund_pieces, line.id, 1, line.amount)).closed
    assert ((await row(haggle)).state, (await bargain_row(bargain)).left) == (state, 1)
    if state == "cutting":
        await takes(other, "m2")
        with pytest.raises(BargainSoldOut):
            await takes(haggle)


@pytest.mark.parametrize("hours", [24, 1])
async def test_late_money_finds_its_piece_while_there_is_one(
    begun, takes, database, row, clock, order_row, bargain_row, hours
):
    bargain, haggle = await begun(hours=hours)
    await clock.advance(HOURS - 10 * MINUTES)
    order = await takes(haggle)
    await clock.advance(15 * MINUTES)
    await database.write(orders.expire)
    await sweep(database)
    assert await database.write(orders.revive, order, clock.now(), (await row(haggle)).price)
    found = await row(haggle)
    assert (found.state, found.order, (await bargain_row(bargain)).left) == ("bought", order, 4)
    assert (await order_row(order)).state == "confirmed"


async def test_late_money_pays_the_order_at_its_own_price_though_it_was_cut_on(
    begun, takes, cuts, database, row, clock, order_row
):
    _, haggle = await begun()
    price = (await row(haggle)).price
    order = await takes(haggle)
    await clock.advance(15 * MINUTES)
    await database.write(orders.expire)
    await cuts(haggle, "m2")
    assert await database.write(orders.revive, order, clock.now(), price)
    assert ((await order_row(order)).total, (await row(haggle)).state) == (price, "bought")


async def test_late_money_goes_back_when_somebody_else_has_the_piece(
    begun, begins, takes, database, row, clock, order_row
):
    bargain, haggle = await begun(quantity=1)
    order = await takes(haggle)
    price = (await row(haggle)).price
    await clock.advance(15 * MINUTES)
    await database.write(orders.expire)
    await takes(await begins(bargain, "m2"), "m2")
    with pytest.raises(BargainSoldOut):
        await database.write(deals.take_again, order)
    assert not await database.write(orders.revive, order, clock.now(), price)
    assert ((await row(haggle)).state, (await order_row(order)).state) == ("cutting", "closed")


async def test_late_money_goes_back_when_its_buyer_has_ordered_again(begun, takes, database, row, clock, order_row):
    _, haggle = await begun()
    order = await takes(haggle)
    price = (await row(haggle)).price
    await clock.advance(15 * MINUTES)
    await database.write(orders.expire)
    again = await takes(haggle)
    with pytest.raises(BargainBought):
        await database.write(deals.take_again, order)
    assert not await database.write(orders.revive, order, clock.now(), price)
    assert (await row(haggle)).order == again


async def test_late_money_goes_back_when_its_buyer_has_begun_anew(begun, begins, takes, database, row, clock):
    bargain, haggle = await begun(hours=1)
    await clock.advance(HOURS - 10 * MINUTES)
    order = await takes(haggle)
    await clock.advance(15 * MINUTES)
    await database.write(orders.expire)
    await begins(bargain)
    with pytest.raises(BargainBought):
        await database.write(deals.take_again, order)
    assert (await row(haggle)).state == "lapsed"


async def test_an_ordinary_order_is_none_of_its_business(begun, buys, database, clock, row):
    _, haggle = await begun()
    order = await buys({"s1": 1})
    await database.write(orders.pay, order, clock.now(), START)
    other = await buys({"s1": 1})
    await database.write(orders.close, other, "buyer")
    await database.write(deals.take_again, other)
    assert (await row(haggle)).state == "cutting"
