"""What the other side keeps in its books."""

from datetime import datetime
from typing import Literal

import msgspec

Side = Literal["wechat", "alipay"]
FEE_PER_MILLE = 6


class Trade(msgspec.Struct, kw_only=True):
    side: Side
    number: str
    """out_trade_no."""
    app: str
    merchant: str
    way: str
    """jsapi, native, h5 or app; precreate, wap or page."""
    amount: int
    """Fen."""
    what: str
    digest: str
    """Of what was asked for: the same number with other contents is refused."""
    notify: str
    back_to: str = ""
    payer: str = ""
    made_at: datetime
    expires_at: datetime | None = None
    state: Literal["unscanned", "waiting", "paid", "closed"] = "waiting"
    """unscanned: an Alipay QR that nobody has looked at is no trade yet."""
    transaction: str = ""
    paid_at: datetime | None = None
    refunded: int = 0
    """Fen on their way back, or back."""
    last_refund_at: datetime | None = None
    shipped: bool = False
    """The platform knows the parcel; before that a WeChat merchant's money is frozen."""
    reshipped: bool = False

    @property
    def fee(self) -> int:
        return fee(self.amount)


class Repayment(msgspec.Struct, kw_only=True):
    side: Side
    number: str
    """out_refund_no, out_request_no."""
    trade: str
    amount: int
    reason: str
    digest: str
    notify: str
    made_at: datetime
    state: Literal["processing", "done", "abnormal", "closed"] = "processing"
    transaction: str = ""
    done_at: datetime | None = None


class Refused(Exception):
    """The platform's own code and sentence."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message or code


def fee(amount: int) -> int:
    """0.6 % of it, half a fen rounded up."""
    return (amount * FEE_PER_MILLE + 500) // 1000


def yuan(fen: int) -> str:
    """As platforms write an amount: 1280 is "12.80", -5 is "-0.05"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"
