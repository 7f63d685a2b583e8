"""Who holds what only one box may do, and which boxes there are."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Lease(Model):
    """What one box alone may do at a time."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    """live or back."""
    holder: Mapped[str]
    """A box; empty before the first."""
    term: Mapped[int]
    """Grows with every process that takes it: what an earlier one still wants to write is refused by it."""
    since: Mapped[datetime] = mapped_column(Instant)
    """When this box took it from another, or first."""
    beats_at: Mapped[datetime] = mapped_column(Instant)
    """The holder's last beat, by the database's clock."""


class Box(Model):
    """One of the boxes that share this database."""

    __tablename__ = "boxes"

    name: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str]
    """Tells its data folder from that of another box that took its name by mistake."""
    seal: Mapped[str]
    """The fingerprint of the house's key, which all boxes share."""
    edge: Mapped[str]
    """Where viewers reach its picture when it is live: an origin."""
    page: Mapped[str]
    """Where its console is reached: an origin."""
    push: Mapped[str]
    """Where hosts push to when it is live."""
    heard_at: Mapped[datetime] = mapped_column(Instant)
    """When its `live`, holding or waiting, last spoke, by the database's clock."""
