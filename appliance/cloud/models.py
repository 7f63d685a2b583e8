"""Which storage the shop has beyond its walls, and what goes there."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model

NAMING = (".m3u8", "SUMS")
"""So ends what names other files: those may become fewer, and then it is told anew."""


class CloudStorage(Model):
    """One row, or none."""

    __tablename__ = "cloud_storage"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Always storage."""
    sealed: Mapped[str]
    """`appliance.cloud.terms.Terms` as JSON, sealed by the house's key."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Upload(Model):
    """A file that goes to the storage, or has gone. What is named so never changes but by `actions.send_anew`."""

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_state_rank", "state", "rank", "name"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    """In the bucket; below the data folder it lies under the same name."""
    kind: Mapped[str]
    """picture or recording."""
    rank: Mapped[int]
    """Smaller goes first."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    """Empty: what the file has when it is first read."""
    state: Mapped[str]
    """waiting, done, lost (the file is not what it should be, or not there) or leaving (it goes from the storage)."""
    tries: Mapped[int]
    problem: Mapped[str]
    """What the last try said."""
    found_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    box: Mapped[str] = mapped_column(server_default=text("''"))
    """Of two boxes that share a shop, on whose disk it lies."""
