"""Where the chat meets the rest of the house: what it may ask of the picture and of the store."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from chat.comments import actions as comments
from chat.comments.cards import card
from chat.comments.models import Comment
from chat.reports import actions as reports
from chat.reports import reads as reports_reads
from chat.visits import actions as visits
from chat.visits import reads as visit_reads
from media.broadcasts import reads as broadcasts
from store.members.holdings import Holding


async def show_on_air(session: AsyncSession, room: str) -> str:
    """Raises RoomNotFound."""
    await broadcasts.room(session, room)
    found = await broadcasts.on_air(session, room)
    return found.id if found else ""


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[Any]:  # noqa: ARG001 - nothing is sealed
    mine = select(Comment).where(Comment.viewer == member).order_by(Comment.id)
    return [msgspec.to_builtins(card(one)) for one in await session.scalars(mine)]


async def every_visit(session: AsyncSession, keys: Keys, member: str) -> list[Any]:  # noqa: ARG001 - nothing is sealed
    mine = await visit_reads.of_viewer(session, member)
    return [{"room": one.room, "from": one.source, "at": one.came_at, "seconds": one.seconds} for one in mine]


async def reported(session: AsyncSession, keys: Keys, member: str) -> list[Any]:  # noqa: ARG001 - nothing is sealed
    """Not what somebody else said: that is theirs."""
    told = ("room", "about", "subject", "reason", "words", "at")
    return [{name: getattr(one, name) for name in told} for one in await reports_reads.of_reporter(session, member)]


HOLDING = Holding(name="comments", adopt=comments.adopt, forget=comments.forget, everything=everything)
VISITS = Holding(name="visits", adopt=visits.adopt, forget=visits.forget, everything=every_visit)
REPORTS = Holding(name="reports", adopt=reports.adopt, forget=reports.forget, everything=reported)
