"""Money and goods go back, exactly."""

import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import name_of
from store.money import of_pieces
from store.orders import actions
from store.orders.actions import Packed
from store.orders.problems import OrderMovedOn, RefundTooLarge

ZTO = {"carrier": "ZTO", "tracking": "78123456789"}


async def test_a_whole_order_that_never_left_closes_and_its_goods_are_for_others(
    database: Database, sells, pays, bought, stock
):
    await sells()
    order = await pays({"s1": 2})
    line = (await bought(order)).lines[0].id
    gone = await database.write(actions.refund_pieces, line, 2, 3980)
    found = (await bought(order)).order
    assert (gone.unsent, gone.closed, found.state, found.payment) == (2, True, "closed", "refunded")
    assert (found.close_reason, await stock()) == ("refunded", (10, 0))


async def test_what_is_left_of_an_order_is_shipped_and_is_all_of_it_then(
    database: Database, sells, pays, bought, stock
):
    await sells()
    order = await pays({"s1": 3})
    line = (await bought(order)).lines[0].id
    await database.write(actions.refund_pieces, line, 1, 1990)
    assert (await bought(order)).order.payment == "part-refunded"
    await database.write(actions.ship, order, Packed(**ZTO), "lin")
    found = await bought(order)
    assert (found.order.shipment, found.lines[0].shipped, await stock()) == ("all", 2, (8, 0))


async def test_an_order_whose_rest_is_refunded_has_left_whole(database: Database, sells, pays, bought, stock):
    await sells()
    order = await pays({"s1": 2})
    line = (await bought(order)).lines[0].id
    await database.write(actions.ship, order, Packed(**ZTO, lines={line: 1}), "lin")
    await database.write(actions.refund_pieces, line, 1, 1990)
    found = (await bought(order)).order
    assert (found.state, found.shipment, await stock()) == ("confirmed", "all", (9, 0))


async def test_pieces_that_left_stay_away_until_somebody_takes_them_in(database: Database, sells, pays, bought, stock):
    await sells()
    order = await pays({"s1": 2})
    line = (await bought(order)).lines[0].id
    await database.write(actions.ship, order, Packed(**ZTO), "lin")
    gone = await database.write(actions.refund_pieces, line, 2, 3980)
    found = (await bought(order)).order
    assert (gone.unsent, gone.closed, found.state, found.payment) == (0, False, "confirmed", "refunded")
    assert await stock() == (8, 0)


@pytest.mark.parametrize(("pieces", "amount"), [(3, 3980), (2, 3981), (0, 0), (1, -1)])
async def test_more_than_was_bought_or_paid_does_not_go_back(database: Database, sells, pays, bought, pieces, amount):
    await sells()
    order = await pays({"s1": 2})
    line = (await bought(order)).lines[0].id
    with pytest.raises(RefundTooLarge):
        await database.write(actions.refund_pieces, line, pieces, amount)
    assert (await bought(order)).order.refunded == 0


async def test_what_is_not_paid_cannot_be_refunded(database: Database, sells, buys):
    await sells()
    with pytest.raises(RefundTooLarge):
        await database.write(actions.refund_money, await buys({"s1": 1}), 1, "a")


async def test_nothing_more_goes_back_of_an_order_whose_money_is_all_back(database: Database, sells, pays, bought):
    await sells()
    order = await pays({"s1": 1})
    await database.write(actions.refund_money, order, 1990, "a")
    with pytest.raises(RefundTooLarge):
        await database.write(actions.refund_money, order, 1, "b")
    await database.write(actions.refund_money, order, 0, "c")
    assert ((await bought(order)).order.refunded, (await bought(order)).order.payment) == (1990, "refunded")


async def test_partial_refunds_sum_to_what_was_paid(database: Database, sells, pays, bought):
    await sells(price=3333)
    order = await pays({"s1": 3}, seen=9999)
    line = (await bought(order)).lines[0]
    for already in range(3):
        await database.write(actions.refund_pieces, line.id, 1, of_pieces(line.amount, line.quantity, already, 1))
    found = (await bought(order)).order
    assert (found.refunded, found.payment, found.state) == (9999, "refunded", "closed")


async def test_points_are_earned_when_nobody_can_return_it_any_more_and_once(
    database: Database, sells, pays, bought, clock: ManualClock, told
):
    await sells()
    order = await pays({"s1": 1})
    await database.write(actions.hand_over, (await bought(order)).order.pickup_code, "lin")
    await clock.advance(7 * 86400)
    due = await database.write(lambda tx: tx.execute(actions.due(tx.now)).scalars().all())
    assert due == []
    await clock.advance(86400)
    due = await database.write(lambda tx: tx.execute(actions.due(tx.now)).scalars().all())
    assert due == [order]
    await database.write(actions.complete, order)
    assert (await bought(order)).order.state == "completed"
    with pytest.raises(OrderMovedOn):
        await database.write(actions.complete, order)
    assert [name_of(fact) for fact in told].count("OrderCompleted") == 1
