"""Money is made true in one place, once, and only when it fits."""

import asyncio
import random
from datetime import timedelta

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event, OrderPaid, PaymentSettled
from store.members import holdings
from store.orders import actions as orders
from store.orders import holding as orders_held
from store.orders.problems import OrderNotFound
from store.payments import actions
from store.payments.problems import AmountMoved, AttemptNotFound, DrawerShut, NothingToPay, StandingRefused


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    facts: list[Event] = []
    for kind in (PaymentSettled, OrderPaid):
        bus.listen(facts.append, kind, name=kind.__name__)
    return facts


async def test_the_providers_word_confirms_the_order_and_stands_in_the_books(
    database: Database, sells, buys, bought, begins, says, books, attempt
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    assert await database.write(actions.settle, says(tried), "wechat") == "paid"
    found = (await bought(order)).order
    assert (found.state, found.payment) == ("confirmed", "paid")
    assert ((await attempt(tried)).state, (await attempt(tried)).payer) == ("paid", "o-payer")
    assert await books() == {"channel:wechat": 1990, "goods": -1990}


@pytest.mark.parametrize(
    "lie", [{"amount": 1}, {"amount": 1989}, {"merchant": "1900000002"}, {"app": "wx999"}, {"merchant": ""}], ids=str
)
async def test_a_word_that_does_not_fit_what_was_asked_changes_nothing(
    database: Database, sells, buys, bought, begins, says, books, lie
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    with pytest.raises(StandingRefused):
        await database.write(actions.notified, "wechat", "n1", "TRANSACTION.SUCCESS", says(tried, **lie))
    assert ((await bought(order)).order.payment, await books()) == ("unpaid", {})
    assert await database.write(actions.notified, "wechat", "n1", "TRANSACTION.SUCCESS", says(tried)) == "paid"


async def test_one_providers_word_is_not_believed_about_anothers_payment(database: Database, sells, buys, begins, says):
    await sells()
    tried = await begins(await buys({"s1": 1}))
    with pytest.raises(AttemptNotFound):
        await database.write(actions.settle, says(tried), "alipay")
    with pytest.raises(AttemptNotFound):
        await database.write(actions.settle, says("nosuchattempt"), "wechat")


@pytest.mark.parametrize("provider", ["wechat", "alipay"])
async def test_each_notification_twenty_times_shuffled_and_at_once_changes_state_once(
    database: Database, sells, buys, bought, begins, says, books, told, eventually, provider
):
    await sells(pieces=5)
    orders = {f"m{n}": await buys({"s1": 1}, member=f"m{n}") for n in range(5)}
    tried = [await begins(order, member=member, provider=provider) for member, order in orders.items()]
    notices = [(one, f"notice-{one}-{twin % 4}") for one in tried for twin in range(20)]
    random.Random(7).shuffle(notices)
    outcomes = await asyncio.gather(
        *(
            database.write(actions.notified, provider, notice, "TRANSACTION.SUCCESS", says(one))
            for one, notice in notices
        )
    )
    assert (outcomes.count("paid"), outcomes.count("known")) == (5, 95)
    assert await books() == {f"channel:{provider}": 5 * 1990, "goods": -5 * 1990}
    await eventually(lambda: len(told) >= 10)
    assert sorted(type(fact).__name__ for fact in told) == ["OrderPaid"] * 5 + ["PaymentSettled"] * 5


async def test_money_for_a_closed_order_revives_it_while_its_goods_are_there(
    database: Database, sells, buys, bought, begins, says, stock
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    await database.write(orders.close, order, "expired")
    assert await database.write(actions.settle, says(tried), "wechat") == "paid"
    assert ((await bought(order)).order.state, await stock()) == ("confirmed", (10, 1))


async def test_money_for_an_order_whose_goods_are_gone_goes_back_under_a_number_of_its_own(
    database: Database, sells, buys, bought, begins, says, books, refunds, attempt
):
    await sells(pieces=1)
    tried = await begins(order := await buys({"s1": 1}))
    await database.write(orders.close, order, "expired")
    await buys({"s1": 1}, member="m2")
    for _ in range(3):
        await database.write(actions.settle, says(tried), "wechat")
    (back,) = await refunds()
    assert (back.id, back.amount, back.cause, back.state) == (f"R{tried.upper()}", 1990, "late", "asked")
    assert ((await bought(order)).order.state, (await attempt(tried)).state) == ("closed", "late")
    assert await books() == {"channel:wechat": 1990, "owed": -1990}


async def test_late_money_of_who_has_deleted_their_data_goes_back(
    database: Database, sells, buys, bought, begins, says, refunds, attempt, stock, clock: ManualClock
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    await clock.advance(16 * 60)
    await database.write(orders.expire)
    await database.write(holdings.forget, (orders_held.HOLDING,), "m1")
    for _ in range(2):
        await database.write(actions.settle, says(tried), "wechat")
    (back,) = await refunds()
    assert (back.amount, back.cause, (await attempt(tried)).state) == (1990, "late", "late")
    found = (await bought(order)).order
    assert (found.state, found.close_reason, found.payment, await stock()) == ("closed", "expired", "unpaid", (10, 0))


async def test_who_pays_twice_by_two_ways_gets_the_second_payment_back(
    database: Database, sells, buys, bought, begins, says, refunds
):
    await sells()
    order = await buys({"s1": 1})
    first, second = await begins(order), await begins(order, way="h5")
    assert first != second
    assert await database.write(actions.settle, says(second), "wechat") == "paid"
    assert await database.write(actions.settle, says(first), "wechat") == "late"
    assert [(back.attempt, back.amount) for back in await refunds()] == [(first, 1990)]


async def test_the_same_wish_is_the_same_attempt(database: Database, sells, buys, begins, clock: ManualClock):
    await sells()
    order = await buys({"s1": 1})
    assert await begins(order) == await begins(order)
    assert await begins(order, payer="o-other") != await begins(order)


@pytest.mark.parametrize(("way", "minutes"), [("h5", 4), ("native", 30)])
async def test_what_the_provider_gave_is_given_again_only_while_it_is_good(
    database: Database, sells, buys, begins, says, refunds, clock: ManualClock, way, minutes
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(orders.put_off, order, clock.now() + timedelta(hours=1))
    first = await begins(order, way=way)
    await clock.advance(minutes * 60 - 1)
    assert await begins(order, way=way) == first
    await clock.advance(1)
    second = await begins(order, way=way)
    assert second != first
    assert [await database.write(actions.settle, says(one), "wechat") for one in (second, first)] == ["paid", "late"]
    assert [(back.attempt, back.amount) for back in await refunds()] == [(first, 1990)]


async def test_after_a_change_of_price_the_old_amount_shall_not_be_paid_any_more(
    database: Database, sells, buys, begins, says, attempt, refunds
):
    await sells()
    old = await begins(order := await buys({"s1": 1}))
    await database.write(orders.change_price, order, "owner", off=990, shipping=0, seen=1990)
    new = await begins(order)
    assert ((await attempt(old)).state, (await attempt(new)).amount) == ("closing", 1000)
    assert await database.write(actions.settle, says(old, 1990), "wechat") == "late"
    assert await database.write(actions.settle, says(new, 1000), "wechat") == "paid"
    assert [back.amount for back in await refunds()] == [1990]


async def test_only_the_buyer_pays_and_only_while_the_order_waits(
    database: Database, sells, buys, begins, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    with pytest.raises(OrderNotFound):
        await begins(order, member="somebody-else")
    with pytest.raises(OrderNotFound):
        await begins("nothing")
    await clock.advance(15 * 60)
    with pytest.raises(NothingToPay):
        await begins(order)


async def test_attempts_whose_order_does_not_wait_any_more_are_to_be_closed(
    database: Database, sells, buys, begins, attempt, clock: ManualClock
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    counter = await begins(order, provider="counter", way="counter", merchant="counter", app="")
    assert await database.write(actions.strand) == 0
    await database.write(orders.close, order, "buyer")
    assert await database.write(actions.strand) == 2
    assert ((await attempt(tried)).state, (await attempt(counter)).state) == ("closing", "closed")


async def test_an_attempt_that_waits_is_asked_about_ever_more_seldom(
    database: Database, sells, buys, begins, says, attempt, clock: ManualClock
):
    await sells()
    tried = await begins(await buys({"s1": 1}))
    pauses = []
    for number in range(9):
        await clock.advance(900 if number == 7 else 0)
        await database.write(actions.heard, says(tried, state="waiting"), "wechat")
        pauses.append(((await attempt(tried)).ask_at - clock.now()) // timedelta(seconds=1))
    assert pauses == [15, 30, 60, 120, 240, 480, 870, 1800, 1800]


async def test_the_counter_takes_what_the_order_costs_and_nothing_else(
    database: Database, sells, buys, bought, begins, books, attempt
):
    await sells()
    waiting = await begins(
        order := await buys({"s1": 1}), provider="counter", way="counter", merchant="counter", app=""
    )
    with pytest.raises(AmountMoved):
        await database.write(actions.take, order, "scan", 1989, "clerk")
    with pytest.raises(DrawerShut):
        await database.write(actions.take, order, "cash", 1990, "clerk")
    await database.write(actions.open_drawer, "clerk", 20000)
    assert await database.write(actions.take, order, "cash", 1990, "clerk") == "paid"
    with pytest.raises(NothingToPay):
        await database.write(actions.take, order, "cash", 1990, "clerk")
    assert ((await bought(order)).order.payment, (await attempt(waiting)).state) == ("paid", "closed")
    assert await books() == {"drawer": 21990, "float": -20000, "goods": -1990}


async def test_a_scan_at_the_counter_needs_no_drawer(database: Database, sells, buys, books):
    await sells()
    await database.write(actions.take, await buys({"s1": 1}), "scan", 1990, "clerk")
    assert await books() == {"channel:counter": 1990, "goods": -1990}


async def test_two_colleagues_who_take_the_same_money_take_it_once(database: Database, sells, buys, books):
    await sells()
    order = await buys({"s1": 1})
    taken = await asyncio.gather(
        *(database.write(actions.take, order, "scan", 1990, f"clerk{n}") for n in range(8)), return_exceptions=True
    )
    assert [one for one in taken if one == "paid"] == ["paid"]
    assert await books() == {"channel:counter": 1990, "goods": -1990}


@pytest.mark.parametrize("state", ["closed", "failed"])
async def test_a_word_that_comes_behind_the_payment_takes_nothing_back(
    database: Database, sells, buys, bought, begins, says, books, attempt, state: str
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    assert await database.write(actions.settle, says(tried), "wechat") == "paid"
    for _ in range(2):
        assert await database.write(actions.settle, says(tried, state=state), "wechat") == "known"
    assert ((await bought(order)).order.payment, (await attempt(tried)).state) == ("paid", "paid")
    assert await books() == {"channel:wechat": 1990, "goods": -1990}


async def test_money_that_comes_behind_the_closing_word_is_not_lost(
    database: Database, sells, buys, bought, begins, says, books
):
    await sells()
    tried = await begins(order := await buys({"s1": 1}))
    assert await database.write(actions.settle, says(tried, state="closed"), "wechat") == "closed"
    assert await database.write(actions.settle, says(tried), "wechat") == "paid"
    assert ((await bought(order)).order.payment, await books()) == ("paid", {"channel:wechat": 1990, "goods": -1990})
