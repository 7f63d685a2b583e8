"""A contest, what was scored in it, and whom each viewer is for."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Model


class Battle(Model):
    __tablename__ = "battles"
    __table_args__ = (Index("ix_battles_room_state", "room", "state"), Index("ix_battles_state", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("rooms.id"))
    seat: Mapped[str] = mapped_column(ForeignKey("stage_seats.id"))
    """Of the right one."""
    store: Mapped[str] = mapped_column(server_default=text("''"))
    """Whose host the right one is, a `media.stage.stores.models.Store`; empty: a guest of this house."""
    ours: Mapped[str] = mapped_column(server_default=text("''"))
    """By what our side is called between two stores: inviter or invited; empty within one."""
    far_phase: Mapped[str] = mapped_column(server_default=text("''"))
    """What the other store said last, a `standing.Phase`; empty before it said anything."""
    far_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """Of that; nothing older is heard."""
    far_heard_at: Mapped[datetime | None] = mapped_column(Instant)
    left: Mapped[str]
    right: Mapped[str]
    state: Mapped[str]
    """on (counted down, fought), settled (the loser pays) or over."""
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    punish_seconds: Mapped[int]
    punishment: Mapped[str]
    left_points: Mapped[int] = mapped_column(BigInteger)
    """Once it is settled: the ledger's sum, which never changes again."""
    right_points: Mapped[int] = mapped_column(BigInteger)
    """Between two stores: what the other one says of itself, from the beginning."""
    winner: Mapped[str]
    """left, right, or empty: nobody."""
    reason: Mapped[str]
    """time, forfeit or stopped; empty until it is settled."""
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    """The end of the loser's forfeit."""
    by: Mapped[str]


class BattlePoints(Model):
    """Only ever added to, once for each source and key."""

    __tablename__ = "battle_points"

    battle: Mapped[str] = mapped_column(ForeignKey("battles.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    """likes, gift or order."""
    key: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
    """left or right."""
    points: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)


class BattleSide(Model):
    __tablename__ = "battle_sides"

    battle: Mapped[str] = mapped_column(ForeignKey("battles.id"), primary_key=True)
    member: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str]
