"""How much is left is told when it has changed, and not too often."""

import asyncio

import pytest

from appliance.events import ShelfCounted
from store.checkout import actions as checkout
from store.orders import actions as orders
from store.shelf import actions
from store.shelf.counting import RARELY, Counting
from tests.store.conftest import purchase
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def counting(database, bus, clock) -> Counting:
    return Counting(database, bus, clock)


@pytest.fixture
def buys(database):
    async def order(pieces: int, member: str = "m1") -> str:
        return (await database.write(checkout.place, purchase({"s1": pieces}, member, room=ROOM)))["order"]

    return order


async def test_what_was_sold_is_told_to_its_room(counting, database, shelved, airs, buys, clock, heard):
    await shelved("s1", "s2")
    await airs()
    await counting.count()
    order = await buys(3)
    await counting.count()
    await database.write(orders.pay, order, clock.now())
    await counting.count()
    await counting.count()
    told = [(one.room, one.product, one.available, one.sold) for one in heard(ShelfCounted)]
    assert told == [(ROOM, "p-s1", 7, 0), (ROOM, "p-s1", 7, 3)]


async def test_a_room_that_is_not_on_air_is_told_nothing(counting, database, shelved, airs, buys, clock, heard):
    await shelved("s1")
    await counting.count()
    await buys(1)
    await counting.count()
    broadcast = await airs()
    await counting.count()
    await database.write(actions.end_show, ROOM, broadcast, clock.now())
    await buys(1, member="m2")
    await counting.count()
    assert heard(ShelfCounted) == []


async def test_it_looks_by_itself_now_and_then(counting, database, shelved, airs, buys, clock, heard, eventually):
    """The bus forgets; stock is also counted and written off."""
    await shelved("s1")
    await airs()
    running = asyncio.create_task(counting.run())
    await eventually(lambda: counting._told)
    await buys(2)
    counting._stirred.clear()

    async def told() -> bool:
        await clock.advance(RARELY)
        return bool(heard(ShelfCounted))

    await eventually(told)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
