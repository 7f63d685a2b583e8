"""A bargain, who haggles in it, and who helped with how much."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model
from store.promotions.campaign import Campaign


class Bargain(Campaign):
    """Who begins before its end goes on; ended by staff, nobody cuts any more either."""

    __tablename__ = "bargains"
    __table_args__ = (
        Index("ix_bargains_room_state", "room", "state"),
        Index("ix_bargains_product_state", "product", "state"),
    )

    start_price: Mapped[Fen]
    """What anybody paid when it was made."""
    floor_price: Mapped[Fen]
    helpers: Mapped[int]
    """Cuts from the start to the floor, the beginner's own among them."""
    per_helper: Mapped[int]
    """Others whom one person may help in a day."""
    hours: Mapped[int]
    """How long a haggle lasts."""


class Haggle(Model):
    """What somebody began. A member has one standing haggle in a bargain at most."""

    __tablename__ = "haggles"
    __table_args__ = (
        Index(
            "uq_haggles_standing",
            "bargain",
            "member",
            unique=True,
            sqlite_where=text("state != 'lapsed'"),
            postgresql_where=text("state != 'lapsed'"),
        ),
        Index("ix_haggles_state_until", "state", "until"),
        Index("ix_haggles_member", "member"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    bargain: Mapped[str] = mapped_column(ForeignKey("bargains.id"))
    member: Mapped[str]
    seed: Mapped[str]
    """By which its cuts are drawn, in hex."""
    price: Mapped[Fen]
    """Reached by now."""
    helped: Mapped[int]
    """Cuts so far."""
    state: Mapped[str]
    """cutting, ordered (waits for its money), bought, or lapsed (its time was over)."""
    order: Mapped[str | None]
    """Of ordered and bought."""
    began_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)


class Chop(Model):
    """One cut 砍一刀."""

    __tablename__ = "chops"
    __table_args__ = (
        Index("uq_chops_member", "haggle", "member", unique=True),
        Index(
            "uq_chops_device",
            "haggle",
            "device",
            unique=True,
            sqlite_where=text("device != ''"),
            postgresql_where=text("device != ''"),
        ),
        Index("ix_chops_member_at", "member", "bargain", "at"),
        Index("ix_chops_device_at", "device", "bargain", "at"),
    )

    haggle: Mapped[str] = mapped_column(ForeignKey("haggles.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """From 1, the beginner's own."""
    bargain: Mapped[str] = mapped_column(ForeignKey("bargains.id"))
    member: Mapped[str]
    device: Mapped[str]
    """The fingerprint of the phone; empty when it told none, or nothing shall tell of it any more."""
    amount: Mapped[Fen]
    at: Mapped[datetime] = mapped_column(Instant)


class HaggleOrder(Model):
    """An order that was made of a haggle; when it expires unpaid, another may follow."""

    __tablename__ = "haggle_orders"
    __table_args__ = (Index("ix_haggle_orders_haggle", "haggle"),)

    order: Mapped[str] = mapped_column(primary_key=True)
    haggle: Mapped[str] = mapped_column(ForeignKey("haggles.id"))
    state: Mapped[str]
    """waiting, paid or returned (its piece went back: not paid, or paid back before it was sent)."""
