"""Goods leave the shop in parcels, each piece once."""

import pytest
from sqlalchemy import update

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import OrderChanged
from store.orders import actions
from store.orders.actions import Packed
from store.orders.models import Order
from store.orders.problems import (
    NothingToShip,
    OrderHeld,
    OrderMovedOn,
    ParcelArrived,
    ParcelNotFound,
    PickupCodeUnknown,
    TrackingSame,
    TrackingUnusable,
)

ZTO = {"carrier": "ZTO", "tracking": "78123456789"}


async def test_pieces_leave_in_parcels_and_the_last_makes_it_whole(database: Database, sells, pays, bought, stock):
    await sells()
    order = await pays({"s1": 3})
    line = (await bought(order)).lines[0].id
    await database.write(actions.ship, order, Packed(**ZTO, lines={line: 2}), "lin")
    assert ((await bought(order)).order.shipment, await stock()) == ("part", (8, 1))
    await database.write(actions.ship, order, Packed(**ZTO), "lin")
    found = await bought(order)
    assert (found.order.shipment, found.lines[0].shipped, await stock()) == ("all", 3, (7, 0))
    assert sorted(parcel.lines[line] for parcel in found.parcels) == [1, 2]


@pytest.mark.parametrize("count", [4, -1])
async def test_more_than_is_left_does_not_leave(database: Database, sells, pays, bought, stock, count):
    await sells()
    order = await pays({"s1": 3})
    line = (await bought(order)).lines[0].id
    with pytest.raises(NothingToShip):
        await database.write(actions.ship, order, Packed(**ZTO, lines={line: count}), "lin")
    assert ((await bought(order)).order.shipment, await stock()) == ("none", (10, 3))


async def test_a_line_of_another_order_does_not_leave(database: Database, sells, pays, bought):
    await sells()
    mine, other = await pays({"s1": 1}), await pays({"s1": 1}, member="m2")
    line = (await bought(other)).lines[0].id
    with pytest.raises(NothingToShip):
        await database.write(actions.ship, mine, Packed(**ZTO, lines={line: 1}), "lin")


async def test_what_is_not_paid_held_or_gone_already_is_not_shipped(database: Database, sells, buys, pays):
    await sells()
    with pytest.raises(OrderMovedOn):
        await database.write(actions.ship, await buys({"s1": 1}), Packed(**ZTO), "lin")
    order = await pays({"s1": 1}, member="m2")
    await database.write(lambda tx: tx.execute(update(Order).where(Order.id == order).values(held=True)))
    with pytest.raises(OrderHeld):
        await database.write(actions.ship, order, Packed(**ZTO), "lin")
    await database.write(lambda tx: tx.execute(update(Order).where(Order.id == order).values(held=False)))
    await database.write(actions.ship, order, Packed(**ZTO), "lin")
    with pytest.raises(OrderMovedOn):
        await database.write(actions.ship, order, Packed(**ZTO), "lin")


@pytest.mark.parametrize("sent", [{"carrier": "", "tracking": "78123456789"}, {"carrier": "ZTO", "tracking": "1 2"}])
async def test_an_express_parcel_needs_a_carrier_and_its_number(database: Database, sells, pays, sent):
    await sells()
    with pytest.raises(TrackingUnusable):
        await database.write(actions.ship, await pays({"s1": 1}), Packed(**sent), "lin")


async def test_goods_are_handed_over_for_their_code_and_are_received_then(database: Database, sells, pays, bought):
    await sells()
    order = await pays({"s1": 1})
    code = (await bought(order)).order.pickup_code
    assert await database.write(actions.hand_over, f"{code[:4]} {code[4:]}", "lin") == order
    assert (await bought(order)).order.shipment == "received"
    with pytest.raises(PickupCodeUnknown):
        await database.write(actions.hand_over, code, "lin")


async def test_what_the_buyer_says_nothing_about_has_arrived_after_ten_days(
    database: Database, sells, pays, bought, clock: ManualClock
):
    await sells()
    order = await pays({"s1": 1})
    await database.write(actions.ship, order, Packed(**ZTO), "lin")
    await clock.advance(10 * 86400 - 1)
    assert (await database.write(actions.receive_forgotten, 20)).done == 0
    await clock.advance(1)
    assert (await database.write(actions.receive_forgotten, 20)).done == 1
    found = await bought(order)
    assert (found.order.shipment, found.parcels[0].received_at) == ("received", clock.now())


async def test_nothing_is_received_before_all_of_it_has_left(database: Database, sells, pays, bought):
    await sells()
    order = await pays({"s1": 2})
    line = (await bought(order)).lines[0].id
    await database.write(actions.ship, order, Packed(**ZTO, lines={line: 1}), "lin")
    with pytest.raises(OrderMovedOn):
        await database.write(actions.receive, order)


@pytest.fixture
def sent(database: Database, sells, pays, bought):
    """``await sent()``: a parcel on its way, as (order, parcel)."""

    async def ship() -> tuple[str, str]:
        await sells()
        order = await pays({"s1": 1})
        await database.write(lambda tx: tx.execute(update(Order).values(delivery="express")) and None)
        await database.write(actions.ship, order, Packed(**ZTO), "lin")
        return order, (await bought(order)).parcels[0].id

    return ship


async def test_a_mistyped_number_is_put_right_while_the_parcel_is_on_its_way(database: Database, sent, bought, told):
    order, parcel = await sent()
    assert await database.write(actions.correct_parcel, parcel, "SF", " SF1234567890 ", "lin") == order
    (found,) = (await bought(order)).parcels
    assert (found.carrier, found.tracking) == ("SF", "SF1234567890")
    assert OrderChanged(order=order, what="parcel", by="lin", parcel=parcel) in told


async def test_a_number_that_is_no_better_corrects_nothing(database: Database, sent, bought):
    order, parcel = await sent()
    for carrier, tracking, problem in (("SF", "?", TrackingUnusable), (*ZTO.values(), TrackingSame)):
        with pytest.raises(problem):
            await database.write(actions.correct_parcel, parcel, carrier, tracking, "lin")
    with pytest.raises(ParcelNotFound):
        await database.write(actions.correct_parcel, "no such parcel", "SF", "SF1234567890", "lin")
    assert (await bought(order)).parcels[0].tracking == ZTO["tracking"]


async def test_the_number_of_a_parcel_that_was_received_stays(database: Database, sent, bought):
    order, parcel = await sent()
    await database.write(actions.receive, order)
    with pytest.raises(ParcelArrived):
        await database.write(actions.correct_parcel, parcel, "SF", "SF1234567890", "lin")
    assert (await bought(order)).parcels[0].tracking == ZTO["tracking"]
