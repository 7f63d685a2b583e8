"""How many taps a room's heart has had."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Likes(Model):
    __tablename__ = "likes"

    room: Mapped[str] = mapped_column(primary_key=True)
    show: Mapped[str] = mapped_column(primary_key=True)
    """The broadcast; empty: between two."""
    total: Mapped[int] = mapped_column(BigInteger)


class LikeCount(Model):
    """Taps in the `STEP` that begins at `at`, as they were written down; only while a show is on air."""

    __tablename__ = "like_counts"

    room: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    taps: Mapped[int]
