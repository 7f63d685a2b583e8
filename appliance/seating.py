"""Seats in rooms: who somebody is there is joined from all that the house knows, and signed (docs/ROOM.md)."""

import msgspec
from quart import request
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.house import house
from appliance.http import Api, signed
from appliance.identity import seats
from appliance.identity.permissions import Permission, Role
from appliance.identity.seats import Seat
from appliance.identity.tokens import Claims
from chat.manners import reads as manners
from chat.manners.known import SentOut
from chat.visits.sources import source
from media.broadcasts import reads as broadcasts
from media.broadcasts.addresses import room_url
from media.broadcasts.edges import edge
from media.broadcasts.playing import invited, pass_to
from store.members import reads as members
from store.orders import reads as orders

api = Api("seating", __name__)


class SignedSeat(msgspec.Struct, frozen=True):
    token: str
    url: str
    """Where the socket is opened, the token included."""


@api.route_to("POST", "/rooms/<room>/seat", summary="Sit down in a room", viewer=True, answers=SignedSeat, status=201)
async def sit(viewer: Claims, room: str) -> SignedSeat:
    async with house().db.read() as session:
        here = invited(await broadcasts.room(session, room))
        came_from = source(request.args.get("from", ""))
        return _signed(await _seat(session, room, viewer.viewer, came_from, here=here))


@api.route_to(
    "POST",
    "/rooms/<room>/staff-seat",
    summary="Sit down in a room for the shop",
    allow=Permission.ROOMS_SPEAK,
    answers=SignedSeat,
    status=201,
)
async def sit_for_the_shop(room: str) -> SignedSeat:
    colleague = signed()
    async with house().db.read() as session:
        await broadcasts.room(session, room)
    role = "host" if colleague.role is Role.HOST else "staff"
    return _signed(Seat(room, f"staff:{colleague.id}", _until(), colleague.name, role=role, invited=True))


async def enter(room: str, viewer: str) -> None:
    """For every address of a room. Raises RoomNotFound, SentOut, InvitedOnly to who has no ticket of a private room."""
    async with house().db.read() as session:
        pass_to(await broadcasts.room(session, room))
        if await manners.shut_out(session, room, viewer, house().clock.now()):
            raise SentOut


async def _seat(session: AsyncSession, room: str, viewer: str, came_from: str, *, here: bool) -> Seat:
    known = await members.known_as(session, house().keys, viewer)
    bought = await orders.has_bought(session, viewer)
    face = f"/blobs/{known.avatar}" if known.avatar else ""
    return Seat(
        room, viewer, _until(), known.name, known.level, bought, invited=here, source=came_from, avatar=face,
        known=known.logs_in,
    )  # fmt: skip


def _until() -> int:
    return int((house().clock.now() + seats.GOOD_FOR).timestamp())


def _signed(seat: Seat) -> SignedSeat:
    token = seats.sign(house().keys.derive("tokens"), seat)
    return SignedSeat(token, f"{room_url(edge(), seat.room)}?token={token}")
