"""What viewers reported."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Report(Model):
    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("reporter", "about", "subject", name="uq_reports_reporter"),
        Index("ix_reports_state", "state"),
        Index("ix_reports_subject", "subject"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    about: Mapped[str]
    """comment, viewer, room or product."""
    subject: Mapped[str]
    """The id of what is reported."""
    whom: Mapped[str]
    """The viewer whose words or deeds they are; empty when it is the shop."""
    name: Mapped[str]
    """As they were called then."""
    text: Mapped[str]
    """What was said, of a comment."""
    reason: Mapped[str]
    """One of `actions.Reason`."""
    words: Mapped[str]
    """The reporter's own."""
    reporter: Mapped[str | None]
    """The member; None once they were forgotten."""
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str]
    """open, dealt or dismissed."""
    what: Mapped[str]
    """What a colleague decided: dismiss, recall, mute or kick; empty until then."""
    by: Mapped[str]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
