"""A room's relays over HTTP: what the control room shows and switches."""

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from media.relay import actions, reads
from media.relay.board import relay_board

api = Api("relays", __name__)


class Rendition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rendition: str = "source"


class RelayShown(msgspec.Struct, frozen=True, kw_only=True):
    outlet: str
    title: str
    kind: str
    on: bool
    rendition: str
    state: str
    """off, dialling, live or waiting."""
    seconds: int
    bitrate: int
    gaps: int
    reason: str


class RelaysShown(msgspec.Struct, frozen=True):
    items: list[RelayShown]


@api.route_to(
    "GET", "/rooms/<room>/relays", summary="Where a room is sent on to", allow=Permission.ROOMS_SEE, answers=RelaysShown
)
async def relays(room: str) -> RelaysShown:
    async with house().db.read() as session:
        known = await reads.outlets(session)
        on = {wish.outlet: wish.rendition for wish in await reads.wishes(session, house().keys, room)}
    return RelaysShown([shown(room, outlet.id, outlet.title, outlet.kind, on.get(outlet.id)) for outlet in known])


def shown(room: str, outlet: str, title: str, kind: str, rendition: str | None) -> RelayShown:
    """`rendition`: None where the relay is switched off."""
    said = relay_board().state(room, outlet)
    return RelayShown(
        outlet=outlet,
        title=title,
        kind=kind,
        on=rendition is not None,
        rendition=rendition or "",
        state=said.state if said else "off",
        seconds=said.seconds if said else 0,
        bitrate=said.bitrate if said else 0,
        gaps=said.gaps if said else 0,
        reason=said.reason if said else "",
    )


@api.route_to(
    "PUT",
    "/rooms/<room>/relays/<outlet>",
    summary="Send a room on whenever it is on air",
    allow=Permission.ROOMS_RUN,
    body=Rendition,
)
async def switch_on(room: str, outlet: str, body: Rendition) -> None:
    await house().db.write(actions.switch_on, room, outlet, body.rendition)


@api.route_to("DELETE", "/rooms/<room>/relays/<outlet>", summary="Send a room on no longer", allow=Permission.ROOMS_RUN)
async def switch_off(room: str, outlet: str) -> None:
    await house().db.write(actions.switch_off, room, outlet)
