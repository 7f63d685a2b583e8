"""What concerns payments and can wait: called every half minute, each step a small action of its own."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from appliance.alarms.actions import clear, sound
from appliance.db import Database, Transaction
from store.payments import actions, reads
from store.payments.actions.refunding import UNACCEPTED_FOR
from store.payments.models import Refund

STEP = 200
SHORT = "NOT_ENOUGH"
"""In what both providers say when the merchant's balance is too small."""
UNDONE_FOR = timedelta(days=7)
"""A bank may take some working days with what the provider has accepted."""
TWICE_FOR = timedelta(days=7)
"""Nothing ends it but that the buyer gives it back, of which the shop need not tell."""


async def sweep(db: Database) -> None:
    """Let old messages go, and call staff to what only they can finish."""
    while await db.write(actions.forget_notices, STEP) == STEP:
        pass
    await db.write(watch_refunds)
    await db.write(watch_uploads)


def watch_refunds(tx: Transaction) -> None:
    """An alarm stands while a provider gave up a refund or puts it off; one of its own for money that came late.

    One more stands for some days when a provider did what a colleague had paid out by hand.
    """
    abnormal = Refund.state == "abnormal"
    _watch(
        tx, "refunds-abnormal", and_(abnormal, Refund.cause != "late"),
        "有退款渠道退不回去，请到“退款”里处理", "Refunds were given up by the provider: see to them under Refunds",
    )  # fmt: skip
    _watch(
        tx, "refunds-late", and_(abnormal, Refund.cause == "late"),
        "有迟到的付款没能退回买家，请到“退款”里处理",
        "Payments that came late could not be returned: see to them under Refunds",
    )  # fmt: skip
    short = and_(Refund.state == "asked", Refund.said.contains(SHORT))
    _watch(
        tx, "refunds-short", short,
        "商户账户的余额不够退款，请到支付通道的商户后台充值，充好以后会自己退",
        "The merchant's balance is too small for refunds: fill it up at the provider, and they go on by themselves",
    )  # fmt: skip
    _watch(
        tx, "refunds-stuck", and_(_stuck(tx.now), ~short),
        "有退款拖了很久还没退成，请到“退款”里看通道说了什么，在它的商户后台处理，或者联系它的客服",
        "Refunds take too long: read under Refunds what the provider says, and see to it there or ask its support",
    )  # fmt: skip
    _watch(
        tx, "refunds-twice", Refund.done_twice_at > tx.now - TWICE_FOR,
        "有退款另外给过钱以后，渠道又退成了：买家拿到了两份，请到“退款”的“已退”里看是哪一笔",
        "A refund that was paid out by hand was done by the provider too: see under Refunds, Refunded, which one",
    )  # fmt: skip


def watch_uploads(tx: Transaction) -> None:
    """An alarm stands while WeChat keeps money because it did not take how the goods went."""
    _stand(
        tx, "shipping-untold", reads.untold(),
        "有订单的发货信息微信没收，货款还不放：请到“收款”的“微信没收”里看它说了什么，改好再报一次；"
        "在微信小程序后台手工录过的，再报一次就好了；再也不会收的，点进去写上原因选“不用再报”",
        "WeChat did not take how some goods went and keeps their money: read under Payments, Not taken by WeChat, what "
        "it says, put it right and tell it again; so is told what was typed into WeChat's own console. What it never "
        "will take can be given up there with a reason",
    )  # fmt: skip


def _stuck(now: datetime) -> ColumnElement[bool]:
    unaccepted = and_(Refund.state == "asked", Refund.asked_at <= now - UNACCEPTED_FOR)
    return or_(unaccepted, and_(Refund.state == "accepted", Refund.accepted_at <= now - UNDONE_FOR))


def _watch(tx: Transaction, alarm: str, refunds: ColumnElement[bool], zh: str, en: str) -> None:
    """While there are such refunds."""
    _stand(tx, alarm, select(Refund.id).where(refunds), zh, en)


def _stand(tx: Transaction, alarm: str, which: Select[str], zh: str, en: str) -> None:
    """While what is asked for is there."""
    if tx.scalar(which.limit(1)):
        sound(tx, alarm, zh, en)
    else:
        clear(tx, alarm)
