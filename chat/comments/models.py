"""What was said, and what stands above it."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Comment(Model):
    """Its id sorts by the time it was said."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_room_id", "room", "id"),
        Index("ix_comments_room_moment", "room", "moment"),
        Index("ix_comments_room_topic_id", "room", "topic", "id"),
        Index("ix_comments_viewer", "viewer"),
        Index("ix_comments_state_id", "state", "id"),
        Index("ix_comments_checked_id", "checked", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    show: Mapped[str]
    """The broadcast that was on air; empty between two."""
    viewer: Mapped[str]
    """The member's id, of staff ``staff:ID``; empty when the person has left for good."""
    name: Mapped[str]
    level: Mapped[str]
    buyer: Mapped[bool]
    role: Mapped[str]
    """host or staff; empty: a viewer."""
    text: Mapped[str]
    folded: Mapped[str]
    """As `moderation.fold` makes it: the same question asked twice is the same here."""
    at: Mapped[datetime] = mapped_column(Instant)
    moment: Mapped[datetime] = mapped_column(Instant)
    """The media time (PROGRAM-DATE-TIME) it belongs to: a replay shows it then."""
    reply_to: Mapped[str]
    reply_name: Mapped[str]
    state: Mapped[str]
    """said, yours (only its writer sees it), held (waits for a colleague), recalled or rejected."""
    why: Mapped[str]
    """Of what is not simply said: review, word, advert, phone, link, crowd, wechat or staff, and the word."""
    topic: Mapped[str]
    """What it asks about (`chat.questions`); empty: it asks nothing."""
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    checked: Mapped[str]
    """What WeChat's text check said: pass, review, risky; none: it is not asked about this one; empty: not yet."""
    by: Mapped[str]
    """The colleague who decided last."""


class PinnedComment(Model):
    """What stands above a room's comments."""

    __tablename__ = "pinned_comments"

    room: Mapped[str] = mapped_column(primary_key=True)
    comment: Mapped[str]
    """Empty: a line of the shop's own."""
    name: Mapped[str]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
