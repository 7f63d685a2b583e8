"""What stands."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.alarms.models import Alarm


async def standing(session: AsyncSession) -> list[Alarm]:
    """Newest first."""
    return list(await session.scalars(select(Alarm).order_by(Alarm.raised_at.desc())))
