"""What of each show is kept, and of what files it consists."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class Recording(Model):
    """One show's recording. When its files go, the row stays: it says who let them go, and when."""

    __tablename__ = "recordings"
    __table_args__ = (Index("ix_recordings_room_started_at", "room", "started_at"),)

    show: Mapped[str] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    room: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    """recording (files are still added), kept (they are all closed, and listed in the manifest) or gone."""
    started_at: Mapped[datetime] = mapped_column(Instant)
    length: Mapped[int] = mapped_column(BigInteger)
    """Of the replay, in milliseconds."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Of all files, in bytes."""
    renditions: Mapped[Any] = mapped_column(Json)
    """Names, the one that stands for the show first: the source, but where most of it was lost."""
    spans: Mapped[Any] = mapped_column(Json)
    """What of the show was kept: `media.recording.takes.Span` in order."""
    stills: Mapped[Any] = mapped_column(Json, nullable=True)
    """Small pictures for scrubbing: `media.recording.stills.Stills`, or null."""
    poster: Mapped[str | None]
    """The name of a blob."""
    manifest: Mapped[str]
    """SHA-256 of the file SHA256SUMS, which names every other file with its own; empty while state is recording."""
    public: Mapped[bool]
    """Viewers find the replay."""
    views: Mapped[int]
    needed_until: Mapped[datetime | None] = mapped_column(Instant)
    """Before that only the owner's explicit word lets it go; None: no rule asks for it."""
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(server_default="here")
    """Where its reels lie: here, away (in the cloud's storage alone) or coming (back from there)."""
    placed_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when they lie there; None: they never lay elsewhere."""
    gone_by: Mapped[str]
    """The colleague who decided, or empty: its time was over, or its files were lost."""


class ReelKept(Model):
    """One closed reel: a file that never changes. Beside it stands its index, under the same name with .idx.

    It is DATA/recordings/ROOM/SHOW/RENDITION/NUMBER.mp4, the number in four digits; `media.recording.places` says so.
    """

    __tablename__ = "reels"

    show: Mapped[str] = mapped_column(ForeignKey("recordings.show"), primary_key=True)
    rendition: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    """When its first frame was on air."""
    length: Mapped[int]
    """In milliseconds."""
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    sha256: Mapped[str]
    """Of the reel; that of its index stands in the manifest."""
    closed_at: Mapped[datetime] = mapped_column(Instant)
    """When the house knew that it was complete."""
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when the file is no longer on this box."""


class Shelved(Model):
    """Of two boxes that share a shop, one has closed and told all that it has of a show that is over."""

    __tablename__ = "shelved"

    show: Mapped[str] = mapped_column(ForeignKey("broadcasts.id"), primary_key=True)
    box: Mapped[str] = mapped_column(primary_key=True)
