"""The alarms that stand now; the journal keeps those that are over."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Alarm(Model):
    __tablename__ = "alarms"

    id: Mapped[str] = mapped_column(primary_key=True)
    """What it is about: ``disk``, ``process-live``, ``ladder-ROOM-720p``."""
    zh: Mapped[str]
    en: Mapped[str]
    room: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(Instant)
