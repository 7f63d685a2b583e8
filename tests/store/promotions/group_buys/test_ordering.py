"""Seats are ordered and paid, in time or too late; orders wait until the last seat is paid."""

import pytest

from appliance.events import GroupBuyCounted, TeamMoved
from store.checkout import actions as checkout
from store.checkout.problems import PriceMoved
from store.orders import actions as orders
from store.orders.found import Search, counts, found, to_pack
from store.orders.problems import OrderWaits
from store.orders.reads import of_member
from store.promotions.group_buys import actions
from store.promotions.group_buys.models import GRACE
from store.promotions.problems import ClaimLapsed
from tests.store.conftest import purchase

PACKED = orders.Packed(kind="pickup")


@pytest.fixture
def waiting(database):
    """How many orders wait for money, for others, for whoever picks up."""

    async def look() -> dict[str, int]:
        async with database.read() as session:
            return await counts(session)

    return look


async def test_it_is_ordered_at_its_price_and_expires_with_the_seat(begun, opens, pays, bought, clock, stock):
    _, claim = await opens(await begun())
    await clock.advance(60)
    order = await pays("m1", claim, paid=False)
    one = await bought(order)
    assert (one.lines[0].unit_price, one.order.total, one.order.room) == (990, 990, "room1")
    assert (one.order.expires_at - clock.now()).total_seconds() == 14 * 60
    assert (await stock(), one.team.state, one.waits) == ((10, 1), "open", False)


async def test_it_is_ordered_once_by_whose_it_is_and_in_time(begun, opens, pays, clock, database):
    _, claim = await opens(await begun())
    with pytest.raises(ClaimLapsed):
        await pays("m2", claim)
    with pytest.raises(PriceMoved):
        await database.write(checkout.place, purchase(None, "m1", 1990, claim=claim))
    await clock.advance(15 * 60)
    with pytest.raises(ClaimLapsed):
        await pays("m1", claim)


async def test_paid_orders_wait_until_the_last_seat_is_paid(led, joins, pays, bought, database, waiting, heard, rows):
    group_buy, team, first = await led()
    assert (await bought(first)).waits
    assert (await bought(first)).team.missing == 1
    with pytest.raises(OrderWaits):
        await database.write(orders.ship, first, PACKED, "lin")
    assert {name: count for name, count in (await waiting()).items() if count} == {"waiting": 1}
    second = await pays("m2", await joins(team))
    assert not (await bought(first)).waits
    assert {name: count for name, count in (await waiting()).items() if count} == {"to-pick-up": 2}
    await database.write(orders.ship, first, PACKED, "lin")
    await database.write(orders.ship, second, PACKED, "lin")
    assert [(one.member, one.state) for one in heard(TeamMoved)][-2:] == [("m1", "full"), ("m2", "full")]
    assert (heard(GroupBuyCounted)[-1].full, heard(GroupBuyCounted)[-1].team) == (1, "")
    assert (await rows(group_buy))["standing"].paid == 2


async def test_staff_find_what_waits_in_a_place_of_its_own_and_buyers_among_what_is_to_come(led, database, keys):
    _, _, order = await led()
    async with database.read() as session:
        by_tab = {tab: len(await found(session, keys, Search(tab=tab))) for tab in ("waiting", "to-ship", "all")}
        assert by_tab == {"waiting": 1, "to-ship": 0, "all": 1}
        assert await to_pack(session, [order]) == []
        assert len(await of_member(session, "m1", "to-ship")) == 1


async def test_pieces_that_a_full_team_did_not_take_are_others(begun, opens, joins, pays, rows):
    group_buy = await begun(per_member=3)
    team, claim = await opens(group_buy, quantity=3)
    await pays("m1", claim, quantity=3)
    await pays("m2", await joins(team, quantity=1))
    assert (await rows(group_buy))["left"] == 6


async def test_an_order_that_is_taken_back_before_it_is_paid_frees_its_seat(led, joins, pays, database, rows, stock):
    group_buy, team, _ = await led()
    order = await pays("m2", await joins(team), paid=False)
    await database.write(orders.close, order, "buyer")
    assert (await rows(group_buy))["teams"] == [("open", 1, 0)]
    assert await stock() == (10, 1)
    assert await joins(team, "m2")


