"""Money goes back to whom it came from, each refund once and never more than was paid."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from appliance.clock import ManualClock
from appliance.db import Database
from store.members import holdings
from store.orders import actions as orders
from store.orders import holding as orders_held
from store.orders.models import Order
from store.orders.problems import RefundTooLarge
from store.payments import actions, reads
from store.payments.models import Refund
from store.payments.problems import (
    DrawerShut,
    MoreThanPaid,
    NotThatMuchCash,
    RefundMovedOn,
    RefundNotFound,
    StandingRefused,
)
from store.payments.provider import RepaymentStanding
from store.promotions import holding as promotions_held


@pytest.fixture
def paid(database: Database, sells, buys, begins, says):
    """An order of 1990 fen that was paid."""

    async def pay() -> str:
        await sells()
        order = await buys({"s1": 1})
        await database.write(actions.settle, says(await begins(order)), "wechat")
        return order

    return pay


NO = "ACQ.TRADE_STATUS_ERROR 交易状态不合法"


def said(number: str, state: str = "done", amount: int = 500, **more) -> RepaymentStanding:
    return RepaymentStanding(number=number, state=state, amount=amount, transaction="50-1", **more)


async def tried(database: Database, clock: ManualClock, number: str, no: str) -> None:
    """When it is due the provider is asked, and says no."""
    async with database.read() as session:
        due = await session.scalar(select(Refund.try_at).where(Refund.id == number))
    await clock.advance(max((due - clock.now()).total_seconds(), 0))
    assert await database.write(actions.try_refund, number) is not None
    if no == NO:
        await database.write(actions.refund_moved, said(number, "unwilling", 0, said=no), "wechat")
    else:
        await database.write(actions.refund_unheard, number, no)


async def test_asking_again_for_the_same_thing_is_the_same_refund(database: Database, paid, refunds):
    order = await paid()
    numbers = {await database.write(actions.ask_refund, order, 500, "after-sale/a", "破损", "a") for _ in range(5)}
    assert len(numbers) == 1
    assert [(back.id, back.amount, back.state) for back in await refunds()] == [(*numbers, 500, "asked")]
    assert 6 <= len(numbers.pop()) <= 64
    assert await database.write(actions.ask_refund, order, 0, "after-sale/b", "赠品", "b") == ""


async def test_refunds_together_never_exceed_what_was_paid(database: Database, paid, refunds):
    order = await paid()
    asked = await asyncio.gather(
        *(database.write(actions.ask_refund, order, 400, "after-sale", "", f"k{n}") for n in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, MoreThanPaid) for one in asked) == 4
    assert sum(back.amount for back in await refunds()) == 1600
    with pytest.raises(MoreThanPaid):
        await database.write(actions.ask_refund, order, -1, "after-sale", "", "negative")


async def test_refunds_are_read_page_by_page_each_once(database: Database, paid, monkeypatch):
    monkeypatch.setattr(reads, "PAGE", 2)
    order = await paid()
    asked = {await database.write(actions.ask_refund, order, 10, "x", "", key) for key in "abc"}
    async with database.read() as session:
        first = await reads.refunds(session)
        rest = await reads.refunds(session, cursor=first[-1].refund.id)
        assert await reads.refunds(session, provider="counter") == []
    assert [len(first), len(rest)] == [2, 1]
    assert {one.refund.id for one in first + rest} == asked


async def test_nothing_goes_back_of_an_order_that_nobody_paid(database: Database, sells, buys):
    await sells()
    order = await buys({"s1": 1})
    with pytest.raises(MoreThanPaid):
        await database.write(actions.ask_refund, order, 1, "after-sale", "", "a")


async def test_a_colleague_gives_money_back_once_per_key(database: Database, paid, refunds, bought):
    order = await paid()
    for _ in range(2):
        await database.write(actions.give_back, order, 600, "送错颜色", "owner", "form-1")
    assert [back.amount for back in await refunds()] == [600]
    assert ((await bought(order)).order.refunded, (await bought(order)).order.payment) == (600, "part-refunded")
    with pytest.raises(RefundTooLarge):
        await database.write(actions.give_back, order, 1400, "再退", "owner", "form-2")
    with pytest.raises(MoreThanPaid):
        await database.write(actions.give_back, order, 0, "零", "owner", "form-3")


async def test_a_refund_that_the_provider_did_is_booked_once(database: Database, paid, refunds, books):
    number = await database.write(actions.ask_refund, await paid(), 500, "after-sale/a", "破损", "a")
    await database.write(actions.refund_moved, said(number, "accepted"), "wechat")
    for _ in range(3):
        await database.write(actions.refund_moved, said(number), "wechat")
    await database.write(actions.refund_moved, said(number, "accepted"), "wechat")
    (back,) = await refunds()
    assert (back.state, back.transaction, back.try_at) == ("done", "50-1", None)
    assert await books() == {"channel:wechat": 1490, "goods": -1990, "refunds": 500}


async def test_what_the_provider_will_not_do_for_a_day_is_given_up_and_paid_out_by_hand(
    database: Database, paid, refunds, clock: ManualClock
):
    number = await database.write(actions.ask_refund, await paid(), 500, "after-sale/a", "破损", "a")
    since = clock.now()
    await tried(database, clock, number, NO)
    (back,) = await refunds()
    assert (back.state, back.said) == ("asked", NO)
    with pytest.raises(RefundMovedOn):
        await database.write(actions.pay_out, number, "lin", "transfer")
    while (await refunds())[0].state == "asked":
        await tried(database, clock, number, NO)
    (back,) = await refunds()
    assert (back.state, back.said, back.try_at) == ("abnormal", NO, None)
    assert timedelta(days=1) <= clock.now() - since < timedelta(hours=25)
    await database.write(actions.pay_out, number, "lin", "transfer")
    assert [back.state for back in await refunds()] == ["done"]


async def test_what_is_tried_again_by_a_colleague_has_another_day(
    database: Database, paid, refunds, clock: ManualClock
):
    number = await database.write(actions.ask_refund, await paid(), 500, "after-sale/a", "破损", "a")
    while (await refunds())[0].state != "abnormal":
        await tried(database, clock, number, NO)
    await database.write(actions.retry, number)
    since = clock.now()
    while (await refunds())[0].state == "asked":
        await tried(database, clock, number, NO)
    assert clock.now() - since >= timedelta(days=1)


async def test_the_days_that_a_refund_waited_for_the_balance_are_not_counted(
    database: Database, paid, refunds, clock: ManualClock
):
    number = await database.write(actions.ask_refund, await paid(), 500, "after-sale/a", "破损", "a")
    for _ in range(50):
        await tried(database, clock, number, "ACQ.SELLER_BALANCE_NOT_ENOUGH 卖家余额不足")
    since = clock.now()
    while (await refunds())[0].state == "asked":
        await tried(database, clock, number, NO)
    assert clock.now() - since >= timedelta(days=1)


async def test_each_word_about_a_refund_twenty_times_shuffled_and_at_once_changes_state_once(
    database: Database, paid, refunds, books
):
    order = await paid()
    numbers = [await database.write(actions.ask_refund, order, 500, "after-sale", "破损", key) for key in "abc"]
    words = [(number, state, twin) for number in numbers for state in ("accepted", "done") for twin in range(20)]
    random.Random(11).shuffle(words)
    await asyncio.gather(
        *(
            database.write(actions.notified, "wechat", f"{number}-{state}-{twin % 5}", "REFUND", said(number, state))
            for number, state, twin in words
        )
    )
    assert [back.state for back in await refunds()] == ["done"] * 3
    assert await books() == {"channel:wechat": 490, "goods": -1990, "refunds": 1500}


@pytest.mark.parametrize("lie", [{"amount": 1}, {"amount": 50000}, {"merchant": "1900000002"}], ids=str)
async def test_a_word_about_a_refund_that_does_not_fit_changes_nothing(database: Database, paid, refunds, lie):
    number = await database.write(actions.ask_refund, await paid(), 500, "after-sale/a", "破损", "a")
    with pytest.raises(StandingRefused):
        await database.write(actions.refund_moved, said(number, **lie), "wechat")
    with pytest.raises(RefundNotFound):
        await database.write(actions.refund_moved, said(number), "alipay")
    assert (await refunds())[0].state == "asked"


async def test_two_refunds_of_one_payment_are_asked_for_a_minute_apart(database: Database, paid, clock: ManualClock):
    order = await paid()
    first, second = [await database.write(actions.ask_refund, order, 500, "x", "", key) for key in "ab"]
    assert await database.write(actions.try_refund, first) is not None
    assert await database.write(actions.try_refund, second) is None
    await clock.advance(59)
    assert await database.write(actions.try_refund, second) is None
    await clock.advance(1)
    step = await database.write(actions.try_refund, second)
    assert (step.repayment.number, step.repayment.amount, step.repayment.total) == (second, 500, 1990)


async def test_a_step_is_taken_by_one_and_comes_again_after_a_pause(database: Database, paid, clock: ManualClock):
    number = await database.write(actions.ask_refund, await paid(), 500, "x", "", "a")
    steps = await asyncio.gather(*(database.write(actions.try_refund, number) for _ in range(5)))
    assert sum(step is not None for step in steps) == 1
    await clock.advance(10)
    again = await database.write(actions.try_refund, number)
    assert (again.repayment.number, again.begun) == (number, False)


async def test_a_refund_that_the_provider_does_not_know_is_asked_for_again(
    database: Database, paid, refunds, clock: ManualClock
):
    number = await database.write(actions.ask_refund, await paid(), 500, "x", "", "a")
    await database.write(actions.refund_moved, said(number, "accepted"), "wechat")
    await clock.advance(60)
    assert (await database.write(actions.try_refund, number)).begun
    await database.write(actions.refund_moved, said(number, "unknown", 0), "wechat")
    assert (await refunds())[0].state == "asked"


async def test_what_the_provider_gives_up_waits_for_a_colleague(database: Database, paid, refunds, books):
    number = await database.write(actions.ask_refund, await paid(), 500, "x", "", "a")
    await database.write(actions.refund_moved, said(number, "abnormal", said="card gone"), "wechat")
    assert ((await refunds())[0].state, (await refunds())[0].said) == ("abnormal", "card gone")
    await database.write(actions.retry, number)
    with pytest.raises(RefundMovedOn):
        await database.write(actions.retry, number)
    await database.write(actions.refund_moved, said(number, "closed", 0), "wechat")
    await database.write(actions.pay_out, number, "owner", "transfer")
    with pytest.raises(RefundMovedOn):
        await database.write(actions.pay_out, number, "owner", "transfer")
    assert ((await refunds())[0].state, (await refunds())[0].done_by) == ("done", "owner")
    assert await books() == {"bank": -500, "channel:wechat": 1990, "goods": -1990, "refunds": 500}


async def test_cash_from_the_counter_goes_back_over_the_counter(database: Database, sells, buys, refunds, books):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.open_drawer, "clerk", 0)
    await database.write(actions.take, order, "cash", 1990, "clerk")
    number = await database.write(actions.ask_refund, order, 990, "after-sale/a", "", "a")
    assert await database.write(actions.try_refund, number) is None
    await database.write(actions.move_cash, "clerk", -1500, "存银行", "k")
    with pytest.raises(NotThatMuchCash):
        await database.write(actions.pay_out, number, "clerk", "cash")
    await database.write(actions.move_cash, "clerk", 1500, "找零", "k2")
    await database.write(actions.pay_out, number, "clerk", "cash")
    assert await books() == {"drawer": 1000, "goods": -1990, "refunds": 990}
    await database.write(actions.close_drawer, "clerk", 1000, "")
    with pytest.raises(DrawerShut):
        await database.write(actions.pay_out, number, "clerk", "cash")


async def test_a_refund_on_its_way_at_the_provider_is_not_paid_out_by_hand_too(database: Database, paid):
    number = await database.write(actions.ask_refund, await paid(), 500, "x", "", "a")
    with pytest.raises(RefundMovedOn):
        await database.write(actions.pay_out, number, "owner", "transfer")


async def test_with_the_last_fen_goes_what_was_not_sent(database: Database, paid, bought, stock):
    order = await paid()
    assert await stock() == (10, 1)
    await database.write(actions.give_back, order, 1990, "缺货", "owner", "form-1")
    found = (await bought(order)).order
    assert (found.state, found.payment, found.refunded) == ("closed", "refunded", 1990)
    assert await stock() == (10, 0)


async def test_of_an_order_that_was_sent_in_part_the_rest_stays_here(database: Database, sells, buys, bought, stock):
    await sells()
    order = await buys({"s1": 3})
    await database.write(actions.take, order, "scan", 5970, "owner")
    (line,) = (await bought(order)).lines
    await database.write(orders.ship, order, orders.Packed(kind="city", lines={line.id: 1}), "owner")
    await database.write(actions.give_back, order, 5970, "赔偿", "owner", "form-1")
    found = (await bought(order)).order
    assert (found.state, found.payment, found.shipment) == ("confirmed", "refunded", "all")
    assert await stock() == (9, 0)


async def test_who_has_deleted_their_data_can_still_get_their_money_back(
    database: Database, paid, bought, refunds, clock: ManualClock
):
    order = await paid()
    (line,) = (await bought(order)).lines
    await database.write(lambda tx: tx.execute(update(Order).values(points_earned=19)))
    await database.write(orders.ship, order, orders.Packed(kind="city", lines={line.id: 1}), "owner")
    await database.write(orders.receive, order)
    await database.write(orders.complete, order)
    await database.write(holdings.forget, (orders_held.HOLDING, promotions_held.HOLDING), "m1")
    await database.write(actions.give_back, order, 1990, "赔偿", "owner", "form-1")
    assert [back.amount for back in await refunds()] == [1990]
