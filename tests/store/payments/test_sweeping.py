"""Old messages go; refunds that only staff can finish are called out until they are."""

import pytest
from sqlalchemy import select, update

from appliance.alarms.models import Alarm
from appliance.clock import ManualClock
from appliance.db import Database
from store.payments import actions
from store.payments.models import Notification, Refund
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
