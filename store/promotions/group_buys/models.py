"""A group buy, its teams, and who sits in them."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, not_, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Fen, Instant, Model
from store.promotions.campaign import Campaign

GONE = ("lapsed", "refunded")
"""States of a seat in which nobody sits any more."""
GRACE = timedelta(minutes=2)
"""For a team whose last seats are ordered: what is paid in its last second is heard of a little later."""
_STANDING = text("state NOT IN ('lapsed', 'refunded')")


class GroupBuy(Campaign):
    """Its pieces are a quota and not set aside; when it has ended no team is opened, and those that are go on."""

    __tablename__ = "group_buys"
    __table_args__ = (
        Index("ix_group_buys_room_state", "room", "state"),
        Index("ix_group_buys_product_state", "product", "state"),
    )

    room: Mapped[str] = mapped_column(server_default=text("''"))
    price: Mapped[Fen]
    plain_price: Mapped[Fen]
    """What may be crossed out beside it; equal to it when nothing may."""
    size: Mapped[int]
    """Members of a team, whoever opens it among them."""
    hours: Mapped[int]
    """That a team has."""
    per_member: Mapped[int]
    """Pieces that a member may take at most."""


class Team(Model):
    """`filled` + `taken` is at most `size`."""

    __tablename__ = "group_teams"
    __table_args__ = (
        Index("ix_group_teams_group_buy_state", "group_buy", "state"),
        Index("ix_group_teams_state_until", "state", "until"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    group_buy: Mapped[str] = mapped_column(ForeignKey("group_buys.id"))
    leader: Mapped[str]
    size: Mapped[int]
    filled: Mapped[int]
    """Seats that are paid."""
    taken: Mapped[int]
    """Seats that wait for an order or its money."""
    state: Mapped[str]
    """open, full (成团) or failed."""
    until: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


def joinable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Teams that somebody can join: one who has paid is in it, and a place is nobody's."""
    return (Team.state == "open", Team.filled > 0, Team.filled + Team.taken < Team.size, Team.until > now)


def over(now: datetime) -> ColumnElement[bool]:
    """Teams that fail now: as `state_of` says."""
    nearly_full = Team.filled + Team.taken >= Team.size
    return and_(Team.state == "open", Team.until <= now, or_(not_(nearly_full), Team.until <= now - GRACE))


def state_of(team: Team, now: datetime) -> str:
    """Whoever looks between its last moment and the sweep sees what it will be."""
    nearly_full = team.filled + team.taken >= team.size
    ends = team.until + (GRACE if nearly_full else timedelta())
    return "failed" if team.state == "open" and ends <= now else team.state


class TeamSeat(Model):
    """A member has one standing seat in a group buy at most."""

    __tablename__ = "group_seats"
    __table_args__ = (
        Index(
            "uq_group_seats_standing",
            "group_buy",
            "member",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_group_seats_team", "team"),
        Index("ix_group_seats_order", "order"),
        Index("ix_group_seats_member", "member"),
        Index("ix_group_seats_state_until", "state", "until"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("group_teams.id"))
    group_buy: Mapped[str] = mapped_column(ForeignKey("group_buys.id"))
    member: Mapped[str]
    quantity: Mapped[int]
    state: Mapped[str]
    """taken (may be ordered), ordered (waits for its money), paid, lapsed, or refunded."""
    order: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    """What is neither ordered nor paid by then is free for others."""
