"""What gifts keep of a person."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.gifts import reads
from store.gifts.actions import adopt, forget
from store.members.holdings import Holding


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001 - nothing is sealed
    return [
        {"room": one.room, "gift": one.name, "count": one.count, "points": one.points, "at": one.at}
        for one in await reads.given_by(session, member)
    ]


HOLDING = Holding(name="gifts", adopt=adopt, forget=forget, everything=everything)
