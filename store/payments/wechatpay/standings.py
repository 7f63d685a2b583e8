"""What WeChat Pay says about charges and refunds, read into our words (pure)."""

from datetime import datetime
from typing import Any

import msgspec

from store.payments.provider import Forged, RepaymentStanding, Standing, State
from store.payments.wechatpay.wire import Resource, unseal

_STATES: dict[str, State] = {
    "SUCCESS": "paid",
    "REFUND": "paid",
    "NOTPAY": "waiting",
    "USERPAYING": "waiting",
    "CLOSED": "closed",
    "REVOKED": "closed",
    "PAYERROR": "failed",
}
_REFUND_STATES = {"SUCCESS": "done", "PROCESSING": "accepted", "ABNORMAL": "abnormal", "CLOSED": "closed"}


class Notice(msgspec.Struct, frozen=True):
    """A notification's envelope: what it is about lies sealed inside."""

    id: str
    event_type: str
    resource: Resource


def standing(found: dict[str, Any]) -> Standing:
    """Of a transaction, as queried or as notified."""
    amount = found.get("amount") or {}
    return Standing(
        number=str(found.get("out_trade_no", "")),
        state=_STATES.get(str(found.get("trade_state")), "unknown"),
        amount=_fen(amount.get("total")),
        transaction=str(found.get("transaction_id", "")),
        payer=str((found.get("payer") or {}).get("openid", "")),
        merchant=str(found.get("mchid", "")),
        app=str(found.get("appid", "")),
        at=_moment(found.get("success_time")),
        said=str(found.get("trade_state_desc", "")),
    )


def repayment(found: dict[str, Any]) -> RepaymentStanding:
    """Of a refund: an answer says `status`, a notification `refund_status`."""
    state = str(found.get("status") or found.get("refund_status"))
    return RepaymentStanding(
        number=str(found.get("out_refund_no", "")),
        state=_REFUND_STATES.get(state, "unknown"),  # type: ignore[arg-type]
        amount=_fen((found.get("amount") or {}).get("refund")),
        transaction=str(found.get("refund_id", "")),
        created=_moment(found.get("create_time")),
        at=_moment(found.get("success_time")),
        said=str(found.get("user_received_account", "")),
        merchant=str(found.get("mchid", "")),
    )


def opened(body: bytes, apiv3_key: bytes) -> tuple[Notice, Standing | RepaymentStanding | None]:
    """A verified notification; None for a kind that the shop has no use for. Raises Forged."""
    try:
        notice = msgspec.json.decode(body, type=Notice)
        found = msgspec.json.decode(unseal(apiv3_key, notice.resource), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Forged("no notification") from error
    if notice.event_type.startswith("TRANSACTION."):
        return notice, standing(found)
    if notice.event_type.startswith("REFUND."):
        return notice, repayment(found)
    return notice, None


def _fen(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _moment(value: object) -> datetime | None:
    """RFC 3339, with its zone."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
