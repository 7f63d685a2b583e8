"""What is asked about a stage."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from media.stage.layout import Layout
from media.stage.seats.models import Stage, StageSeat
from media.stage.seats.problems import LinkUsed, SeatNotFound


class Laid(msgspec.Struct, frozen=True, array_like=True):
    layout: Layout = "side"
    portrait: bool | None = None
    """None until somebody has laid it out: as the host's own picture is."""


async def seats(session: AsyncSession, room: str) -> list[StageSeat]:
    """Invited, at the door and on stage; who came on stage first stands first."""
    asked = select(StageSeat).where(StageSeat.room == room, StageSeat.state != "over")
    return list(await session.scalars(asked.order_by(StageSeat.seated_at, StageSeat.id)))


async def on_stage(session: AsyncSession, room: str) -> list[StageSeat]:
    return [seat for seat in await seats(session, room) if seat.state == "seated"]


async def agreed(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[StageSeat]:
    """Who agreed to be shown in a show that went from `since` to `until`, in the order in which they did."""
    then = (StageSeat.consented_at <= until, StageSeat.over_at.is_(None) | (StageSeat.over_at > since))
    asked = select(StageSeat).where(StageSeat.room == room, StageSeat.consent != "", *then)
    return list(await session.scalars(asked.order_by(StageSeat.consented_at, StageSeat.id)))


async def laid(session: AsyncSession, room: str) -> Laid:
    found = await session.get(Stage, room)
    return Laid() if found is None else msgspec.convert([found.layout, found.portrait], Laid)


async def seat(session: AsyncSession, wanted: str, mark: str | None = None) -> StageSeat:
    """With `mark`, only for the browser that has it. Raises SeatNotFound, LinkUsed."""
    found = await session.get(StageSeat, wanted)
    if found is None:
        raise SeatNotFound
    if mark is not None and found.mark != mark:
        raise LinkUsed
    return found


async def rooms_in_use(session: AsyncSession) -> list[str]:
    """Where anybody is invited, at the door or on stage."""
    in_use = StageSeat.state.in_(("invited", "waiting", "ringing", "seated"))
    return list(await session.scalars(select(StageSeat.room).where(in_use).distinct()))
