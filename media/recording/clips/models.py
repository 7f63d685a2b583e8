"""What was cut out of shows."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Clip(Model):
    """Its film is DATA/clips/ID.mp4, the upright one DATA/clips/ID-upright.mp4. It may outlive its show's recording."""

    __tablename__ = "clips"
    __table_args__ = (Index("ix_clips_product_since", "product", "since"), Index("ix_clips_show", "show"))

    id: Mapped[str] = mapped_column(primary_key=True)
    """Of a clip of an explain window that window's id."""
    room: Mapped[str]
    show: Mapped[str]
    product: Mapped[str]
    """Empty: it is about no product."""
    origin: Mapped[str] = mapped_column(server_default="explained")
    """explained (an explain window), mark (打点) or cut (by hand, or from a peak)."""
    title: Mapped[str]
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str]
    """waiting, ready, failed or gone."""
    asked_at: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    length: Mapped[int]
    """In milliseconds."""
    size: Mapped[int] = mapped_column(BigInteger)
    poster: Mapped[str | None]
    """The name of a blob."""
    exact: Mapped[bool] = mapped_column(server_default=false())
    """精确到帧: it begins and ends with the very picture, for which those beside its ends are encoded anew."""
    done: Mapped[int] = mapped_column(server_default="0")
    """Percent of an exact cut."""
    public: Mapped[bool]
    upright: Mapped[str]
    """The 9:16 film for short-video platforms: empty (nobody asked), waiting, ready or failed."""
    upright_done: Mapped[int]
    """Percent."""
    unseen_since: Mapped[datetime | None] = mapped_column(Instant)
    """Since when no page of viewers shows it; None: one does, or nobody has looked yet."""


class PeakDismissed(Model):
    """A colleague wants no clip of the peak that has this moment in it."""

    __tablename__ = "peaks_dismissed"

    show: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    by: Mapped[str]
    dismissed_at: Mapped[datetime] = mapped_column(Instant)
