"""What may be claimed, and until when (pure).

The sources: 消费者权益保护法 Art. 25 and 网络购买商品七日无理由退货暂行办法: seven days from the day after receipt,
exceptions only when the buyer confirmed them for this purchase.
"""

from datetime import datetime, time, timedelta
from typing import Literal

import msgspec

from appliance.clock import CHINA
from appliance.errors import BadInput, Conflict

Kind = Literal["refund", "return", "exchange"]
Reason = Literal["no-reason", "damaged", "wrong", "missing", "unlike", "late", "other"]

WORDS: dict[str, str] = {
    "no-reason": "七天无理由退货",
    "damaged": "商品破损",
    "wrong": "商品发错",
    "missing": "商品少件",
    "unlike": "与描述不符",
    "late": "迟迟没到",
    "other": "售后退款",
}
"""What WeChat and Alipay tell the buyer beside the money that comes back."""

NO_REASON_DAYS = 7
FAULT_DAYS = 15
"""For goods that are damaged, wrong, missing or not as described."""

ANSWERED_WITHIN = timedelta(hours=48)
"""The shop's time to answer; a refund of unshipped goods that nobody answers is granted."""
SENT_BACK_WITHIN = timedelta(days=7)
"""The buyer's time to send goods back; then the claim ends."""
TAKEN_IN_WITHIN = timedelta(days=10)
"""The shop's time to say that returned goods are here; then the money goes back."""


class NothingLeft(Conflict):
    zh = "这件商品能申请售后的数量不够了"
    en = "There are not so many pieces left to claim"


class NotPaid(Conflict):
    zh = "没付款的订单可以直接取消，不用申请售后"
    en = "An unpaid order is simply cancelled"


class KindImpossible(BadInput):
    zh = "还没发货的商品只能申请退款"
    en = "Goods that were not shipped can only be refunded"


class TimeOver(Conflict):
    zh = "已经过了售后期限（{until}），有问题请联系客服"
    en = "The time for this claim is over ({until}), please talk to the shop"


class NoReasonExcluded(Conflict):
    zh = "下单时您确认过：这件商品不支持七天无理由退货。有质量问题请选别的原因"
    en = "You confirmed when ordering that this cannot be returned without a reason; if it is faulty, say so"


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim is about, from the order's rows."""

    paid: bool
    pieces: int
    shipped: int
    left: int
    """Pieces neither refunded nor claimed already."""
    returnable: int
    """Of the left ones, those that were sent, so that they can come back."""
    received_at: datetime | None
    return_kind: str
    exception_confirmed: bool

    @property
    def unshipped(self) -> bool:
        return self.shipped == 0


def check(bought: Bought, kind: Kind, reason: Reason, quantity: int, now: datetime) -> None:
    """Raises NotPaid, NothingLeft, KindImpossible, NoReasonExcluded, TimeOver."""
    if not bought.paid:
        raise NotPaid
    if not 1 <= quantity <= bought.left:
        raise NothingLeft(left=bought.left)
    if bought.unshipped:
        if kind != "refund":
            raise KindImpossible
        return
    if kind != "refund" and quantity > bought.returnable:
        raise NothingLeft(left=bought.returnable)
    if reason == "no-reason" and excluded(bought):
        raise NoReasonExcluded
    until = claimable_until(bought, reason)
    if until is not None and now > until:
        raise TimeOver(until=until.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"))


def excluded(bought: Bought) -> bool:
    """An exception counts only when the buyer confirmed it for this purchase."""
    return bought.return_kind != "seven-days" and bought.exception_confirmed


def claimable_until(bought: Bought, reason: Reason) -> datetime | None:
    """The end of the last day, counted from the day after receipt; None while the goods are on their way."""
    if bought.received_at is None:
        return None
    days = NO_REASON_DAYS if reason == "no-reason" else FAULT_DAYS
    last = bought.received_at.astimezone(CHINA).date() + timedelta(days=days)
    return datetime.combine(last, time.max, CHINA)


def kinds(bought: Bought, now: datetime) -> tuple[Kind, ...]:
    """What the page offers."""
    until = claimable_until(bought, "damaged")
    if not bought.paid or not bought.left or (until is not None and now > until):
        return ()
    return ("refund",) if bought.unshipped else ("refund", "return", "exchange")
