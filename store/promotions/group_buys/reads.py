"""What is asked about group buys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import GroupBuyCounted
from store.catalogue.on_offer import OnOffer
from store.promotions.going_on import going_on, told
from store.promotions.group_buys.actions.ordering import KIND
from store.promotions.group_buys.models import GONE, GroupBuy, Team, TeamSeat, joinable
from store.promotions.group_buys.problems import GroupBuyNotFound, TeamNotFound
from store.promotions.won import TeamOfOrder

JUST_OVER = timedelta(minutes=30)
MOST, MOST_TEAMS, MOST_LISTED = 50, 5, 100
Word = Literal["announced", "open", "sold-out", "ended"]


class Standing(msgspec.Struct, frozen=True):
    """A group buy, and how its teams stand."""

    group_buy: GroupBuy
    full: int
    paid: int
    """Pieces that were bought in full teams."""
    waiting: int
    """Teams that somebody can join."""
    teams: Sequence[Team]
    """Those of them that lack the fewest."""

    def word(self, now: datetime) -> Word:
        """未开始, 可开团, 名额已满 (teams may still be joined), 已结束."""
        found = self.group_buy
        if found.state == "ended" or now >= found.ends_at:
            return "ended"
        if now < found.opens_at:
            return "announced"
        return "open" if found.left >= found.size * found.per_member else "sold-out"


async def of_room(session: AsyncSession, room: str, now: datetime) -> list[Standing]:
    """Announced, open and just over; those that open first come first."""
    recent = or_(GroupBuy.state != "ended", GroupBuy.ended_at > now - JUST_OVER)
    mine = select(GroupBuy).where(GroupBuy.room == room, recent)
    found = await session.scalars(mine.order_by(GroupBuy.opens_at, GroupBuy.id).limit(MOST))
    return await _standing(session, found.all(), now)


async def of_product(session: AsyncSession, product: str, now: datetime, room: str = "") -> list[Standing]:
    """Where teams can be opened now: the shop's own, and those of the `room` the buyer came from."""
    on = (GroupBuy.state != "ended", GroupBuy.opens_at <= now, GroupBuy.ends_at > now)
    mine = select(GroupBuy).where(GroupBuy.product == product, GroupBuy.room.in_({"", room}), *on)
    found = await session.scalars(mine.order_by(GroupBuy.price, GroupBuy.id).limit(MOST))
    return await _standing(session, found.all(), now)


async def offered(session: AsyncSession, products: Sequence[str], now: datetime) -> list[OnOffer]:
    """Announced and open, of all these products."""
    rows = await _GOING_ON.asked(session, products=products, now=now)
    return [told(row, KIND, now, least=row.size * row.per_member) for row in rows]


def counted(found: Standing) -> GroupBuyCounted:
    """As its room was told last."""
    group_buy, first = found.group_buy, next(iter(found.teams), None)
    return GroupBuyCounted(
        room=group_buy.room, group_buy=group_buy.id, left=group_buy.left, full=found.full, waiting=found.waiting,
        team=first.id if first else "", missing=first.size - first.filled if first else 0,
        until=first.until if first else None,
    )  # fmt: skip


