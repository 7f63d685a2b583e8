"""Colleagues, their sessions, and the wrong passwords of the last minutes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Staff(Model):
    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password: Mapped[str]
    """An Argon2id hash in PHC form (RFC 9106)."""
    must_change: Mapped[bool]
    """The password was handed over by somebody else."""
    shut_at: Mapped[datetime | None] = mapped_column(Instant)
    joined_at: Mapped[datetime] = mapped_column(Instant)


class StaffSession(Model):
    __tablename__ = "staff_sessions"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    """The cookie itself is never stored."""
    staff: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    address: Mapped[str]
    agent: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)


class FailedSignIn(Model):
    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_address_at", "address", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
