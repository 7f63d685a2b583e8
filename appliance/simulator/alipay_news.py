"""What Alipay tells the shop, and when: eight times within 25 hours until it reads ``success``."""

import uuid
from urllib.parse import urlencode

from appliance.simulator.alipay_wire import signed_notice
from appliance.simulator.moments import spoken
from appliance.simulator.notices import Notice
from appliance.simulator.records import Repayment, Trade, yuan
from appliance.simulator.simulator import Simulator

MINUTE, HOUR = 60, 3600
PAUSES = (4 * MINUTE, 10 * MINUTE, 10 * MINUTE, 1 * HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR)


def tell_paid(simulator: Simulator, trade: Trade) -> None:
    _send(simulator, trade, {})


def tell_refunded(simulator: Simulator, trade: Trade, refund: Repayment) -> None:
    """`refund_fee` is all that went back of the trade so far."""
    back = {
        "refund_fee": yuan(trade.refunded),
        "gmt_refund": spoken(refund.made_at),
        "out_biz_no": refund.number,
    }
    _send(simulator, trade, back)


def status(trade: Trade) -> str:
    if trade.state == "paid":
        return "TRADE_CLOSED" if trade.refunded == trade.amount else "TRADE_SUCCESS"
    return "TRADE_CLOSED" if trade.state == "closed" else "WAIT_BUYER_PAY"


def _send(simulator: Simulator, trade: Trade, more: dict[str, str]) -> None:
    if not trade.notify:
        return
    seals = simulator.seals
    facts = {
        "notify_type": "trade_status_sync",
        "notify_id": uuid.uuid4().hex,
        "notify_time": spoken(simulator.moments.now()),
        "app_id": seals.alipay_app,
        "auth_app_id": seals.alipay_app,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": trade.transaction,
        "out_trade_no": trade.number,
        "buyer_id": trade.payer,
        "seller_id": seals.alipay_seller,
        "trade_status": status(trade),
        "total_amount": yuan(trade.amount),
        "receipt_amount": yuan(trade.amount),
        "buyer_pay_amount": yuan(trade.amount),
        "invoice_amount": yuan(trade.amount),
        "point_amount": "0.00",
        "subject": trade.what,
        "gmt_create": spoken(trade.made_at),
        "gmt_payment": spoken(trade.paid_at or trade.made_at),
        **more,
    }
    body = urlencode(signed_notice(seals, facts)).encode()

    def render() -> tuple[dict[str, str], bytes]:
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body

    notice = Notice(number=trade.number, kind=facts["trade_status"], to=trade.notify, pauses=PAUSES)
    simulator.alipay_post.send(notice, render)
