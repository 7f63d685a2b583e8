"""What Alipay says about charges, read into our words (pure)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from appliance.clock import CHINA
from appliance.errors import BadInput
from store.money import fen
from store.payments.provider import Standing, State

_STATES: dict[str, State] = {
    "WAIT_BUYER_PAY": "waiting",
    "TRADE_SUCCESS": "paid",
    "TRADE_FINISHED": "paid",
    "TRADE_CLOSED": "closed",
}


def standing(found: Mapping[str, Any], *, app: str, seller: str) -> Standing:
    """Of an answer or a notification; an answer is signed and leaves out app and seller: the question named them."""
    return Standing(
        number=str(found.get("out_trade_no", "")),
        state=_state(found),
        amount=in_fen(found.get("total_amount")),
        transaction=str(found.get("trade_no", "")),
        payer=str(found.get("buyer_open_id") or found.get("buyer_id") or found.get("buyer_user_id") or ""),
        merchant=seller,
        app=app,
        at=moment(found.get("gmt_payment") or found.get("send_pay_date")),
        said=str(found.get("trade_status", "")),
    )


def _state(found: Mapping[str, Any]) -> State:
    """TRADE_CLOSED is also what a wholly refunded trade becomes: then it was paid."""
    state = _STATES.get(str(found.get("trade_status")), "unknown")
    if state == "closed" and (found.get("gmt_payment") or found.get("send_pay_date")):
        return "paid"
    return state


def in_fen(yuan: object) -> int:
    """-1 when it is no amount."""
    try:
        return fen(str(yuan))
    except BadInput:
        return -1


def moment(value: object) -> datetime | None:
    """China time without a zone."""
    try:
        return datetime.strptime(str(value)[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
