"""Rounds, who entered them, and what they won."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class Round(Model):
    __tablename__ = "rounds"
    __table_args__ = (Index("ix_rounds_room_state", "room", "state"), Index("ix_rounds_state", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
    broadcast: Mapped[str]
    """Empty when nothing was on air."""
    kind: Mapped[str]
    """coupon-drop 发券, lottery 福袋, poll 投票, quiz 答题, red-packets 红包雨, check-in 签到."""
    title: Mapped[str]
    spec: Mapped[dict[str, Any]] = mapped_column(Json)
    """`spec.Spec`: announced with the round, never changed."""
    state: Mapped[str]
    """open (from its announcement on), drawing (takes no more entries, its draw is being made), ended or cancelled."""
    since: Mapped[datetime] = mapped_column(Instant)
    """What was bought or shared from then on counts for its rule: the beginning of the show."""
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    commitment: Mapped[str]
    seed_sealed: Mapped[str]
    seed: Mapped[str]
    """Empty until it is over."""
    entries: Mapped[int]
    left: Mapped[int]
    """Prizes of a first-come round that nobody has yet; -1: not of that kind."""
    tallies: Mapped[list[int]] = mapped_column(Json)
    """By option, once it is over."""
    won: Mapped[int]
    reason: Mapped[str]
    """closed, used-up or cancelled; empty until then."""
    by: Mapped[str]
    announced_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class RoundEntry(Model):
    __tablename__ = "round_entries"
    __table_args__ = (
        UniqueConstraint("round", "member", name="uq_round_entries_round"),
        Index("ix_round_entries_member", "member"),
    )

    round: Mapped[str] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    """`draw.mark`: stays as it was when members merge or go."""
    place: Mapped[int]
    """In the order of arrival, from 1."""
    member: Mapped[str | None]
    """None once they were forgotten, or merged into somebody who had entered, too."""
    name: Mapped[str]
    """As everybody may know it."""
    choice: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)


class RoundWin(Model):
    __tablename__ = "round_wins"
    __table_args__ = (
        UniqueConstraint("round", "mark", name="uq_round_wins_round"),
        Index("ix_round_wins_member", "member"),
        Index("ix_round_wins_state_until", "state", "until"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[str] = mapped_column(ForeignKey("rounds.id"))
    mark: Mapped[str]
    rank: Mapped[int]
    """From 1, as drawn or as they came."""
    member: Mapped[str | None]
    name: Mapped[str]
    prize: Mapped[int]
    """Which of the round's prizes, from 0."""
    kind: Mapped[str]
    title: Mapped[str]
    points: Mapped[int]
    state: Mapped[str]
    """drawing (not true yet), drawn (not handed over yet), won (goods that wait to be claimed), claimed (it is
    theirs) or lapsed."""
    until: Mapped[datetime | None] = mapped_column(Instant)
    coupon: Mapped[str | None]
    order: Mapped[str | None]
    """By which goods are sent; whom to is sealed there."""
    at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class RoomFollow(Model):
    __tablename__ = "room_follows"
    __table_args__ = (Index("ix_room_follows_member", "member"),)

    room: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class RoomShare(Model):
    __tablename__ = "room_shares"
    __table_args__ = (Index("ix_room_shares_member", "member"),)

    room: Mapped[str] = mapped_column(primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    """The latest."""
