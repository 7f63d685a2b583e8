"""What the chat may know of the picture: which rooms there are, and which show is on air in one."""

from collections.abc import Awaitable, Callable

from quart import current_app
from sqlalchemy.ext.asyncio import AsyncSession

ShowOnAir = Callable[[AsyncSession, str], Awaitable[str]]
"""The broadcast's id, empty between two. Raises a NotFound for a room that is not there."""


async def show_on_air(session: AsyncSession, room: str) -> str:
    """As the app which answers the current request was told to find it."""
    found: ShowOnAir = current_app.extensions["show-on-air"]
    return await found(session, room)
