"""Group buys and teams as viewers and staff see them (JSON)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.models import Member
from store.members.names import called
from store.promotions.group_buys import reads
from store.promotions.group_buys.models import Team, TeamSeat, state_of
from store.promotions.group_buys.reads import Standing, Word

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class MySeat(msgspec.Struct, frozen=True, kw_only=True):
    claim: str
    team: str
    quantity: int
    state: str
    """taken (order it: POST /orders with `claim`), ordered or paid."""
    team_state: str
    """open, full or failed (then the money goes back)."""
    missing: int
    """Seats of its team that are not paid."""
    order: str | None
    until: Aware
    """To order and to pay, while that is not done."""


class TeamBrief(msgspec.Struct, frozen=True):
    """A team that can be joined."""

    team: str
    missing: int
    until: Aware


class GroupBuyShown(msgspec.Struct, frozen=True, kw_only=True):
    group_buy: str
    room: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    price: int
    plain_price: int
    size: int
    hours: int
    per_member: int
    quantity: int
    left: int
    state: Word
    """未开始 announced, 可开团 open, 名额已满 sold-out (teams may still be joined), 已结束 ended."""
    opens_at: Aware
    ends_at: Aware
    full: int
    """Teams that are complete (已成团)."""
    waiting: int
    """Teams that can be joined."""
    teams: list[TeamBrief]
    """Those of them that lack the fewest."""
    mine: MySeat | None = None


class Face(msgspec.Struct, frozen=True):
    """Somebody in a team, as everybody may know them."""

    name: str
    avatar: str | None
    leader: bool
    me: bool


class TeamShown(msgspec.Struct, frozen=True, kw_only=True):
    team: str
    state: str
    """open, full or failed; open whose time is over is failed."""
    size: int
    missing: int
    taken: int
    """Places that somebody is about to pay."""
    until: Aware
    faces: list[Face]
    group_buy: GroupBuyShown
    mine: MySeat | None
    """My seat in this team or another one of the group buy."""
    now: Aware


def shown(standing: Standing, now: datetime, mine: MySeat | None = None) -> GroupBuyShown:
    one = standing.group_buy
    return GroupBuyShown(
        group_buy=one.id, room=one.room, product=one.product, sku=one.sku, title=one.title, spec=one.spec,
        picture=one.picture, price=one.price, plain_price=one.plain_price, size=one.size, hours=one.hours,
        per_member=one.per_member, quantity=one.quantity, left=one.left, state=standing.word(now),
        opens_at=one.opens_at, ends_at=one.ends_at, full=standing.full, waiting=standing.waiting,
        teams=[TeamBrief(team.id, team.size - team.filled, team.until) for team in standing.teams], mine=mine,
    )  # fmt: skip


async def all_shown(
    session: AsyncSession, found: Sequence[Standing], viewer: str, now: datetime
) -> list[GroupBuyShown]:
    """With what the viewer holds of them."""
    seats = await reads.seats_of(session, viewer, [one.group_buy.id for one in found])
    return [shown(one, now, _mine(seats.get(one.group_buy.id))) for one in found]


async def team_shown(session: AsyncSession, keys: Keys, wanted: str, viewer: str, now: datetime) -> TeamShown:
    """Raises TeamNotFound."""
    team, seats = await reads.team(session, wanted)
    standing = await reads.group_buy(session, team.group_buy, now)
    (card,) = await all_shown(session, [standing], viewer, now)
    return TeamShown(
        team=team.id, state=state_of(team, now), size=team.size, missing=team.size - team.filled, taken=team.taken,
        until=team.until, faces=[await _face(session, keys, team, seat, viewer) for seat in seats], group_buy=card,
        mine=card.mine, now=now,
    )  # fmt: skip


def _mine(found: tuple[TeamSeat, Team] | None) -> MySeat | None:
    if found is None:
        return None
    seat, team = found
    return MySeat(
        claim=seat.id, team=seat.team, quantity=seat.quantity, state=seat.state, team_state=team.state,
        missing=team.size - team.filled, order=seat.order, until=seat.until,
    )  # fmt: skip


async def _face(session: AsyncSession, keys: Keys, team: Team, seat: TeamSeat, viewer: str) -> Face:
    known = await session.get(Member, seat.member)
    name = called(keys, seat.member, known.nickname if known else "")
    avatar = f"/blobs/{known.avatar}" if known and known.avatar else None
    return Face(name, avatar, seat.member == team.leader, seat.member == viewer)
