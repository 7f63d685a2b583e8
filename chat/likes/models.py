"""How many taps a room's heart has had."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Model


class Likes(Model):
    __tablename__ = "likes"

    room: Mapped[str] = mapped_column(primary_key=True)
    show: Mapped[str] = mapped_column(primary_key=True)
    """The broadcast; empty: between two."""
    total: Mapped[int] = mapped_column(BigInteger)
