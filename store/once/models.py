"""The answers that were given to requests that cost money."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class Answered(Model):
    """A request that cost money, by its Idempotency-Key: the same request gets the same answer."""

    __tablename__ = "answered_requests"

    sender: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """SHA-256 of method, path and body."""
    result: Mapped[Any | None] = mapped_column(Json, nullable=True)
    """What the action gave; None while it is done for the first time."""
    at: Mapped[datetime] = mapped_column(Instant)
