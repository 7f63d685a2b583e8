"""Mutes, kicks and bans over HTTP."""

import msgspec

from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission
from chat.comments import actions as comments
from chat.comments.cards import Aware, check_room
from chat.manners import actions, reads
from chat.manners.models import Restraint

api = Api("restraints", __name__)
STAFF = Permission.CHAT_MODERATE


class RestraintCard(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    """mute, kick or ban."""
    member: str
    name: str
    """As the viewer was called when it happened."""
    until: Aware | None
    """None: until a colleague lifts it."""
    reason: str
    by: str
    at: Aware


class Restraints(msgspec.Struct, frozen=True):
    items: list[RestraintCard]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minutes: int | None = None
    """None: until a colleague lifts it."""
    reason: str = ""


class Until(msgspec.Struct, frozen=True):
    until: Aware | None


class Kick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    member: str


@api.route_to("GET", "/rooms/<room>/mutes", summary="Who may not speak in a room", allow=STAFF, answers=Restraints)
async def mutes(room: str) -> Restraints:
    """And who was sent out of it."""
    return await _of(room)


@api.route_to(
    "PUT", "/rooms/<room>/mutes/<member>", summary="Do not let a viewer speak", allow=STAFF, body=Terms, answers=Until
)
async def mute(room: str, member: str, body: Terms) -> Until:
    await check_room(room)
    return Until(
        await house().db.write(
            comments.mute, room, member, minutes=body.minutes, reason=body.reason, by=signed().id
        )
    )  # fmt: skip


@api.route_to("DELETE", "/rooms/<room>/mutes/<member>", summary="Let a viewer speak again", allow=STAFF)
async def unmute(room: str, member: str) -> None:
    await house().db.write(actions.free, "mute", room, member, signed().id)


@api.route_to("POST", "/rooms/<room>/kicks", summary="Send a viewer out for ten minutes", allow=STAFF, body=Kick)
async def kick(room: str, body: Kick) -> None:
    await check_room(room)
    await house().db.write(comments.kick, room, body.member, by=signed().id)


@api.route_to("DELETE", "/rooms/<room>/kicks/<member>", summary="Let who was sent out come back", allow=STAFF)
async def readmit(room: str, member: str) -> None:
    await house().db.write(actions.free, "kick", room, member, signed().id)


@api.route_to("GET", "/bans", summary="Who may not enter any room", allow=STAFF, answers=Restraints)
async def bans() -> Restraints:
    return await _of("")


@api.route_to(
    "PUT", "/bans/<member>", summary="Keep a viewer out of every room", allow=STAFF, body=Terms, answers=Until
)
async def ban(member: str, body: Terms) -> Until:
    return Until(await house().db.write(comments.ban, member, minutes=body.minutes, reason=body.reason, by=signed().id))


@api.route_to("DELETE", "/bans/<member>", summary="Let a viewer in again", allow=STAFF)
async def unban(member: str) -> None:
    await house().db.write(actions.free, "ban", "", member, signed().id)


async def _of(room: str) -> Restraints:
    if room:
        await check_room(room)
    async with house().db.read() as session:
        found = await reads.restraints(session, house().clock.now(), room)
    return Restraints([_card(one) for one in found])


def _card(one: Restraint) -> RestraintCard:
    return RestraintCard(**{name: getattr(one, name) for name in RestraintCard.__struct_fields__})
