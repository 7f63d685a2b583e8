"""What is asked about staff."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.identity.actions import StaffNotFound
from appliance.identity.models import Staff, StaffSession


async def is_first_run(session: AsyncSession) -> bool:
    return await session.scalar(select(Staff.id).limit(1)) is None


async def colleagues(session: AsyncSession) -> list[Staff]:
    return list(await session.scalars(select(Staff).order_by(Staff.joined_at)))


async def colleague(session: AsyncSession, staff: str) -> Staff:
    """Raises StaffNotFound."""
    found = await session.get(Staff, staff)
    if found is None:
        raise StaffNotFound
    return found


async def by_login(session: AsyncSession, login: str) -> Staff | None:
    return (await session.scalars(select(Staff).where(Staff.login == login, Staff.shut_at.is_(None)))).first()


async def by_session(session: AsyncSession, fingerprint: str, now: datetime) -> Staff | None:
    statement = (
        select(Staff)
        .join(StaffSession, StaffSession.staff == Staff.id)
        .where(StaffSession.fingerprint == fingerprint, StaffSession.ends_at > now, Staff.shut_at.is_(None))
    )
    return (await session.scalars(statement)).first()
