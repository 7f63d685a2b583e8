"""What the shop promises for a friend, who brought whom, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Json, Model


class InviteTerms(Model):
    """One row: what the shop promises now."""

    __tablename__ = "invite_terms"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Always "invites"."""
    enabled: Mapped[bool]
    promise: Mapped[dict[str, Any]] = mapped_column(Json)
    """`terms.Promise`, as it is written down with whom it is bound."""
    most: Mapped[int]
    """Friends that are rewarded in all of the shop; its cost can never be more."""
    used: Mapped[int]
    """Those that were."""
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)


class InviteCode(Model):
    """What stands in the links of one inviter; of two persons who turned out to be one, both stay good."""

    __tablename__ = "invite_codes"
    __table_args__ = (Index("ix_invite_codes_member", "member"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str]
    device: Mapped[str]
    """The fingerprint of the phone that asked for it; empty when it did not tell."""
    made_at: Mapped[datetime] = mapped_column(Instant)


class Inviter(Model):
    """What the limits of one inviter have come to."""

    __tablename__ = "inviters"

    member: Mapped[str] = mapped_column(primary_key=True)
    rewarded: Mapped[int]
    day: Mapped[str]
    """Of the latest reward, in the shop: 2026-11-30."""
    today: Mapped[int]
    """Rewards of that day."""


class Invite(Model):
    """Somebody was brought by a link: once, for ever."""

    __tablename__ = "invites"
    __table_args__ = (
        Index("ix_invites_inviter_bound_at", "inviter", "bound_at"),
        Index("ix_invites_state_until", "state", "until"),
        Index("ix_invites_order", "order"),
    )

    invitee: Mapped[str] = mapped_column(primary_key=True)
    inviter: Mapped[str]
    state: Mapped[str]
    """waiting, rewarded or void."""
    reason: Mapped[str]
    """Why it is void, or why an inviter got nothing: a slug of `terms.WHY`."""
    promise: Mapped[dict[str, Any]] = mapped_column(Json)
    """`terms.Promise` as it was then."""
    least: Mapped[Fen]
    """What has to be paid for goods and kept; of the promise, but never nothing."""
    device: Mapped[str]
    """The fingerprint of the phone that opened the link."""
    order: Mapped[str | None]
    """The paid order that counts."""
    inviter_points: Mapped[int]
    inviter_coupon: Mapped[str | None]
    """That was given."""
    invitee_points: Mapped[int]
    invitee_coupon: Mapped[str | None]
    bound_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    """An order that is made later does not count."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
