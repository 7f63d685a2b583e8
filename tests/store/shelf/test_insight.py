"""What came of explaining goods, who was new, and when the money came."""

from datetime import timedelta

import msgspec
import pytest

from appliance.db import Database
from appliance.house import House
from store.orders import actions as orders
from store.shelf import actions
from store.shelf.figures import Stretch
from store.shelf.insight import Explaining, by_minute, explaining, moments, new_buyers
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
def paid(database, buys, clock):
    """``await paid("s1", 2, "m1")``: ordered in the room and paid at once."""

    async def order(sku="s1", pieces=1, member="m1", room=ROOM):
        placed = await buys({sku: pieces}, member=member, room=room)
        await database.write(orders.pay, placed, clock.now())

    return order


@pytest.fixture
async def stretch(shelved, airs, clock):
    """A show that has just begun, with two goods."""
    await shelved("s1", "s2", pieces=100)
    await airs("b1")
    return Stretch(ROOM, clock.now(), None, "b1")


async def test_what_is_sold_while_it_is_explained_is_told_apart(database, stretch, paid, buys, clock):
    await paid("s1", 1)
    await clock.advance(10)
    await database.write(actions.pin, ROOM, "p-s1", "wang")
    await paid("s1", 2)
    await paid("s2", 5)
    await buys({"s1": 9}, member="m2", room=ROOM)
    await clock.advance(30)
    await database.write(actions.pin, ROOM, "p-s2", "wang")
    await paid("s1", 4)
    await clock.advance(50)
    async with database.read() as session:
        found = await explaining(session, stretch, clock.now())
        windows = await moments(session, stretch)
    assert found == {
        "p-s1": Explaining(title="麻花 s1", seconds=30, times=1, pieces=2, amount=2 * 1990),
        "p-s2": Explaining(title="麻花 s2", seconds=50, times=1),
    }
    assert [(one.product, one.until is None) for one in windows] == [("p-s1", False), ("p-s2", True)]


async def test_of_a_show_that_was_held_back_it_counts_when_viewers_saw_it(database, stretch, paid, clock):
    held = msgspec.structs.replace(stretch, later=timedelta(seconds=60))
    pinned = clock.now()
    await database.write(actions.pin, ROOM, "p-s1", "wang")
    await clock.advance(59)
    await paid("s1", 1)
    await clock.advance(1)
    await paid("s1", 2)
    await database.write(actions.pin, ROOM, "p-s2", "wang")
    await clock.advance(59)
    await paid("s1", 4)
    await clock.advance(1)
    await paid("s1", 8)
    async with database.read() as session:
        found = await explaining(session, held, clock.now())
        first, _ = await moments(session, held)
    assert (found["p-s1"].pieces, found["p-s1"].seconds) == (6, 60)
    assert (first.since, first.until) == (pinned + timedelta(seconds=60), pinned + timedelta(seconds=120))


async def test_an_open_window_ends_with_its_show(database, stretch, clock):
    await database.write(actions.pin, ROOM, "p-s1", "wang")
    over = Stretch(ROOM, stretch.since, clock.now() + timedelta(seconds=20), "b1")
    await clock.advance(500)
    async with database.read() as session:
        assert (await explaining(session, over, clock.now()))["p-s1"].seconds == 20


async def test_who_has_bought_before_the_show_is_no_new_customer(database, shelved, airs, paid, buys, clock):
    await shelved("s1", pieces=100)
    await paid(member="old", room=None)
    await buys({"s1": 1}, member="never paid")
    await clock.advance(60)
    await airs("b1")
    stretch = Stretch(ROOM, clock.now(), None, "b1")
    for member in ("old", "never paid", "new", "new"):
        await paid(member=member)
    await buys({"s1": 1}, member="only ordered", room=ROOM)
    async with database.read() as session:
        assert await new_buyers(session, stretch) == 2


async def test_money_stands_in_the_minute_in_which_it_was_ordered(database, stretch, paid, buys, clock):
    await clock.advance(59)
    await paid("s1", 1)
    await clock.advance(62)
    await paid("s1", 2)
    await paid("s2", 1)
    await buys({"s1": 1}, member="m2", room=ROOM)
    async with database.read() as session:
        assert await by_minute(session, stretch) == [1990, 0, 3 * 1990]


async def test_a_show_that_sold_nothing_has_no_minutes(database, stretch):
    async with database.read() as session:
        assert await by_minute(session, stretch) == []
        assert await explaining(session, stretch, stretch.since) == {}
        assert await new_buyers(session, stretch) == 0
