"""What rounds keep of a person."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.play import reads
from store.play.actions import adopt, forget
from store.play.models import RoomFollow, RoomShare, RoundEntry
from store.play.shown import win_card


async def everything(session: AsyncSession, keys: Keys, member: str) -> dict[str, Any]:  # noqa: ARG001 - nothing is sealed
    entered = select(RoundEntry).where(RoundEntry.member == member).order_by(RoundEntry.at)
    follows = select(RoomFollow).where(RoomFollow.member == member).order_by(RoomFollow.at)
    shares = select(RoomShare).where(RoomShare.member == member).order_by(RoomShare.at)
    return {
        "entries": [
            {"round": one.round, "entry": one.mark, "name": one.name, "choice": one.choice, "at": one.at}
            for one in await session.scalars(entered)
        ],
        "wins": [msgspec.to_builtins(win_card(one)) for one in await reads.won_by(session, member, limit=10_000)],
        "follows": [{"room": one.room, "at": one.at} for one in await session.scalars(follows)],
        "shares": [{"room": one.room, "times": one.times, "at": one.at} for one in await session.scalars(shares)],
    }


HOLDING = Holding(name="play", adopt=adopt, forget=forget, everything=everything)
