"""What can be given, how, and what was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class GiftRules(Model):
    """One row: how this shop lets viewers give."""

    __tablename__ = "gift_rules"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Always "gifts"."""
    enabled: Mapped[bool]
    daily_points: Mapped[int]
    """That one member may give away in a day."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Gift(Model):
    __tablename__ = "gifts"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    points: Mapped[int]
    effect: Mapped[str]
    """How it is shown 飘过, 迸发 or 全屏: an `actions.Effect`."""
    picture: Mapped[str | None]
    """The name of a blob."""
    position: Mapped[int]
    offered: Mapped[bool]
    """False: taken out of the panel; what was given keeps its name."""
    changed_at: Mapped[datetime] = mapped_column(Instant)


class GiftRecord(Model):
    """What was given; only `returned_at` ever changes, and the person when they leave."""

    __tablename__ = "gifts_given"
    __table_args__ = (Index("ix_gifts_given_member_at", "member", "at"), Index("ix_gifts_given_room", "room"))

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    broadcast: Mapped[str]
    member: Mapped[str | None]
    gift: Mapped[str] = mapped_column(ForeignKey("gifts.id"))
    name: Mapped[str]
    points: Mapped[int]
    """In all."""
    count: Mapped[int]
    combo: Mapped[int]
    """Given in one go until then, these included."""
    at: Mapped[datetime] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    """Staff gave the points back: a child had given."""
    returned_by: Mapped[str]
