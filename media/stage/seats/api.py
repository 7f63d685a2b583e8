"""A stage over HTTP: for staff, who invite and let in; and for a guest, who has no account but a link."""

from datetime import datetime
from typing import Annotated

import msgspec
from quart import request

from appliance.house import house
from appliance.http import Api, host, signed
from appliance.identity.permissions import Permission
from media.broadcasts import reads as broadcasts
from media.broadcasts.addresses import web_origin
from media.ice import IceServer, ice_servers
from media.stage.presence import be_here
from media.stage.seats import actions, passes, reads
from media.stage.seats.models import StageSeat
from media.stage.seats.passes import Kind, Pass
from media.stage.seats.problems import LinkExpired, LinkRefused, LinkUsed

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
KEY = "stage"
_MARK = 24
"""Letters of a fingerprint that tell one browser from another."""
api = Api("stage", __name__)


class Invited(msgspec.Struct, frozen=True):
    seat: str
    link: str
    """For one guest's browser; it can be shown as a QR code."""
    until: Aware


class SeatShown(msgspec.Struct, frozen=True):
    seat: str
    state: str
    """invited, waiting, ringing or seated."""
    name: str
    muted: bool
    camera_off: bool
    away: bool
    until: Aware | None
    """Of an invitation and of ringing: until when it lasts."""


class StageShown(msgspec.Struct, frozen=True):
    layout: str
    portrait: bool | None
    """None: as the host's own picture is."""
    seats: list[SeatShown]


class Arrangement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    layout: str
    portrait: bool | None = None


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    consent: str
    """The version of the text that was agreed to."""
    nonce: Annotated[str, msgspec.Meta(min_length=16, max_length=64)] | None = None
    """Random, of the browser's making: with the same once more it has the same ticket, should an answer be lost."""


class Invitation(msgspec.Struct, frozen=True):
    room: str
    title: str
    consent: str
    """The version of the text to agree to."""
    until: Aware


class Admission(msgspec.Struct, frozen=True):
    ticket: str
    """A bearer for the rest of the way."""


class OwnSeat(msgspec.Struct, frozen=True):
    room: str
    title: str
    name: str
    state: str
    """waiting, ringing, seated or over."""
    reason: str
    muted: bool
    camera_off: bool
    now: Aware
    until: Aware | None
    servers: list[IceServer]
    """For a WebRTC connection of who is seated; nobody else is told."""


# -- staff ------------------------------------------------------------------------------------------------------------


@api.route_to("GET", "/rooms/<room>/stage", summary="A room's stage", allow=Permission.ROOMS_SEE, answers=StageShown)
async def stage(room: str) -> StageShown:
    async with house().db.read() as session:
        await broadcasts.room(session, room)
        laid, seats = await reads.laid(session, room), await reads.seats(session, room)
    return StageShown(laid.layout, laid.portrait, [_shown(seat) for seat in seats])


@api.route_to(
    "POST", "/rooms/<room>/stage/seats", summary="Invite a guest on stage", allow=Permission.STAGE_RUN,
    answers=Invited, status=201,
)  # fmt: skip
async def invite(room: str) -> Invited:
    seat, until = await house().db.write(actions.invite, room, signed().id)
    token = passes.sign(house().keys.derive(KEY), Pass("link", seat))
    return Invited(seat, f"{web_origin(house().config, host())}/stage#{token}", until)


@api.route_to(
    "PUT", "/rooms/<room>/stage/layout", summary="Lay out a stage", allow=Permission.STAGE_RUN, body=Arrangement
)
async def arrange(room: str, body: Arrangement) -> None:
    await house().db.write(actions.arrange, room, body.layout, portrait=body.portrait)


@api.route_to("PUT", "/stage/seats/<seat>/admission", summary="Let a guest on stage", allow=Permission.STAGE_RUN)
async def admit(seat: str) -> None:
    await be_here((await _known(seat)).room)
    await house().db.write(actions.admit, seat)


@api.route_to(
    "DELETE", "/stage/seats/<seat>", summary="Withdraw, refuse, or send off the stage", allow=Permission.STAGE_RUN
)
async def dismiss(seat: str) -> None:
    await house().db.write(actions.dismiss, seat)


