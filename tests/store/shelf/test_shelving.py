"""Goods on a room's shelf: in the host's order, at the room's price, and told to everybody."""

import pytest
from sqlalchemy import update

from appliance.db import Database
from appliance.events import ShelfChanged
from store.catalogue.actions import ProductNotFound
from store.catalogue.models import Product, Sku
from store.shelf import actions, reads
from store.shelf.problems import NotOnShelf, RoomPriceUnusable, ShelfFull, ShelfMovedOn
from tests.store.conftest import put_on_shelf
from tests.store.shelf.conftest import ROOM


async def goods(database: Database, clock):
    async with database.read() as session:
        return {one.good.product: one for one in await reads.on_shelf(session, ROOM, clock.now())}


async def test_goods_are_numbered_in_the_order_they_were_put(database, shelved, heard):
    await shelved("s1", "s2", "s3")
    told = heard(ShelfChanged)[-1]
    assert [(good.product, good.number) for good in told.goods] == [("p-s1", 1), ("p-s2", 2), ("p-s3", 3)]
    assert (told.room, told.goods[0].title, told.goods[0].price, told.goods[0].available) == (ROOM, "麻花 s1", 1990, 10)


async def test_a_row_says_whether_it_may_go_back_without_a_reason(database, shelved, heard):
    await shelved("s1", "s2")
    perishable = update(Product).where(Product.id == "p-s2").values(return_kind="perishable")
    await database.write(lambda tx: tx.execute(perishable))
    await database.write(actions.arrange, ROOM, ["p-s2", "p-s1"])
    assert [good.return_kind for good in heard(ShelfChanged)[-1].goods] == ["perishable", "seven-days"]


async def test_the_host_arranges_them_and_nothing_gets_lost_by_it(database, shelved, heard):
    await shelved("s1", "s2", "s3")
    await database.write(actions.arrange, ROOM, ["p-s3", "p-s1", "p-s2"])
    assert [good.product for good in heard(ShelfChanged)[-1].goods] == ["p-s3", "p-s1", "p-s2"]
    for wrong in (["p-s3"], ["p-s3", "p-s1", "p-s1"], ["p-s3", "p-s1", "p-s2", "p-s4"]):
        with pytest.raises(ShelfMovedOn):
            await database.write(actions.arrange, ROOM, wrong)


async def test_what_is_taken_off_leaves_no_gap(database, shelved, clock):
    await shelved("s1", "s2", "s3")
    await database.write(actions.take_off, ROOM, "p-s1")
    assert [one.good.number for one in (await goods(database, clock)).values()] == [1, 2]
    with pytest.raises(NotOnShelf):
        await database.write(actions.take_off, ROOM, "p-s1")


async def test_what_was_taken_off_by_a_slip_goes_back_as_it_stood(database, shelved, clock, heard):
    await shelved("s1", "s2", "s3")
    await database.write(actions.take_off, ROOM, "p-s2")
    await database.write(actions.put, ROOM, "p-s2", {}, actions.Place(2, hidden=True, minutes=5))
    stands = await goods(database, clock)
    assert [(name, one.good.number) for name, one in stands.items()] == [("p-s1", 1), ("p-s2", 2), ("p-s3", 3)]
    assert (stands["p-s2"].hidden, stands["p-s2"].minutes) == (True, 5)
    assert [good.product for good in heard(ShelfChanged)[-1].goods] == ["p-s1", "p-s3"]
    await database.write(actions.put, ROOM, "p-s2", None, actions.Place(1, hidden=False, minutes=9))
    assert (await goods(database, clock))["p-s2"].minutes == 5, "what stands there is not moved"
    await database.write(actions.take_off, ROOM, "p-s3")
    await database.write(actions.put, ROOM, "p-s3", {}, actions.Place(9, hidden=False, minutes=0))
    assert (await goods(database, clock))["p-s3"].good.number == 3


async def test_what_is_hidden_keeps_its_number(database, shelved, heard):
    await shelved("s1", "s2")
    await database.write(actions.hide, ROOM, "p-s1", hidden=True)
    assert [(good.product, good.number) for good in heard(ShelfChanged)[-1].goods] == [("p-s2", 2)]
    await database.write(actions.hide, ROOM, "p-s1", hidden=False)
    assert [good.number for good in heard(ShelfChanged)[-1].goods] == [1, 2]
    with pytest.raises(NotOnShelf):
        await database.write(actions.hide, ROOM, "p-s9", hidden=True)


