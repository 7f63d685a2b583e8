"""The port to whoever moves the money; wechat, alipay and the counter stand behind it."""

from datetime import datetime
from typing import Literal, Protocol

import msgspec

from appliance.errors import Conflict, Unavailable

State = Literal["waiting", "paid", "closed", "failed", "unknown"]


class ProviderUnreachable(Unavailable):
    zh = "支付通道暂时连不上，请稍后再试或换一种方式"
    en = "The payment provider cannot be reached, please try again or pay another way"

    def __init__(self, said: str = "") -> None:
        super().__init__()
        self.said = said
        """For staff, never for buyers."""


class ProviderRefused(Conflict):
    """The provider's clear no: nothing was moved and nothing will be by asking the same again."""

    zh = "支付通道没有接受这笔付款，请换一种方式，或请客服帮忙"
    en = "The payment provider did not accept this payment, please pay another way or ask the shop"

    def __init__(self, said: str = "") -> None:
        super().__init__()
        self.said = said
        """For staff, never for buyers."""


class Forged(Exception):
    """A message that is not from the provider, or not for us, or too old."""


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a provider; everything comes from our rows."""

    number: str
    """out_trade_no, 6 to 32 characters."""
    way: str
    amount: int
    """Fen."""
    what: str
    """What the buyer reads: the shop and the first title."""
    app: str = ""
    """Which the payer's openid belongs to; empty: the provider's own."""
    payer: str = ""
    """openid for jsapi."""
    address: str = ""
    """The payer's network address, for h5."""
    expires_at: datetime
    back_to: str = ""
    """Where an H5 or wap payment returns to."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says about a charge or about a refund, verified."""

    number: str
    state: State
    amount: int = 0
    transaction: str = ""
    payer: str = ""
    merchant: str = ""
    app: str = ""
    at: datetime | None = None
    said: str = ""


class Repayment(msgspec.Struct, frozen=True, kw_only=True):
    """A refund to ask for; the same `number` is the same refund."""

    number: str
    """out_refund_no."""
    charge: str
    transaction: str
    amount: int
    total: int
    """Of the charge."""
    reason: str


class RepaymentStanding(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    state: Literal["accepted", "done", "abnormal", "closed", "unknown", "unwilling"]
    """unwilling: refused for now; whether it will ever be done nobody says."""
    amount: int = 0
    transaction: str = ""
    merchant: str = ""
    """Empty when the provider does not say."""
    created: datetime | None = None
    """When the provider took it: on its bill of that day."""
    at: datetime | None = None
    said: str = ""


class BillRow(msgspec.Struct, frozen=True, kw_only=True):
    """One movement on a provider's bill."""

    number: str
    """out_trade_no, or out_refund_no of a refund."""
    charge: str
    """The out_trade_no, also of a refund."""
    refund: bool
    transaction: str
    amount: int
    fee: int
    """Negative when it comes back with a refund."""
    state: str
    """As the provider writes it: SUCCESS, PROCESSING, ..."""
    at: str
    """As the provider writes it, China time."""


class Provider(Protocol):
    """Every method raises ProviderUnreachable when no verified answer came; then nothing is known."""

    @property
    def name(self) -> str: ...

    @property
    def merchant(self) -> str: ...

    @property
    def app(self) -> str: ...

    async def charge(self, charge: Charge) -> dict[str, str]:
        """Ask for money; what the buyer's device needs: prepay parameters, `code` for a QR, or an `address` to go to.

        Raises ProviderRefused.
        """

    async def ask(self, number: str) -> Standing: ...

    async def close(self, number: str) -> Standing:
        """Nobody shall pay it any more; answers `paid` when somebody already has."""

    async def refund(self, repayment: Repayment) -> RepaymentStanding: ...

    async def ask_refund(self, number: str, charge: str) -> RepaymentStanding: ...

    async def bill(self, day: str) -> list[BillRow]:
        """Every movement of that day (2026-11-23, China time)."""
