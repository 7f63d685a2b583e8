"""What WeChat Pay tells the shop, and when (pay.weixin.qq.com, payment notice)."""

import uuid

from appliance.simulator.notices import Notice
from appliance.simulator.records import Repayment, Trade
from appliance.simulator.simulator import Simulator
from appliance.simulator.wechatpay_wire import envelope, refund_notice, signed, trade_document

MINUTE, HOUR = 60, 3600
PAUSES = (15, 15, 30, *(n * MINUTE for n in (3, 10, 20, 30, 30, 30, 60)), *(n * HOUR for n in (3, 3, 3, 6, 6)))
"""24 h 4 min altogether."""


def tell_paid(simulator: Simulator, trade: Trade) -> None:
    plain = trade_document(trade, merchant=simulator.seals.mchid)
    _send(simulator, trade.notify, trade.number, "TRANSACTION.SUCCESS", "transaction", plain)


def settle_refund(simulator: Simulator, refund: Repayment, state: str = "done") -> None:
    """The bank has spoken: the refund moves on, and the shop is told."""
    simulator.books.settle(refund, state)
    kind = {"done": "REFUND.SUCCESS", "abnormal": "REFUND.ABNORMAL", "closed": "REFUND.CLOSED"}[refund.state]
    trade = simulator.books.trades["wechat", refund.trade]
    if refund.notify:
        plain = refund_notice(refund, trade, simulator.seals.mchid)
        _send(simulator, refund.notify, refund.number, kind, "refund", plain)


def settle_soon(simulator: Simulator, refund: Repayment) -> None:
    """By itself after `refunds_take`, unless fate has decided before."""

    def settle() -> None:
        if refund.state == "processing":
            settle_refund(simulator, refund)

    simulator.later(f"refund {refund.number}", simulator.refunds_take, settle)


def _send(  # noqa: PLR0917 - what stands on an envelope
    simulator: Simulator, to: str, number: str, kind: str, original: str, plain: dict[str, object]
) -> None:
    body = envelope(simulator, kind, original, plain, str(uuid.uuid4()))

    def render() -> tuple[dict[str, str], bytes]:
        certificate = simulator.signs_with == "certificate"
        headers = signed(simulator.seals, body, simulator.moments.now().timestamp(), certificate=certificate)
        return {**headers, "Content-Type": "application/json"}, body

    simulator.wechat_post.send(Notice(number=number, kind=kind, to=to, pauses=PAUSES), render)
