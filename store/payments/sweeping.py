"""What concerns payments and can wait: called every half minute, each step a small action of its own."""

from sqlalchemy import ColumnElement, select

from appliance.alarms.actions import clear, sound
from appliance.db import Database, Transaction
from store.payments import actions
from store.payments.models import Refund

STEP = 200


async def sweep(db: Database) -> None:
    """Let old messages go, and call staff to refunds that only they can finish."""
    while await db.write(actions.forget_notices, STEP) == STEP:
        pass
    await db.write(watch_refunds)


def watch_refunds(tx: Transaction) -> None:
    """An alarm stands while a provider has given up a refund; one of its own for money that came late."""
    _watch(
        tx, "refunds-abnormal", Refund.cause != "late",
        "有退款渠道退不回去，请到“退款”里处理", "Refunds were given up by the provider: see to them under Refunds",
    )  # fmt: skip
    _watch(
        tx, "refunds-late", Refund.cause == "late",
        "有迟到的付款没能退回买家，请到“退款”里处理",
        "Payments that came late could not be returned: see to them under Refunds",
    )  # fmt: skip


def _watch(tx: Transaction, alarm: str, which: ColumnElement[bool], zh: str, en: str) -> None:
    if tx.scalar(select(Refund.id).where(Refund.state == "abnormal", which).limit(1)):
        sound(tx, alarm, zh, en)
    else:
        clear(tx, alarm)
