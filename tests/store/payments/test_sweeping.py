"""Old messages go; refunds that only staff can finish are called out until they are."""

import pytest
from sqlalchemy import select, update

from appliance.alarms.models import Alarm
from appliance.clock import ManualClock
from appliance.db import Database
from store.orders.models import Order
from store.payments import actions
from store.payments.models import Notification, Refund
from store.payments.provider import RepaymentStanding
from store.payments.sweeping import sweep


async def alarms(database: Database) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(select(Alarm.id)))


@pytest.mark.parametrize(("cause", "alarm"), [("late", "refunds-late"), ("staff/lin", "refunds-abnormal")])
async def test_an_alarm_stands_while_a_refund_waits_for_staff(database: Database, sells, buys, cause: str, alarm: str):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.take, order, "scan", 1990, "lin")
    refund = await database.write(actions.ask_refund, order, 500, cause, "碰坏了", "once")
    await database.write(lambda tx: tx.execute(update(Refund).values(state="abnormal")))
    await sweep(database)
    assert await alarms(database) == {alarm}
    await database.write(actions.pay_out, refund, "lin", "transfer")
    await sweep(database)
    assert await alarms(database) == set()


async def test_messages_of_providers_are_kept_for_400_days(database: Database, clock: ManualClock):
    await database.write(actions.notified, "wechat", "old", "x", None)
    await clock.advance(86_400)
    await database.write(actions.notified, "wechat", "young", "x", None)
    await clock.advance(399 * 86_400 + 1)
    await sweep(database)
    async with database.read() as session:
        assert list(await session.scalars(select(Notification.id))) == ["young"]


@pytest.fixture
def going_back(database: Database, sells, buys):
    """A refund that was asked just now, with what the provider said of it."""

    async def ask(state: str, said: str) -> str:
        await sells()
        order = await buys({"s1": 1})
        await database.write(actions.take, order, "scan", 1990, "lin")
        refund = await database.write(actions.ask_refund, order, 500, "staff/lin", "碰坏了", "once")

        def put(tx) -> None:
            tx.execute(update(Refund).values(state=state, said=said, accepted_at=tx.now))

        await database.write(put)
        return refund

    return ask


@pytest.mark.parametrize("said", ["NOT_ENOUGH 基本账户余额不足", "ACQ.SELLER_BALANCE_NOT_ENOUGH 卖家余额不足"])
async def test_a_balance_that_is_too_small_for_a_refund_is_called_out_at_once(database, going_back, said):
    refund = await going_back("asked", said)
    await sweep(database)
    async with database.read() as session:
        (alarm,) = await session.scalars(select(Alarm))
    assert (alarm.id, "充值" in alarm.zh) == ("refunds-short", True)
    await database.write(actions.pay_out, refund, "lin", "transfer")
    await sweep(database)
    assert await alarms(database) == set()


async def test_a_refund_that_was_paid_out_by_hand_and_done_by_the_provider_too_is_called_out(
    database, sells, buys, begins, says, refunds, books, clock: ManualClock
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.settle, says(await begins(order)), "wechat")
    number = await database.write(actions.ask_refund, order, 500, "after-sale/a", "破损", "a")
    abnormal = RepaymentStanding(number=number, state="abnormal")
    await database.write(actions.refund_moved, abnormal, "wechat")
    await database.write(actions.pay_out, number, "lin", "transfer")
    await sweep(database)
    assert await alarms(database) == set()
    done = RepaymentStanding(number=number, state="done", amount=500, at=clock.now())
    for _ in range(2):
        await database.write(actions.refund_moved, done, "wechat")
        await clock.advance(60)
    await sweep(database)
    assert await alarms(database) == {"refunds-twice"}
    (back,) = await refunds()
    assert (back.state, back.done_by, back.done_twice_at) == ("done", "lin", done.at)
    paid = {"bank": -500, "channel:wechat": 1490, "overpaid": 500}
    assert await books() == {**paid, "goods": -1990, "refunds": 500}
    await clock.advance(7 * 86_400)
    await sweep(database)
    assert await alarms(database) == set()


@pytest.mark.parametrize(
    ("state", "days"), [("asked", 1), ("accepted", 7)], ids=["nobody took it", "it never arrived"]
)  # fmt: skip
async def test_a_refund_that_takes_too_long_is_called_out(database, going_back, clock: ManualClock, state, days):
    await going_back(state, "ACQ.REFUND_CHARGE_ERROR 退收费异常")
    await clock.advance(days * 86_400 - 60)
    await sweep(database)
    assert await alarms(database) == set()
    await clock.advance(60)
    await sweep(database)
    assert await alarms(database) == {"refunds-stuck"}


async def test_money_that_wechat_keeps_for_want_of_its_parcel_is_called_out_until_it_is_told_or_back(
    database: Database, sells, buys, begins, says
):
    await sells()
    attempt = await begins(order := await buys({"s1": 1}))
    await database.write(actions.settle, says(attempt), "wechat")
    await database.write(actions.begin_upload, attempt)
    await sweep(database)
    assert await alarms(database) == set()
    back = update(Order).values(payment="refunded")
    for ends in (
        lambda tx: actions.upload_again(tx, order),
        lambda tx: actions.give_up_upload(tx, order, "款已到账", "lin"),
        lambda tx: tx.execute(back) and None,
    ):
        await database.write(actions.upload_again, order)
        await database.write(actions.upload_failed, attempt, 40, "268485216 物流单号有误")
        await sweep(database)
        assert await alarms(database) == {"shipping-untold"}
        await database.write(ends)
        await sweep(database)
        assert await alarms(database) == set()
