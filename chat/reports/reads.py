"""What is asked about reports."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.reports.models import Report

PAGE = 50


class Case(msgspec.Struct, frozen=True):
    """One thing that was reported, by its latest report."""

    latest: Report
    reporters: int
    """Who reported the same."""
    reasons: list[str]
    words: list[str]


async def waiting(session: AsyncSession) -> list[Case]:
    """Open ones, what most have reported first."""
    subjects = (
        select(Report.about, Report.subject, Report.room, func.count().label("number"))
        .where(Report.state == "open")
        .group_by(Report.about, Report.subject, Report.room)
        .order_by(func.count().desc(), func.max(Report.id).desc())
        .limit(PAGE)
    )
    return [await _case(session, *row) for row in (await session.execute(subjects)).all()]


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Report).where(Report.state == "open")) or 0


async def decided(session: AsyncSession) -> Sequence[Report]:
    """The latest decisions first, each report by itself."""
    asked = select(Report).where(Report.state != "open").order_by(Report.decided_at.desc(), Report.id.desc())
    return (await session.scalars(asked.limit(PAGE))).all()


async def of_reporter(session: AsyncSession, member: str) -> Sequence[Report]:
    return (await session.scalars(select(Report).where(Report.reporter == member).order_by(Report.id))).all()


async def _case(session: AsyncSession, about: str, subject: str, room: str, number: int) -> Case:
    same = (Report.about == about, Report.subject == subject, Report.room == room, Report.state == "open")
    found = (await session.scalars(select(Report).where(*same).order_by(Report.id.desc()).limit(PAGE))).all()
    reasons = list(dict.fromkeys(one.reason for one in found))
    return Case(found[0], number, reasons, [one.words for one in found if one.words][:5])
