"""Attempts to pay, refunds, and what providers said."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model


class Attempt(Model):
    """One try to pay an order, with a number of its own at the provider."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        Index("ix_payment_attempts_order", "order"),
        Index("ix_payment_attempts_state_ask_at", "state", "ask_at"),
        Index("ix_payment_attempts_payer", "payer"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """In upper case the out_trade_no."""
    order: Mapped[str]
    provider: Mapped[str]
    """wechat, alipay or counter."""
    way: Mapped[str]
    """jsapi, native, h5; precreate, wap; cash, scan."""
    state: Mapped[str]
    """waiting; closing (nobody shall pay it any more, the provider has to agree); closed; failed; paid (its money is
    the order's); late (somebody paid, but the order had no use for it: it goes back)."""
    amount: Mapped[Fen]
    going_back: Mapped[Fen]
    """Of all its refunds; never above `amount`."""
    merchant: Mapped[str]
    """mchid or Alipay's seller it was made with."""
    app: Mapped[str]
    """The appid or Alipay application it was made with."""
    payer: Mapped[str]
    """openid or buyer id; empty until known."""
    handover: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """What the buyer's device was given: prepay_id, code_url, h5_url, ..."""
    transaction: Mapped[str | None]
    """The provider's number."""
    said: Mapped[str]
    """The provider's last no, for staff."""
    asked: Mapped[int]
    """How often the provider was asked."""
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    ask_at: Mapped[datetime | None] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Notification(Model):
    """A provider's message that was verified, so that its twin changes nothing."""

    __tablename__ = "notifications"

    provider: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Refund(Model):
    __tablename__ = "refunds"
    __table_args__ = (
        Index("ix_refunds_order", "order"),
        Index("ix_refunds_state_try_at", "state", "try_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """Also the out_refund_no: made from what it is for, so that asking again is the same refund."""
    attempt: Mapped[str] = mapped_column(ForeignKey("payment_attempts.id"))
    order: Mapped[str]
    cause: Mapped[str]
    """late (paid after closing), after-sale/ID, cancelled, staff."""
    amount: Mapped[Fen]
    state: Mapped[str]
    """asked, accepted, done or abnormal (the provider gave up: staff decide)."""
    reason: Mapped[str]
    transaction: Mapped[str | None]
    said: Mapped[str]
    """The provider's last answer, for staff."""
    tries: Mapped[int]
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    try_at: Mapped[datetime | None] = mapped_column(Instant)
    """None: nothing happens without staff."""
    asked_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    """The provider has it: on its bill of that day."""
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[str | None]
    """The colleague who paid it out by hand."""
    done_twice_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the provider did it all the same, after that."""


class ShippingUpload(Model):
    """发货信息录入: WeChat releases the money only after it knows the parcel."""

    __tablename__ = "shipping_uploads"
    __table_args__ = (Index("ix_shipping_uploads_state_try_at", "state", "try_at"),)

    attempt: Mapped[str] = mapped_column(ForeignKey("payment_attempts.id"), primary_key=True)
    state: Mapped[str]
    """waiting, done, failed or given-up (a colleague's word)."""
    tries: Mapped[int]
    said: Mapped[str]
    try_at: Mapped[datetime | None] = mapped_column(Instant)
    known: Mapped[bool]
    """WeChat took it once: the money is free, whatever becomes of a correction."""
    given_up_by: Mapped[str | None]
    given_up_at: Mapped[datetime | None] = mapped_column(Instant)
    given_up_why: Mapped[str | None]


class Drawer(Model):
    """One shift of the cash drawer 钱箱."""

    __tablename__ = "drawers"

    id: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str | None] = mapped_column(unique=True)
    """The shop has one drawer: "drawer" while the shift runs, then None."""
    opened_by: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opening: Mapped[Fen]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    counted: Mapped[Fen | None]
    expected: Mapped[Fen | None]
    note: Mapped[str]


class Reconciliation(Model):
    __tablename__ = "reconciliations"

    day: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[dict[str, Any]] = mapped_column(Json)
    """The four lists and the sums."""
    at: Mapped[datetime] = mapped_column(Instant)
