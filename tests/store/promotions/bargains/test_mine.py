"""What a member haggles for, as they find it again."""

import pytest

from appliance.db import Database
from store.orders import actions as orders
from store.promotions import deals


@pytest.fixture
def mine(database: Database, clock):
    async def look(member: str = "m1"):
        async with database.read() as session:
            return await deals.mine(session, member, clock.now())

    return look


async def test_a_price_is_followed_from_the_first_cut_to_the_order(begun, cuts, takes, mine, database, clock):
    _, haggle = await begun()
    (one,) = await mine()
    assert (one.kind, one.page, one.state, one.done, one.all) == ("bargain", haggle, "cutting", 1, 4)
    assert (one.plain_price, one.order, one.product) == (1990, None, "p-s1")
    await cuts(haggle, "m2", "m3", "m4")
    (one,) = await mine()
    assert (one.state, one.done, one.price) == ("floor", 4, 990)
    order = await takes(haggle)
    (one,) = await mine()
    assert (one.state, one.order) == ("ordered", order)
    await database.write(orders.pay, order, clock.now())
    (one,) = await mine()
    assert (one.state, one.order) == ("bought", order)


async def test_who_only_helped_haggles_for_nothing(begun, cuts, mine):
    _, haggle = await begun()
    await cuts(haggle, "m2")
    assert await mine("m2") == []


async def test_one_whose_time_is_over_stays_to_be_seen(begun, begins, mine, clock):
    bargain, first = await begun(hours=1)
    await clock.advance(3600)
    assert [(one.page, one.state) for one in await mine()] == [(first, "lapsed")]
    second = await begins(bargain)
    assert [(one.page, one.state) for one in await mine()] == [(second, "cutting"), (first, "lapsed")]
