"""What promotions keep of a person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.promotions import reads
from store.promotions.actions import adopt, forget
from store.promotions.models import Coupon


async def everything(session: AsyncSession, keys: Keys, member: str) -> dict[str, Any]:  # noqa: ARG001 - nothing is sealed
    mine = select(Coupon).where(Coupon.member == member).order_by(Coupon.issued_at)
    return {
        "coupons": [
            {"name": one.terms["name"], "state": one.state, "issued_at": one.issued_at, "valid_to": one.valid_to}
            for one in await session.scalars(mine)
        ],
        "points": await reads.points(session, member),
        "points_moves": [
            {"points": one.points, "reason": one.reason, "order": one.order, "at": one.at}
            for one in await reads.points_moves(session, member, limit=10_000)
        ],
    }


HOLDING = Holding(name="promotions", adopt=adopt, forget=forget, everything=everything)
