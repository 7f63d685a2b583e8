"""Where a room's picture is sent on to."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Outlet(Model):
    __tablename__ = "outlets"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    """tencent, aliyun or rtmp."""
    sealed: Mapped[str]
    """The cloud's record (media/relay/clouds.py) as JSON, sealed by the house's key."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class RelayedRoom(Model):
    """A room that is sent on whenever it is on air."""

    __tablename__ = "relayed_rooms"

    room: Mapped[str] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlets.id"), primary_key=True)
    rendition: Mapped[str]
    """source, 720p and so on."""