async def begun_between(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[Standing]:
    """Announced in that time, in their order; full and paid as they are now, waiting as at its end."""
    mine = select(GroupBuy).where(GroupBuy.room == room, GroupBuy.created_at >= since, GroupBuy.created_at < until)
    found = await session.scalars(mine.order_by(GroupBuy.created_at, GroupBuy.id).limit(MOST))
    return await _standing(session, found.all(), until)


async def listed(session: AsyncSession, now: datetime, state: str = "") -> list[Standing]:
    """Of the whole house for staff, the latest first; `state`: on (not ended) or ended."""
    wanted = {"on": [GroupBuy.state != "ended"], "ended": [GroupBuy.state == "ended"]}.get(state, [])
    found = await session.scalars(select(GroupBuy).where(*wanted).order_by(GroupBuy.id.desc()).limit(MOST_LISTED))
    return await _standing(session, found.all(), now)


async def group_buy(session: AsyncSession, wanted: str, now: datetime) -> Standing:
    """Raises GroupBuyNotFound."""
    found = await session.get(GroupBuy, wanted)
    if found is None:
        raise GroupBuyNotFound
    return (await _standing(session, [found], now))[0]


async def team(session: AsyncSession, wanted: str) -> tuple[Team, Sequence[TeamSeat]]:
    """With who is in it: paid seats, in the order in which they were taken. Raises TeamNotFound."""
    found = await session.get(Team, wanted)
    if found is None:
        raise TeamNotFound
    states = ("paid", "refunded") if found.state == "failed" else ("paid",)
    seats = select(TeamSeat).where(TeamSeat.team == wanted, TeamSeat.state.in_(states))
    return found, (await session.scalars(seats.order_by(TeamSeat.at, TeamSeat.id))).all()


async def teams_of(session: AsyncSession, group_buy: str) -> Sequence[Team]:
    """That somebody has paid in, or still may: the latest first."""
    mine = select(Team).where(Team.group_buy == group_buy, or_(Team.filled > 0, Team.state == "open"))
    return (await session.scalars(mine.order_by(Team.id.desc()).limit(MOST_LISTED))).all()


async def seats_of(session: AsyncSession, member: str, group_buys: Sequence[str]) -> dict[str, tuple[TeamSeat, Team]]:
    """A member's standing seats with their teams, by group buy."""
    mine = select(TeamSeat, Team).join(Team, Team.id == TeamSeat.team).where(TeamSeat.member == member)
    rows = await session.execute(mine.where(TeamSeat.group_buy.in_(group_buys), TeamSeat.state.not_in(GONE)))
    return {seat.group_buy: (seat, team) for seat, team in rows.all()}


async def teams_of_orders(session: AsyncSession, orders: Sequence[str]) -> dict[str, TeamOfOrder]:
    """By order, of those that were bought in a team."""
    seats = select(TeamSeat.order, TeamSeat.state.label("seat"), Team).join(Team, Team.id == TeamSeat.team)
    rows = (await session.execute(seats.where(TeamSeat.order.in_(list(orders))))).all()
    return {row.order: _of_order(row.seat, row.Team) for row in rows}


def _of_order(seat: str, found: Team) -> TeamOfOrder:
    waits = seat == "paid" and found.state != "full"
    return TeamOfOrder(found.id, found.state, found.size, found.size - found.filled, found.until, waits)


async def _standing(session: AsyncSession, found: Sequence[GroupBuy], now: datetime) -> list[Standing]:
    ids = [one.id for one in found]
    waits = (Team.group_buy.in_(ids), *joinable(now))
    full = await _counted(session, Team.group_buy.in_(ids), Team.state == "full")
    waiting = await _counted(session, *waits)
    bought = (
        select(TeamSeat.group_buy, func.sum(TeamSeat.quantity).label("pieces"))
        .join(Team, Team.id == TeamSeat.team)
        .where(TeamSeat.group_buy.in_(ids), TeamSeat.state == "paid", Team.state == "full")
        .group_by(TeamSeat.group_buy)
    )
    paid = {row.group_buy: int(row.pieces) for row in await session.execute(bought)}
    teams = await _nearest(session, *waits)
    return [
        Standing(
            one, full.get(one.id, 0), paid.get(one.id, 0), waiting.get(one.id, 0),
            [team for team in teams if team.group_buy == one.id],
        )
        for one in found
    ]  # fmt: skip


async def _nearest(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[Team]:
    """A few of each group buy, those that lack the fewest first: there may be thousands, and every viewer asks."""
    order = (Team.size - Team.filled, Team.until, Team.id)
    place = func.row_number().over(partition_by=Team.group_buy, order_by=order).label("place")
    placed = select(Team.id, place).where(*which).subquery()
    few = select(Team).join(placed, placed.c.id == Team.id).where(placed.c.place <= MOST_TEAMS)
    return (await session.scalars(few.order_by(*order))).all()


async def _counted(session: AsyncSession, *which: ColumnElement[bool]) -> dict[str, int]:
    """Teams by group buy."""
    counted = select(Team.group_buy, func.count().label("teams")).where(*which).group_by(Team.group_buy)
    return {row.group_buy: int(row.teams) for row in await session.execute(counted)}


_GOING_ON = going_on(GroupBuy, GroupBuy.price, GroupBuy.size, GroupBuy.per_member)