async def test_who_is_paid_back_while_waiting_frees_the_seat(led, joins, pays, database, bought, rows):
    group_buy, team, first = await led(size=3)
    second = await pays("m2", await joins(team))
    line = (await bought(second)).lines[0]
    assert (await database.write(orders.refund_pieces, line.id, 1, 990)).closed
    found = await rows(group_buy)
    assert (found["teams"], found["seats"]) == ([("open", 1, 0)], [("m1", "paid"), ("m2", "refunded")])
    await database.write(orders.refund_pieces, (await bought(first)).lines[0].id, 1, 990)
    found = await rows(group_buy)
    assert (found["teams"], found["left"]) == ([("failed", 0, 0)], 10)


async def test_who_is_paid_back_after_the_team_is_full_takes_nothing_from_the_others(
    led, joins, pays, database, bought, rows
):
    group_buy, team, first = await led()
    second = await pays("m2", await joins(team))
    await database.write(orders.refund_pieces, (await bought(second)).lines[0].id, 1, 990)
    found = await rows(group_buy)
    assert (found["teams"], found["left"]) == ([("full", 2, 0)], 8)
    await database.write(orders.ship, first, PACKED, "lin")


async def test_money_that_comes_late_takes_its_seat_while_there_is_one(led, joins, pays, database, clock, rows, stock):
    group_buy, team, _ = await led()
    order = await pays("m2", await joins(team), paid=False)
    await clock.advance(15 * 60)
    assert (await database.write(orders.expire)).done == 1
    assert (await rows(group_buy))["teams"] == [("open", 1, 0)]
    assert await database.write(orders.revive, order, clock.now(), 990)
    assert (await rows(group_buy))["teams"] == [("full", 2, 0)]
    assert await stock() == (10, 2)


@pytest.mark.parametrize("why", ["taken", "over", "again"])
async def test_money_that_comes_too_late_for_the_team_is_of_no_use(
    led, joins, pays, database, clock, rows, bought, opens, why
):
    group_buy, team, _ = await led(hours=1)
    order = await pays("m2", await joins(team), paid=False)
    await clock.advance(15 * 60)
    await database.write(orders.expire)
    if why == "taken":
        await joins(team, "m3")
    elif why == "over":
        await clock.advance(3600)
    else:
        await opens(group_buy, "m2")
    before = await rows(group_buy)
    assert not await database.write(orders.revive, order, clock.now(), 990)
    assert (await rows(group_buy))["teams"] == before["teams"]
    assert (await bought(order)).order.state == "closed"


async def test_a_seat_that_is_paid_as_the_team_fails_waits_to_be_paid_back(
    led, joins, pays, database, clock, rows, bought, heard
):
    group_buy, team, first = await led(hours=1)
    await clock.advance(3000)
    order = await pays("m2", await joins(team), paid=False)
    await clock.advance(600 + GRACE.total_seconds())
    assert (await database.write(actions.fail_due)).done == 1
    assert await database.write(orders.pay, order, clock.now(), 990) == "paid"
    assert (await rows(group_buy))["left"] == 10
    for one in (first, order):
        assert (await bought(one)).waits
        with pytest.raises(OrderWaits):
            await database.write(orders.ship, one, PACKED, "lin")
    assert [(one.member, one.order) for one in heard(TeamMoved) if one.state == "failed"] == [("m1", first)]


async def test_money_of_the_last_second_that_is_heard_of_a_minute_later_makes_the_team_full(
    led, joins, pays, database, clock, bought
):
    _, team, first = await led(hours=1)
    await clock.advance(3000)
    order = await pays("m2", await joins(team), paid=False)
    await clock.advance(660)
    assert (await database.write(actions.fail_due)).done == 0
    assert await database.write(orders.pay, order, clock.now(), 990) == "paid"
    for one in (first, order):
        assert (await bought(one)).team.state == "full"


async def test_an_order_without_a_team_is_none_of_its_business(sells, buys, database, clock, bought):
    await sells()
    order = await buys({"s1": 1})
    await database.write(orders.pay, order, clock.now())
    assert (await bought(order)).team is None
    await database.write(orders.ship, order, PACKED, "lin")
