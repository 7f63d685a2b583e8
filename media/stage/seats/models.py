"""A stage is laid out; a seat is one guest's way onto it and off it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Stage(Model):
    """How a room's stage is laid out; a room without a row has never had one."""

    __tablename__ = "stages"

    room: Mapped[str] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    layout: Mapped[str]
    """`media.stage.layout.Layout`."""
    portrait: Mapped[bool | None]
    """None: as the host's own picture is."""
    changed_at: Mapped[datetime] = mapped_column(Instant)


class StageSeat(Model):
    __tablename__ = "stage_seats"
    __table_args__ = (Index("ix_stage_seats_room_state", "room", "state"), Index("ix_stage_seats_state", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    state: Mapped[str]
    """invited, waiting (has agreed, and may ring), ringing, seated or over."""
    invited_by: Mapped[str]
    invited_at: Mapped[datetime] = mapped_column(Instant)
    link_until: Mapped[datetime] = mapped_column(Instant)
    mark: Mapped[str]
    """What only the browser knows that used the link; empty until one did."""
    name: Mapped[str]
    """As the guest gave it: it stands in the picture."""
    consent: Mapped[str]
    """The version of the text that the guest agreed to; empty until then."""
    consented_at: Mapped[datetime | None] = mapped_column(Instant)
    consented_from: Mapped[str] = mapped_column(server_default=text("''"))
    """The network address of the browser that agreed."""
    ringing_until: Mapped[datetime | None] = mapped_column(Instant)
    seated_at: Mapped[datetime | None] = mapped_column(Instant)
    away_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when nothing comes from who is seated: from the beginning, too."""
    muted: Mapped[bool]
    camera_off: Mapped[bool]
    over_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str]
    """left, removed, lost, over, unshared, declined, refused, withdrawn or expired; empty until it is over."""
