"""A flash sale, and who has got pieces of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model


class FlashSale(Model):
    __tablename__ = "flash_sales"
    __table_args__ = (
        Index("ix_flash_sales_room_state", "room", "state"),
        Index("ix_flash_sales_product_state", "product", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    product: Mapped[str] = mapped_column(ForeignKey("products.id"))
    sku: Mapped[str] = mapped_column(ForeignKey("skus.id"))
    title: Mapped[str]
    spec: Mapped[str]
    picture: Mapped[str]
    """A path; empty without one."""
    price: Mapped[Fen]
    plain_price: Mapped[Fen]
    """What may be crossed out beside it; equal to it when nothing may."""
    quantity: Mapped[int]
    """Pieces carved out of stock."""
    per_member: Mapped[int]
    left: Mapped[int]
    """Pieces that nobody holds."""
    returned: Mapped[int]
    """Pieces that are ordinary stock again, or were when the sale was over."""
    state: Mapped[str]
    """announced, open or ended."""
    opens_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str]
    """Of its end: sold-out, time or staff."""
    by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


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