async def test_putting_it_there_again_leaves_it_where_it_is(database, shelved, clock):
    await shelved("s1", "s2")
    await database.write(actions.put, ROOM, "p-s1", {"s1": 990})
    await database.write(actions.put, ROOM, "p-s1")
    found = (await goods(database, clock))["p-s1"]
    assert (found.good.number, found.prices) == (1, {"s1": 990})
    await database.write(actions.put, ROOM, "p-s1", {})
    assert (await goods(database, clock))["p-s1"].prices == {}


@pytest.mark.parametrize("prices", [{"s1": 0}, {"s1": 1990}, {"s1": 5000}, {"s2": 100}])
async def test_a_room_price_is_below_the_plain_one(database, shelved, prices):
    await shelved("s1")
    with pytest.raises(RoomPriceUnusable):
        await database.write(actions.put, ROOM, "p-s1", prices)


async def test_a_product_that_is_not_there_is_not_put_on_the_shelf(database):
    with pytest.raises(ProductNotFound):
        await database.write(actions.put, ROOM, "nothing")


async def test_a_shelf_is_bounded(database, heard):
    def fill(tx):
        for number in range(101):
            put_on_shelf(tx, f"s{number}", 100, 1, {})
            actions.put(tx, ROOM, f"p-s{number}")

    with pytest.raises(ShelfFull):
        await database.write(fill)
    assert heard(ShelfChanged) == []


async def test_the_rooms_price_is_shown_while_it_is_on_air(database, shelved, airs, cost, clock, heard):
    await shelved("s1")
    await cost("s1", 1990)
    await database.write(actions.put, ROOM, "p-s1", {"s1": 990})
    before = (await goods(database, clock))["p-s1"].good
    assert (before.price, before.plain_price) == (1990, 1990)
    broadcast = await airs()
    on_air = heard(ShelfChanged)[-1].goods[0]
    assert (on_air.price, on_air.plain_price) == (990, 1990)
    await database.write(actions.end_show, ROOM, broadcast, clock.now())
    assert heard(ShelfChanged)[-1].goods[0].price == 1990


@pytest.mark.parametrize(
    ("deals", "plain"), [([], 990), ([(1200, 1)], 1200), ([(800, 3)], 990), ([(1200, 8)], 990), ([(2500, 7)], 1990)]
)
async def test_a_price_is_lowered_from_what_the_last_seven_days_prove(
    database, shelved, airs, cost, clock, deals, plain
):
    await shelved("s1")
    await airs()
    for deal, ago in deals:
        await cost("s1", deal, ago)
    await database.write(actions.put, ROOM, "p-s1", {"s1": 990})
    assert (await goods(database, clock))["p-s1"].good.plain_price == plain


async def test_what_nobody_can_buy_is_not_shown(database, shelved, clock):
    await shelved("s1", "s2")
    await database.write(lambda tx: tx.execute(update(Product).where(Product.id == "p-s1").values(state="unshelved")))
    await database.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s2").values(active=False)))
    assert [one.shown for one in (await goods(database, clock)).values()] == [False, False]


async def test_a_product_that_changes_is_told_again_in_each_of_its_rooms(database, shelved, heard):
    await shelved("s1")
    await database.write(actions.put, "room2", "p-s1")
    await database.write(lambda tx: tx.execute(update(Sku).values(price=1500)))
    before = len(heard(ShelfChanged))
    await database.write(actions.product_changed, "p-s1")
    told = heard(ShelfChanged)[before:]
    assert {(one.room, one.goods[0].price) for one in told} == {(ROOM, 1500), ("room2", 1500)}


async def test_a_show_that_is_told_twice_begins_and_ends_once(database, shelved, airs, clock, heard):
    await shelved("s1")
    broadcast = await airs()
    told = len(heard(ShelfChanged))
    await clock.advance(60)
    await airs()
    async with database.read() as session:
        assert (await reads.show(session, ROOM)).since < clock.now()
    for _ in range(2):
        await database.write(actions.end_show, ROOM, broadcast, clock.now())
    await airs(broadcast)
    assert len(heard(ShelfChanged)) == told + 1
    async with database.read() as session:
        assert (await reads.show(session, ROOM)).until == clock.now()
