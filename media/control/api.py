"""The control room's own verbs over HTTP."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from appliance.journal import Deed
from media.control import actions, reads

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("control", __name__)


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class Delay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: int
    """0, 5, 10, 20, 30 or 60."""


class DeedShown(msgspec.Struct, frozen=True):
    at: Aware
    by: str
    """The colleague's name; empty when the house did it."""
    fact: dict[str, Any]
    """With its `type`, as in appliance/events."""


class Deeds(msgspec.Struct, frozen=True):
    items: list[DeedShown]
    """The latest first."""


@api.route_to("PUT", "/rooms/<room>/cut", summary="Take the picture away at once", allow=Permission.ROOMS_RUN)
async def cut(room: str) -> None:
    await house().db.write(actions.cut, room)


@api.route_to("DELETE", "/rooms/<room>/cut", summary="Let the host push again", allow=Permission.ROOMS_RUN)
async def allow(room: str) -> None:
    await house().db.write(actions.allow, room)


@api.route_to(
    "PUT",
    "/rooms/<room>/delay",
    summary="Hold the picture back, from the next push on",
    allow=Permission.ROOMS_RUN,
    body=Delay,
)
async def delay(room: str, body: Delay) -> None:
    await house().db.write(actions.delay, room, body.seconds)


@api.route_to(
    "POST", "/rooms/<room>/prompts", summary="Send the host a line", allow=Permission.ROOMS_RUN, body=Line, status=201
)
async def prompt(room: str, body: Line) -> None:
    await house().db.write(actions.prompt, room, body.text)


@api.route_to(
    "GET", "/rooms/<room>/prompts", summary="The last lines for the host", allow=Permission.ROOMS_SEE, answers=Deeds
)
async def prompts(room: str) -> Deeds:
    async with house().db.read() as session:
        return shown(await reads.lines(session, room, house().clock.now()))


def shown(found: list[Deed]) -> Deeds:
    return Deeds([DeedShown(deed.at, deed.by, msgspec.to_builtins(deed.event)) for deed in found])
