"""What messages keep of a person."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.reach import reads
from store.reach.actions import adopt, forget, quieten


async def everything(session: AsyncSession, keys: Keys, member: str) -> dict[str, Any]:  # noqa: ARG001 - nothing is sealed
    return await reads.everything(session, member)


HOLDING = Holding(name="messages", adopt=adopt, forget=forget, everything=everything, quieten=quieten)
