"""What was seen around an order, and what a colleague decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class Sighting(Model):
    """A member, or a device, network, phone, address or payer (fingerprints), placed an order."""

    __tablename__ = "sightings"
    __table_args__ = (Index("ix_sightings_kind_subject_at", "kind", "subject", "at"),)

    order: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """member, device, network, phone, address (of delivery) or payer."""
    subject: Mapped[str]
    """A fingerprint, a member's id, or a provider's payer."""
    member: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class ChangedRule(Model):
    """A rule of `rules.RULES` as staff set it."""

    __tablename__ = "risk_rules"

    name: Mapped[str] = mapped_column(primary_key=True)
    most: Mapped[int]
    minutes: Mapped[int]
    verdict: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Review(Model):
    __tablename__ = "reviews_of_orders"
    __table_args__ = (Index("ix_reviews_of_orders_state", "state"),)

    order: Mapped[str] = mapped_column(primary_key=True)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Rules that spoke up: [{"rule": name, "zh": ..., "en": ...}]."""
    state: Mapped[str]
    """open, passed or stopped."""
    by: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class Refusal(Model):
    """A buyer was turned away; staff see why."""

    __tablename__ = "refusals"
    __table_args__ = (Index("ix_refusals_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str]
    rule: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
