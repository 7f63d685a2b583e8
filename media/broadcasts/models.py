"""A room is lasting; a broadcast is one show in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Room(Model):
    __tablename__ = "rooms"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    notice: Mapped[str]
    cover: Mapped[str | None]
    """The name of a blob."""
    avatar: Mapped[str | None]
    """The host's or the shop's picture beside the room's name: the name of a blob."""
    public: Mapped[bool]
    key_sealed: Mapped[str]
    key_fingerprint: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    cut_at: Mapped[datetime | None] = mapped_column(Instant)
    """断流: since when staff let no picture in."""
    delay: Mapped[int] = mapped_column(server_default="0")
    """延时播出: so many seconds after it has come a host's picture plays."""
    floor_shown: Mapped[bool] = mapped_column(server_default=false())
    """Hosts read on the prompter what a product cost the shop."""


class Broadcast(Model):
    __tablename__ = "broadcasts"
    __table_args__ = (Index("ix_broadcasts_room_state", "room", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    title: Mapped[str]
    state: Mapped[str]
    """scheduled, live, away (the host's stream broke off), ended or cancelled."""
    starts_at: Mapped[datetime] = mapped_column(Instant)
    """As planned; for a show nobody planned, when it went on air."""
    aired_at: Mapped[datetime | None] = mapped_column(Instant)
    away_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    delay: Mapped[int] = mapped_column(server_default="0")
    """So many seconds its picture was held back; the room's may be another by now."""
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when its report is there to be read."""
