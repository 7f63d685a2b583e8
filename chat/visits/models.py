"""Who came to a show, and how many were there."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Visit(Model):
    """One viewer in one show, however often they came and went."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_viewer_came_at", "viewer", "came_at"), Index("ix_visits_came_at", "came_at"))

    broadcast: Mapped[str] = mapped_column(primary_key=True)
    viewer: Mapped[str] = mapped_column(primary_key=True)
    """Of who has left for good a mark that leads nowhere."""
    room: Mapped[str]
    source: Mapped[str]
    """Where they came from at first, one of `sources.SOURCES`."""
    came_at: Mapped[datetime] = mapped_column(Instant)
    seconds: Mapped[int]
    """That they were there; of who is there still, as of at most a minute ago."""


class AudienceCount(Model):
    """How many watched a room, a few times a minute while a show is on air."""

    __tablename__ = "audience_counts"

    room: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    viewers: Mapped[int]
