"""What group buys keep of a person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.promotions.group_buys.actions import adopt, forget
from store.promotions.group_buys.models import GroupBuy, TeamSeat


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001
    about = ("team", "quantity", "state", "order", "at")
    mine = select(TeamSeat, GroupBuy.title).join(GroupBuy, GroupBuy.id == TeamSeat.group_buy)
    rows = await session.execute(mine.where(TeamSeat.member == member).order_by(TeamSeat.at))
    return [{"title": title, **{name: getattr(one, name) for name in about}} for one, title in rows]


HOLDING = Holding(name="group_buys", adopt=adopt, forget=forget, everything=everything)
