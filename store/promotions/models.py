"""One table for everything that lowers a price; what is handed to one person has rows of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model


class Promotion(Model):
    __tablename__ = "promotions"
    __table_args__ = (Index("ix_promotions_state", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """timed-price 限时价, bundle 组合, reduction 满减, gift 买赠, coupon 优惠券, points 积分抵扣, shipping 运费."""
    name: Mapped[str]
    state: Mapped[str]
    """draft, running, paused or ended; `running` counts between starts_at and ends_at."""
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    scope: Mapped[dict[str, Any]] = mapped_column(Json)
    """`store.pricing` Scope."""
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    """`store.pricing` Audience."""
    rule: Mapped[dict[str, Any]] = mapped_column(Json)
    """The rule of its kind, of `store.pricing`."""
    priority: Mapped[int]
    stack_group: Mapped[str]
    """Coupons of different groups go together; the same group only once."""
    budget: Mapped[Fen | None]
    budget_used: Mapped[Fen]
    """Of coupons: what those in people's hands and those used may come to."""
    total: Mapped[int | None]
    """Coupons that may be issued, or orders that may use it; None: no limit."""
    used: Mapped[int]
    per_member: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class PromotionUse(Model):
    __tablename__ = "promotion_uses"

    promotion: Mapped[str] = mapped_column(ForeignKey("promotions.id"), primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[int]


class Consumption(Model):
    """What an order used up, so that exactly this can be given back."""

    __tablename__ = "consumptions"
    __table_args__ = (Index("ix_consumptions_member", "member"),)

    order: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str]
    promotions: Mapped[dict[str, int]] = mapped_column(Json)
    """Fen by promotion, as in the quote; without those whose gifts stayed in the shop."""
    standing: Mapped[bool]
    """False: given back, the order did not happen."""


class Coupon(Model):
    """A coupon in somebody's hand; its terms are those of its promotion when it was issued."""

    __tablename__ = "coupons"
    __table_args__ = (
        Index("ix_coupons_member_state", "member", "state"),
        Index("ix_coupons_order", "order"),
        Index("ix_coupons_state_valid_to", "state", "valid_to"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    promotion: Mapped[str] = mapped_column(ForeignKey("promotions.id"))
    member: Mapped[str]
    state: Mapped[str]
    """issued, used, expired or void."""
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    """`running.Terms`."""
    source: Mapped[str]
    """claimed, staff, won (in a round), invite, birthday, after-sale, ..."""
    order: Mapped[str | None]
    valid_from: Mapped[datetime] = mapped_column(Instant)
    valid_to: Mapped[datetime] = mapped_column(Instant)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class PointsBalance(Model):
    __tablename__ = "points_balances"

    member: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int]
    """May be negative after earned points were taken back."""


class PointsEntry(Model):
    """Why points moved; only appended to."""

    __tablename__ = "points_entries"
    __table_args__ = (
        Index("ix_points_entries_member", "member"),
        Index("ix_points_entries_order", "order"),
        Index("ix_points_entries_lapsed_expires_at", "lapsed", "expires_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """The business fact: ``earned/ORDER``, ``spent/ORDER/0``."""
    member: Mapped[str]
    order: Mapped[str | None]
    points: Mapped[int]
    reason: Mapped[str]
    """earned, taken-back, spent, returned, given, gift (given away in a room), gift-returned or expired."""
    at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    lapsed: Mapped[bool]
    """Its last day was seen to."""
