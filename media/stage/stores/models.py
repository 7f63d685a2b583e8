"""Another store that we are paired with, the codes by which one is, and calls to a contest."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Store(Model):
    __tablename__ = "stores"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The fingerprint of its key (letters.py)."""
    name: Mapped[str]
    """As it calls itself."""
    address: Mapped[str]
    """Where its box answers: scheme, host and port, as its owner gave it."""
    key: Mapped[str]
    """By which its letters are known; public."""
    paired_at: Mapped[datetime] = mapped_column(Instant)
    paired_by: Mapped[str]
    """Our colleague; empty where the other store used our code."""
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    """From then on it is a stranger again."""


class StoreCode(Model):
    """A code that the owner gave to another store; it pairs once."""

    __tablename__ = "store_codes"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    until: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[str]


class StoreCall(Model):
    """An invitation to a contest, theirs or ours; its id is the contest's once it is accepted."""

    __tablename__ = "store_calls"
    __table_args__ = (Index("ix_store_calls_state", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    room: Mapped[str | None] = mapped_column(ForeignKey("rooms.id"))
    """Ours; of a call of theirs none before it is accepted."""
    mine: Mapped[bool]
    """We called."""
    host: Mapped[str]
    """What the other host is called; of our own call empty until it is accepted."""
    seconds: Mapped[int]
    punish_seconds: Mapped[int]
    punishment: Mapped[str]
    state: Mapped[str]
    """ringing, accepted, refused, cancelled or failed; who rings longer than `until` is heard no more."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str]
    """Our colleague who called, or who answered."""
