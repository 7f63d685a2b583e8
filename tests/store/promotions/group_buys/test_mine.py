"""Where a member sits, as they find it again."""

import pytest

from appliance.db import Database
from store.orders import actions as orders
from store.promotions import deals
from store.promotions.group_buys import actions


@pytest.fixture
def mine(database: Database, clock):
    """``await mine("m1")``: state, paid places and order of each."""

    async def look(member: str = "m1") -> list[tuple[str, int, str | None]]:
        async with database.read() as session:
            return [(one.state, one.done, one.order) for one in await deals.mine(session, member, clock.now())]

    return look


async def test_a_place_is_followed_from_the_tap_to_the_full_team(begun, opens, joins, pays, mine, database, clock):
    team, claim = await opens(await begun())
    assert await mine() == [("taken", 0, None)]
    order = await pays("m1", claim, paid=False)
    assert await mine() == [("ordered", 0, order)]
    await database.write(orders.pay, order, clock.now())
    assert await mine() == [("waiting", 1, order)]
    other = await pays("m2", await joins(team))
    assert await mine() == [("full", 2, order)]
    assert await mine("m2") == [("full", 2, other)]


async def test_a_place_that_nobody_ordered_is_none(begun, opens, mine, database, clock):
    await opens(await begun())
    await clock.advance(15 * 60)
    assert await mine() == []
    await database.write(actions.lapse)
    assert await mine() == []


async def test_a_team_whose_time_is_over_has_failed_before_and_after_anybody_swept_and_paid_back(
    led, mine, database, clock
):
    _, _, order = await led()
    await clock.advance(24 * 3600)
    assert await mine() == [("failed", 1, order)]
    await database.write(actions.fail_due)
    assert await mine() == [("failed", 1, order)]
    await database.write(deals.give_back, order)
    assert [state for state, *_ in await mine()] == ["failed"]


async def test_who_was_paid_back_while_others_wait_has_left(led, joins, pays, mine, database, clock):
    _, team, order = await led(size=3)
    await pays("m2", await joins(team))
    await database.write(deals.give_back, order)
    assert await mine() == [("returned", 1, order)]


async def test_it_says_what_is_bought_at_which_price_and_until_when(led, database, clock):
    _, team, _ = await led(size=3)
    async with database.read() as session:
        (one,) = await deals.mine(session, "m1", clock.now())
    assert (one.kind, one.page, one.product, one.price, one.plain_price) == ("group-buy", team, "p-s1", 990, 990)
    assert (one.all, (one.until - clock.now()).total_seconds()) == (3, 24 * 3600)
