"""What happens now, as server-sent events (HTML Living Standard, 9.2): each fact under its name, as JSON."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

from quart import Response, current_app, request
from quart.typing import ResponseReturnValue

from appliance.bus import Bus
from appliance.events import Event, PasswordChanged, StaffChanged, encode, name_of
from appliance.house import house
from appliance.http import Pages, SignedIn, signed
from appliance.identity.permissions import Permission

pages = Pages("console_events", __name__)
WAITING = 256
"""Facts a slow browser may be behind; then the oldest are left out, and the next ones tell the present anyway."""
HEARTBEAT_SECONDS = 15.0


@pages.page("/console/events", allow=Permission.ROOMS_SEE)
async def events() -> ResponseReturnValue:
    """`?room=` tells of one room, `&facts=ProductPinned,OrderPaid` of those only: a room's chatter floods no page.

    Whatever is asked for, a colleague hears what their role may know.
    """
    asked = request.args
    wanted = frozenset(asked.get("facts", "").split(",")) - {""}
    closing = cast("asyncio.Event", current_app.shutdown_event)
    told = tell(house().bus, closing, signed(), asked.get("room", ""), wanted)
    answer = Response(told, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
    answer.timeout = None
    return answer


async def tell(
    bus: Bus, stopping: asyncio.Event, colleague: SignedIn, room: str, wanted: frozenset[str] = frozenset()
) -> AsyncIterator[bytes]:
    """Facts of the kinds that are `wanted`, or all; until the browser goes, the app stops or the session ends."""
    waiting: asyncio.Queue[Event] = asyncio.Queue(WAITING)

    def hear(event: Event) -> None:
        known = colleague.may_hear(event) and _concerns(event, room, wanted)
        if not known and not _ends(event, colleague):
            return
        if waiting.full():
            waiting.get_nowait()
        waiting.put_nowait(event)

    listening = bus.listen(hear, name="console events")
    over = asyncio.ensure_future(stopping.wait())
    try:
        yield b"retry: 2000\nevent: Listening\ndata: {}\n\n"  # from here on nothing is missed
        while not over.done():
            event = await _next(waiting, over)
            if event is not None and _ends(event, colleague):
                return
            told = (
                b": still here" if event is None else b"event: %s\ndata: %s" % (name_of(event).encode(), encode(event))
            )
            yield told + b"\n\n"
    finally:
        over.cancel()
        listening.close()


async def _next(waiting: asyncio.Queue[Event], over: asyncio.Future[Any]) -> Event | None:
    """None: nothing has happened for a while, or the house closes."""
    news = asyncio.ensure_future(waiting.get())
    either: set[asyncio.Future[Any]] = {news, over}
    try:
        await asyncio.wait(either, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return news.result() if news.done() else None
    finally:
        news.cancel()


def _ends(event: Event, colleague: SignedIn) -> bool:
    """The session by which they listen is over."""
    return isinstance(event, StaffChanged | PasswordChanged) and event.staff == colleague.id


def _concerns(event: Event, room: str, wanted: frozenset[str]) -> bool:
    """Of the kinds and of the one room that are asked for."""
    if wanted and name_of(event) not in wanted:
        return False
    of = getattr(event, "room", "")
    return not room or not of or of == room
