"""Where a member sits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.promotions.group_buys.actions.ordering import KIND
from store.promotions.group_buys.models import GroupBuy, Team, TeamSeat, state_of
from store.promotions.mine import MyDeal


async def mine(session: AsyncSession, member: str, now: datetime, below: str, limit: int) -> Sequence[MyDeal]:
    """The latest first, from below the id `below`, if any; a place that was let go without paying is none."""
    held = or_(
        TeamSeat.state.in_(("ordered", "paid", "refunded")), and_(TeamSeat.state == "taken", TeamSeat.until > now)
    )
    here = (TeamSeat.member == member, held, *((TeamSeat.id < below,) if below else ()))
    asked = (
        select(TeamSeat, Team, GroupBuy)
        .join(Team, Team.id == TeamSeat.team)
        .join(GroupBuy, GroupBuy.id == TeamSeat.group_buy)
        .where(*here)
        .order_by(TeamSeat.id.desc())
        .limit(limit)
    )
    return [_told(seat, team, found, now) for seat, team, found in (await session.execute(asked)).all()]


def _told(seat: TeamSeat, team: Team, found: GroupBuy, now: datetime) -> MyDeal:
    return MyDeal(
        id=seat.id, kind=KIND, page=team.id, room=found.room, product=found.product, title=found.title,
        spec=found.spec, picture=found.picture, price=found.price, plain_price=found.plain_price,
        state=_state(seat, team, now), done=team.filled, all=team.size, order=seat.order,
        until=seat.until if seat.state in ("taken", "ordered") else team.until,
    )  # fmt: skip


def _state(seat: TeamSeat, team: Team, now: datetime) -> str:
    """待下单, 待付款, 等成团, 已成团, 拼团未成功, 已退出."""
    if seat.state in ("taken", "ordered"):
        return seat.state
    if state_of(team, now) == "failed":
        return "failed"
    if seat.state == "refunded":
        return "returned"
    return "full" if team.state == "full" else "waiting"
