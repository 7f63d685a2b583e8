"""A flash sale, and who has got pieces of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model
from store.promotions.campaign import Campaign


class FlashSale(Campaign):
    """Its pieces are carved out of stock; sold out, it ends."""

    __tablename__ = "flash_sales"
    __table_args__ = (
        Index("ix_flash_sales_room_state", "room", "state"),
        Index("ix_flash_sales_product_state", "product", "state"),
    )

    price: Mapped[Fen]
    plain_price: Mapped[Fen]
    """What may be crossed out beside it; equal to it when nothing may."""
    per_member: Mapped[int]
    members: Mapped[bool]
    """Only who has logged in may grab."""
    returned: Mapped[int]
    """Pieces that are ordinary stock again, or were when the sale was over."""


class FlashClaim(Model):
    """Pieces that somebody got. A member has one standing claim in a sale at most: that is the limit per person."""

    __tablename__ = "flash_claims"
    __table_args__ = (
        Index(
            "uq_flash_claims_standing",
            "sale",
            "member",
            unique=True,
            sqlite_where=text("state != 'lapsed'"),
            postgresql_where=text("state != 'lapsed'"),
        ),
        Index("ix_flash_claims_sale_state", "sale", "state"),
        Index("ix_flash_claims_state_until", "state", "until"),
        Index("ix_flash_claims_order", "order"),
        Index("ix_flash_claims_member", "member"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    sale: Mapped[str] = mapped_column(ForeignKey("flash_sales.id"))
    member: Mapped[str]
    quantity: Mapped[int]
    state: Mapped[str]
    """won (may be ordered), ordered (waits for its money), paid, or lapsed (its pieces went back)."""
    order: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    """What is neither ordered nor paid by then goes back."""
