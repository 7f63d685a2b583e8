"""Stock is corrected from a room's shelf, and every move stands in the stock's ledger."""

import pytest
from sqlalchemy import select

from appliance.errors import BadInput
from appliance.events import StockMoved
from store.catalogue import actions as catalogue
from store.catalogue.actions import PromisedToBuyers
from store.catalogue.actions.stock import PiecesUnusable
from store.catalogue.models import Sku, StockEntry
from store.shelf import actions
from store.shelf.problems import NotOnShelf
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def restock(database):
    async def one(key: str, **numbers: int) -> int:
        return await database.write(actions.restock, ROOM, "s1", key, by="lin", **numbers)

    return one


async def held(database) -> tuple[int, int]:
    async with database.read() as session:
        row = (await session.execute(select(Sku.on_hand, Sku.reserved).where(Sku.id == "s1"))).one()
        return row.on_hand, row.reserved


async def test_more_came_in_and_the_ledger_knows_who_said_so(database, shelved, restock, heard):
    await shelved("s1")
    assert await restock("tap-0001", more=5) == 5
    await restock("tap-0001", more=5)
    assert await held(database) == (15, 0)
    async with database.read() as session:
        entry = await session.scalar(select(StockEntry).where(StockEntry.key.contains("tap-0001")))
    assert (entry.reason, entry.on_hand, entry.by) == ("received", 5, "lin")
    [told] = heard(StockMoved)
    assert (told.room, told.pieces, told.on_hand, told.reason) == (ROOM, 5, 15, "received")


async def test_so_many_can_be_bought_beside_those_that_are_promised(database, shelved, restock):
    await shelved("s1")
    await database.write(catalogue.reserve, {"s1": 4}, "order1")
    assert await restock("tap-0001", available=20) == 14
    assert await held(database) == (24, 4)
    assert await restock("tap-0002", available=0) == -20
    assert await held(database) == (4, 4)


async def test_what_was_said_too_much_is_taken_back_though_some_of_it_is_sold(database, shelved, restock):
    await shelved("s1")
    await restock("tap-0001", more=5)
    await database.write(catalogue.reserve, {"s1": 12}, "order1")
    with pytest.raises(PromisedToBuyers):
        await restock("tap-0002", more=-5)
    assert await restock("tap-0003", more=-3) == -3
    assert await held(database) == (12, 12)


async def test_what_is_not_on_the_shelf_is_not_touched_from_it(shelved, sells, restock):
    await sells("s1")
    with pytest.raises(NotOnShelf):
        await restock("tap-0001", more=5)


@pytest.mark.parametrize("numbers", [{"more": 0}, {"more": 10**7}, {"available": -1}, {"available": 10**7}])
async def test_a_number_of_pieces_has_its_limits(shelved, restock, numbers):
    await shelved("s1")
    with pytest.raises(PiecesUnusable):
        await restock("tap-0001", **numbers)


@pytest.mark.parametrize("numbers", [{}, {"more": 1, "available": 2}])
async def test_one_says_the_one_or_the_other(shelved, restock, numbers):
    await shelved("s1")
    with pytest.raises(BadInput):
        await restock("tap-0001", **numbers)
