"""What a show sold, equal to the rows."""

import pytest

from appliance.db import Database
from appliance.events import ShelfChanged
from appliance.house import House
from store.orders import actions as orders
from store.shelf import actions
from store.shelf.figures import Figures, figures
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


async def counted(database: Database, viewers: int = 0) -> Figures:
    async with database.read() as session:
        return await figures(session, ROOM, viewers)


async def test_a_room_without_a_show_has_sold_nothing(database):
    assert await counted(database, 7) == Figures(viewers=7)


async def test_orders_of_the_show_are_counted_by_their_money(database, shelved, airs, buys, clock):
    await shelved("s1", "s2", pieces=100)
    await buys({"s1": 1}, member="early", room=ROOM)
    await clock.advance(1)
    await airs()
    paid = [await buys({"s1": 2}, member="m1", room=ROOM), await buys({"s1": 1, "s2": 1}, member="m1", room=ROOM)]
    paid.append(await buys({"s2": 1}, member="m2", room=ROOM))
    waits = await buys({"s1": 5}, member="m3", room=ROOM)
    await buys({"s1": 9}, member="m4", room="another")
    await buys({"s1": 9}, member="m5")
    for order in paid:
        await database.write(orders.pay, order, clock.now())
    await database.write(orders.close, await buys({"s1": 3}, member="m6", room=ROOM), "buyer")
    found = await counted(database, 10)
    assert (found.orders, found.paid, found.unpaid, found.unpaid_amount) == (5, 3, 1, 5 * 1990)
    assert (found.gmv, found.average, found.buyers, found.conversion) == (5 * 1990, 5 * 1990 // 3, 2, 0.2)
    assert [(one.product, one.ordered, one.pieces, one.amount, one.buyers) for one in found.products] == [
        ("p-s1", 11, 3, 3 * 1990, 1),
        ("p-s2", 2, 2, 2 * 1990, 2),
    ]
    assert waits


async def test_figures_stand_still_when_the_show_is_over(database, shelved, airs, buys, clock):
    await shelved("s1")
    broadcast = await airs()
    during = await buys({"s1": 1}, member="m1", room=ROOM)
    await clock.advance(60)
    await database.write(actions.end_show, ROOM, broadcast, clock.now())
    await buys({"s1": 1}, member="m2", room=ROOM)
    await database.write(orders.pay, during, clock.now())
    found = await counted(database)
    assert (found.broadcast, found.until, found.orders, found.gmv) == (broadcast, clock.now(), 1, 1990)
    await clock.advance(60)
    await airs("b2")
    assert (await counted(database)).orders == 0


async def test_what_went_back_is_told_beside_what_came(database, shelved, airs, buys, clock, bought):
    await shelved("s1")
    await airs()
    order = await buys({"s1": 2}, room=ROOM)
    await database.write(orders.pay, order, clock.now())
    await database.write(orders.refund_pieces, (await bought(order)).lines[0].id, 1, 1990)
    found = await counted(database)
    assert (found.gmv, found.refunded, found.products[0].pieces) == (3980, 1990, 2)


async def test_a_card_tells_how_many_the_show_has_sold(database, shelved, airs, buys, clock, heard):
    await shelved("s1")
    await airs()
    await database.write(orders.pay, await buys({"s1": 3}, room=ROOM), clock.now())
    await database.write(actions.tell, ROOM)
    assert (heard(ShelfChanged)[-1].goods[0].sold, heard(ShelfChanged)[-1].goods[0].available) == (3, 7)
