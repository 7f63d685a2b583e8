"""What invites keep of a person."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.invites.actions import adopt, forget
from store.invites.models import Invite, InviteCode
from store.members.holdings import Holding


async def everything(
    session: AsyncSession,
    keys: Keys,  # noqa: ARG001 - nothing is sealed
    member: str,
) -> dict[str, Any]:
    """Of others no more than what came of them."""
    codes = select(InviteCode.code).where(InviteCode.member == member).order_by(InviteCode.made_at)
    mine = select(Invite).where(or_(Invite.inviter == member, Invite.invitee == member)).order_by(Invite.bound_at)
    return {
        "codes": list(await session.scalars(codes)),
        "invites": [_told(one, member) for one in await session.scalars(mine)],
    }


def _told(one: Invite, member: str) -> dict[str, Any]:
    brought = one.inviter == member
    return {
        "as": "inviter" if brought else "friend",
        "state": one.state,
        "points": one.inviter_points if brought else one.invitee_points,
        "coupon": one.inviter_coupon if brought else one.invitee_coupon,
        "order": None if brought else one.order,
        "at": one.bound_at,
        "ended_at": one.ended_at,
    }


HOLDING = Holding(name="invites", adopt=adopt, forget=forget, everything=everything)
