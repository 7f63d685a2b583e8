"""章节: what was explained when in a show that is over, with what it costs and how much there is of it now."""

from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.catalogue import promoted
from store.catalogue.reads import Card, cards
from store.members import reads as members
from store.shelf.models import ExplainWindow
from store.shelf.reads import MOST_WINDOWS

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("chapters", __name__)


class Chapter(msgspec.Struct, frozen=True):
    window: str
    since: Aware
    until: Aware
    """By the same clock as the replay's spans."""
    product: Card


class Chapters(msgspec.Struct, frozen=True):
    chapters: list[Chapter]
    """In the order of the show; goods that are no longer sold are left out."""


@api.route_to(
    "GET",
    "/rooms/<room>/shows/<show>/chapters",
    summary="What was explained in a show",
    answers=Chapters,
    viewer=True,
)
async def chapters(viewer: Claims, room: str, show: str) -> Chapters:
    now = house().clock.now()
    async with house().db.read() as session:
        windows = await of_show(session, room, show)
        level = await members.level(session, viewer.viewer)
        terms = await promoted.terms(session, viewer.viewer, level, now)
        wanted = list(dict.fromkeys(window.product for window in windows))
        sold = {card.id: card for card in await cards(session, terms, level, now, wanted, offered=promoted.offered)}
    return Chapters(
        [
            Chapter(window.id, window.since, window.until or window.since, sold[window.product])
            for window in windows
            if window.product in sold
        ]
    )


async def of_show(session: AsyncSession, room: str, show: str) -> list[ExplainWindow]:
    """Every window of a show, in order."""
    mine = select(ExplainWindow).where(ExplainWindow.room == room, ExplainWindow.broadcast == show)
    return list(await session.scalars(mine.order_by(ExplainWindow.since).limit(MOST_WINDOWS)))