@api.route_to("PUT", "/stage/seats/<seat>/mute", summary="Take a guest's sound away", allow=Permission.STAGE_RUN)
async def mute(seat: str) -> None:
    await house().db.write(actions.set_muted, seat, True)


@api.route_to("DELETE", "/stage/seats/<seat>/mute", summary="Let a guest be heard", allow=Permission.STAGE_RUN)
async def unmute(seat: str) -> None:
    await house().db.write(actions.set_muted, seat, False)


@api.route_to("PUT", "/stage/seats/<seat>/curtain", summary="Take a guest's picture away", allow=Permission.STAGE_RUN)
async def hide(seat: str) -> None:
    await house().db.write(actions.set_camera_off, seat, True)


@api.route_to("DELETE", "/stage/seats/<seat>/curtain", summary="Let a guest be seen", allow=Permission.STAGE_RUN)
async def show(seat: str) -> None:
    await house().db.write(actions.set_camera_off, seat, False)


# -- the guest --------------------------------------------------------------------------------------------------------


@api.route_to(
    "GET", "/stage/invitation", summary="What a link invites to (bearer: the link's token)", answers=Invitation
)
async def invitation() -> Invitation:
    found = await _seat(_borne("link"))
    if found.mark:
        raise LinkUsed
    if found.state != "invited" or found.link_until <= house().clock.now():
        raise LinkExpired
    async with house().db.read() as session:
        room = await broadcasts.room(session, found.room)
    return Invitation(room.id, room.title, actions.CONSENT, found.link_until)


@api.route_to(
    "POST", "/stage/invitation", summary="Agree to be shown, and ring (bearer: the link's token)", body=Consent,
    answers=Admission, status=201,
)  # fmt: skip
async def agree(body: Consent) -> Admission:
    seat, network = _borne("link").seat, request.remote_addr or ""
    mark = house().keys.fingerprint(KEY, f"{seat} {body.nonce}")[:_MARK] if body.nonce else ""
    entered = await house().db.write(actions.agree, seat, body.name, body.consent, network, mark=mark)
    return Admission(passes.sign(house().keys.derive(KEY), Pass("pass", entered.seat, entered.mark)))


@api.route_to("DELETE", "/stage/invitation", summary="Decline (bearer: the link's token)")
async def decline() -> None:
    found = await _seat(_borne("link"))
    if found.mark:
        raise LinkUsed
    await house().db.write(actions.decline, found.id)


@api.route_to("GET", "/stage/seat", summary="One's own seat (bearer: the ticket)", answers=OwnSeat)
async def own_seat() -> OwnSeat:
    found = await _seat(_borne("pass"))
    async with house().db.read() as session:
        room = await broadcasts.room(session, found.room)
    now = house().clock.now()
    return OwnSeat(
        room.id, room.title, found.name, found.state, found.reason, found.muted, found.camera_off, now, _until(found),
        servers=ice_servers(house().config) if found.state == "seated" else [],
    )  # fmt: skip


@api.route_to("POST", "/stage/seat/ring", summary="Ring again (bearer: the ticket)")
async def ring() -> None:
    await house().db.write(actions.ring, (await _seat(_borne("pass"))).id)


@api.route_to("DELETE", "/stage/seat", summary="Leave (bearer: the ticket)")
async def leave() -> None:
    await house().db.write(actions.decline, (await _seat(_borne("pass"))).id)


async def own() -> StageSeat:
    """The seat whose ticket the current request bears. Raises LinkRefused, LinkUsed."""
    return await _seat(_borne("pass"))


def _borne(kind: Kind) -> Pass:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise LinkRefused
    return passes.read(house().keys.derive(KEY), token, kind)


async def _seat(borne: Pass) -> StageSeat:
    return await _known(borne.seat, borne.mark if borne.kind == "pass" else None)


async def _known(seat: str, mark: str | None = None) -> StageSeat:
    async with house().db.read() as session:
        return await reads.seat(session, seat, mark)


def _shown(seat: StageSeat) -> SeatShown:
    away = seat.state == "seated" and seat.away_at is not None
    return SeatShown(seat.id, seat.state, seat.name, seat.muted, seat.camera_off, away, _until(seat))


def _until(seat: StageSeat) -> datetime | None:
    return {"invited": seat.link_until, "ringing": seat.ringing_until}.get(seat.state)
