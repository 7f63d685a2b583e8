"""A team that does not become full gives the money back by itself, through the providers' own interfaces."""

import pytest

from appliance.db import Database
from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from store.after_sales import actions as after_sales
from store.after_sales.actions import Application
from store.checkout import actions as checkout
from store.checkout import teams
from store.checkout.sweeping import sweep
from store.orders import actions as orders
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.promotions.group_buys import actions as group_buys
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.sweeping import sweep as sweep_group_buys
from store.promotions.group_buys.waiting import waits
from tests.store.conftest import purchase

PRICE = 990


@pytest.fixture
def pays(database: Database, cashier, simulator: Simulator, clock):
    """``await pays("m1", claim)``: ordered, and paid with WeChat Pay; the order."""

    async def pay(member: str, claim: str) -> str:
        placed = await database.write(checkout.place, purchase(None, member, PRICE, claim=claim))
        provider = await cashier.providers.get("wechat")
        given = Wish(provider="wechat", way="native", merchant=provider.merchant, app=provider.app, payer="")
        attempt = await database.write(actions.begin, placed["order"], member, given)
        await cashier.hand_over(attempt, address="10.0.0.9", back_to="http://shop/orders/1/payment")
        pay_trade(simulator, attempt.upper(), "o-payer")
        await clock.advance(15)
        await cashier.sweep()
        return str(placed["order"])

    return pay


@pytest.fixture
def two_of_three(database: Database, sells, pays):
    """``first, second = await two_of_three()``: paid orders of a team of three that has an hour."""

    async def begin() -> tuple[str, str]:
        await sells()
        plan = Plan(sku="s1", price=PRICE, quantity=9, size=3, hours=1)
        group_buy = await database.write(group_buys.announce, plan, "lin")
        opened = await database.write(group_buys.open_team, group_buy, "m1", 1)
        first = await pays("m1", opened["claim"])
        joined = await database.write(group_buys.join, opened["team"], "m2", 1)
        return first, await pays("m2", joined["claim"])

    return begin


@pytest.fixture
def over(database: Database, clock):
    """The team's hour is over and `back` looks."""

    async def wait() -> None:
        await clock.advance(3600)
        await sweep_group_buys(database)
        await sweep(database)

    return wait


async def test_everybody_is_paid_back_and_the_books_balance(
    two_of_three, over, cashier, bought, refunds, books, stock, simulator, clock
):
    both = await two_of_three()
    assert await books() == {"channel:wechat": 2 * PRICE, "goods": -2 * PRICE}
    await over()
    for order in both:
        found = await bought(order)
        assert (found.order.state, found.order.close_reason, found.order.payment) == ("closed", "team", "refunded")
        assert (found.team.state, found.waits) == ("failed", False)
    assert await stock() == (10, 0)
    await cashier.sweep()
    await clock.advance(3600)
    await cashier.sweep()
    assert [(one.amount, one.state, one.cause.partition("/")[0]) for one in await refunds()] == [
        (990, "done", "team")
    ] * 2
    assert len(simulator.books.refunds) == 2
    assert await books() == {"goods": -2 * PRICE, "refunds": 2 * PRICE}


async def test_looking_again_and_again_pays_back_once(two_of_three, over, database, refunds):
    await two_of_three()
    await over()
    for _ in range(3):
        assert await database.write(teams.pay_back) == (0, 0)
        await over()
    assert len(await refunds()) == 2


async def test_a_look_that_is_killed_between_two_orders_is_made_good_by_the_next(
    two_of_three, database, clock, refunds, bought
):
    both = await two_of_three()
    await clock.advance(3600)
    await sweep_group_buys(database)
    assert (await database.write(teams.pay_back, 1)).done == 1
    assert sorted([(await bought(one)).order.state for one in both]) == ["closed", "confirmed"]
    assert (await database.write(teams.pay_back)).done == 1
    assert len({one.id for one in await refunds()}) == 2


async def test_a_provider_that_fails_is_asked_again_with_the_same_number(
    two_of_three, over, cashier, refunds, simulator, clock, books
):
    await two_of_three()
    await over()
    numbers = {one.id for one in await refunds()}
    simulator.faults.waiting.append(Fault(path="/v3/refund", times=2))
    for _ in range(6):
        await cashier.sweep()
        await clock.advance(3600)
    assert {one.id for one in await refunds()} == numbers
    assert {one.state for one in await refunds()} == {"done"}
    assert await books() == {"goods": -2 * PRICE, "refunds": 2 * PRICE}


async def test_a_claim_that_nobody_has_answered_ends_with_the_team(two_of_three, over, database, bought, refunds):
    first, _ = await two_of_three()
    line = (await bought(first)).lines[0].id
    wanted = Application(line=line, quantity=1, kind="refund", reason="other")
    await database.write(after_sales.apply, "m1", first, wanted)
    await over()
    assert (await bought(first)).order.claimed == 0
    assert [one.amount for one in await refunds()] == [990, 990]


async def test_what_a_colleague_gave_back_before_is_not_given_twice(two_of_three, over, database, bought, refunds):
    first, _ = await two_of_three()
    await database.write(actions.give_back, first, 100, "补偿", "lin", "key-1")
    await over()
    assert sorted(one.amount for one in await refunds()) == [100, 890, 990]
    assert (await bought(first)).order.payment == "refunded"


async def test_a_full_team_is_left_alone(database, sells, pays, over, refunds, bought):
    await sells()
    group_buy = await database.write(group_buys.announce, Plan(sku="s1", price=PRICE, quantity=4, hours=1), "lin")
    opened = await database.write(group_buys.open_team, group_buy, "m1", 1)
    first = await pays("m1", opened["claim"])
    joined = await database.write(group_buys.join, opened["team"], "m2", 1)
    await pays("m2", joined["claim"])
    await over()
    assert await refunds() == []
    await database.write(orders.ship, first, orders.Packed(kind="pickup"), "lin")
    assert (await bought(first)).order.shipment == "received"
    async with database.read() as session:
        assert not await session.scalar(waits(first).select())
