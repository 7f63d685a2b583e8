"""Carts."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class CartItem(Model):
    __tablename__ = "cart_items"

    member: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    selected: Mapped[bool]
    room: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant)
