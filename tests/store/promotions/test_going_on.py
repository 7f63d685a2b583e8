"""What staff may know of that goes on with goods, from the rows of either kind of database."""

from datetime import timedelta

import pytest

from store.promotions import deals
from store.promotions.bargains import actions as bargains
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.group_buys import actions as group_buys

DAY = timedelta(days=1)


@pytest.fixture
def going_on(database, clock):
    async def look(*products: str):
        async with database.read() as session:
            return await deals.going_on(session, products, clock.now())

    return look


async def test_every_kind_is_found_in_every_room_and_however_far_off(database, sells, going_on, clock):
    for sku in ("s1", "s2", "s3"):
        await sells(sku)
    later = clock.now() + 3 * DAY
    sale = flash_sales.Plan(room="room1", sku="s1", price=990, quantity=3, opens_at=later)
    made = [
        await database.write(flash_sales.announce, sale, "lin"),
        await database.write(bargains.open_bargain, bargains.Plan(sku="s2", floor_price=500, helpers=4, quantity=5),
                             None, "lin"),
        await database.write(group_buys.announce, group_buys.Plan(sku="s1", price=1500, quantity=3, size=3), "lin"),
    ]  # fmt: skip
    found = await going_on("p-s1", "p-s2")
    assert [one.activity for one in found] == made
    assert [(one.product, one.room, one.price, one.state) for one in found] == [
        ("p-s1", "room1", 990, "announced"), ("p-s2", "", 500, "open"), ("p-s1", "", 1500, "open"),
    ]  # fmt: skip
    assert found[0].opens_at == later
    assert await going_on("p-s3") == await going_on() == []


async def test_a_team_that_cannot_be_opened_for_want_of_pieces_is_sold_out(database, sells, going_on):
    await sells("s1")
    plan = group_buys.Plan(sku="s1", price=1500, quantity=5, size=3)
    group = await database.write(group_buys.announce, plan, "lin")
    await database.write(group_buys.open_team, group, "m1", 1)
    assert [one.state for one in await going_on("p-s1")] == ["sold-out"]


async def test_what_is_over_goes_on_no_longer(database, sells, going_on, clock):
    await sells("s1")
    group = await database.write(group_buys.announce, group_buys.Plan(sku="s1", price=1500, quantity=5), "lin")
    plan = bargains.Plan(sku="s1", floor_price=500, helpers=4, quantity=5, lasts=DAY)
    await database.write(bargains.open_bargain, plan, None, "lin")
    await database.write(group_buys.end, group, "staff")
    assert [one.kind for one in await going_on("p-s1")] == ["bargain"]
    await clock.advance(DAY.total_seconds())
    assert await going_on("p-s1") == []
