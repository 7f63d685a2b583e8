"""What the store may know of the rooms it sells in: the roof tells it, for goods know nothing of pictures."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import cast

import msgspec
from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession


class Show(msgspec.Struct, frozen=True):
    """What is on air in a room; nothing, when there is no broadcast."""

    broadcast: str = ""
    since: datetime | None = None


Stage = Callable[[AsyncSession, str], Awaitable[Show]]
Awaited = Callable[[AsyncSession, str], Awaitable[None]]
Public = Callable[[AsyncSession, Collection[str]], Awaitable[Mapping[str, bool]]]


async def awaited(session: AsyncSession, broadcast: str) -> None:
    """Raises a Problem unless this show is planned and has not begun."""
    await cast("Awaited", current_app.extensions["awaited"])(session, broadcast)


async def show(session: AsyncSession, room: str) -> Show:
    """That of the app which answers the current request. Raises a NotFound for a room that is not there."""
    return await cast("Stage", current_app.extensions["stage"])(session, room)


async def public(session: AsyncSession, rooms: Collection[str]) -> Mapping[str, bool]:
    """Of these rooms those that anybody may enter, each with whether it is on air."""
    return await cast("Public", current_app.extensions["public-rooms"])(session, rooms)
