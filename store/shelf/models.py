"""Goods on a room's shelf, the show that sells them, and the stretches in which one of them is explained."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class ShelfItem(Model):
    __tablename__ = "shelf_items"
    __table_args__ = (Index("ix_shelf_items_product", "product"),)

    room: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("products.id"), primary_key=True)
    position: Mapped[int]
    """From 1: what the host calls it by, hidden or not."""
    hidden: Mapped[bool]
    prices: Mapped[dict[str, int]] = mapped_column(Json)
    """直播价: fen by SKU, good in this room during a show."""
    put_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int] = mapped_column(server_default="0")
    """流程单: how long it is to be explained; 0: the run sheet leaves that open."""


class ShelfShow(Model):
    """The show of a room that is on air, or the latest one."""

    __tablename__ = "shelf_shows"

    room: Mapped[str] = mapped_column(primary_key=True)
    broadcast: Mapped[str]
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)


class ExplainWindow(Model):
    """讲解: a stretch of time in which a product was explained; it becomes a chapter and a clip."""

    __tablename__ = "explain_windows"
    __table_args__ = (
        Index("ix_explain_windows_room_since", "room", "since"),
        Index(
            "uq_explain_windows_room",
            "room",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    broadcast: Mapped[str]
    """Empty when nothing was on air."""
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    wishes: Mapped[int]
    """想看讲解: how many had asked for it."""
    by: Mapped[str]


class ExplainWish(Model):
    """One viewer's wish, until it is fulfilled."""

    __tablename__ = "explain_wishes"

    room: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("products.id"), primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
