"""A posting is a fact of money; its entries add up to nothing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model


class Posting(Model):
    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_day", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The business fact, so that it is posted once: ``paid/ATTEMPT``, ``refunded/REFUND``."""
    day: Mapped[str]
    """The trading day in the shop's time zone: 2026-11-23."""
    at: Mapped[datetime] = mapped_column(Instant)
    order: Mapped[str | None]
    memo: Mapped[str]


class Entry(Model):
    __tablename__ = "posting_entries"
    __table_args__ = (Index("ix_posting_entries_account", "account"),)

    posting: Mapped[str] = mapped_column(ForeignKey("postings.id"), primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    """channel:wechat, channel:alipay, drawer, goods, shipping, refunds, fees, overpaid (what buyers have
    beyond their refunds), written-off (what of that is given up), variance, ..."""
    amount: Mapped[Fen]
    """Debit positive, credit negative."""
