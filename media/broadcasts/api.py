"""Rooms and shows over HTTP: what a viewer needs to watch, and what staff's programs may do."""

from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from media.broadcasts import actions, reads
from media.broadcasts.addresses import play_url
from media.broadcasts.board import board
from media.broadcasts.edges import edge, push_url
from media.broadcasts.models import Broadcast, Room
from media.broadcasts.playing import Play, play

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("rooms", __name__)


class Show(msgspec.Struct, frozen=True):
    id: str
    title: str
    starts_at: Aware
    aired_at: Aware | None


class RoomCard(msgspec.Struct, frozen=True, kw_only=True):
    room: str
    title: str
    cover: str | None
    avatar: str | None
    """The host's or the shop's picture."""
    state: str
    """live, away (the host is back in a moment), coming or off."""
    viewers: int
    broadcast: Show | None


class Lobby(msgspec.Struct, frozen=True):
    live: list[RoomCard]
    coming: list[RoomCard]
    now: Aware
    """The server's clock, which countdowns follow."""


class RoomState(RoomCard, frozen=True, kw_only=True):
    notice: str
    now: Aware
    """The server's clock, which countdowns follow."""
    play: list[Play]
    """In order of preference."""
    next: Show | None


class NewRoom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    notice: str = ""
    public: bool = True


class OpenedRoom(msgspec.Struct, frozen=True):
    room: str
    stream_key: str
    push_url: str
    play_url: str


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    starts_at: Aware


class Planned(msgspec.Struct, frozen=True):
    broadcast: str


@api.route_to("GET", "/rooms", summary="Rooms that are live and shows that are coming", answers=Lobby)
async def lobby() -> Lobby:
    async with house().db.read() as session:
        open_rooms = {room.id: room for room in await reads.rooms(session) if room.public}
        on_air = await reads.shows(session, when="on-air")
        coming = await reads.shows(session, when="coming")
    busy = {show.room for show in on_air}
    return Lobby(
        [_card(open_rooms[show.room], show) for show in on_air if show.room in open_rooms],
        [_card(open_rooms[show.room], show) for show in coming if show.room in open_rooms and show.room not in busy],
        house().clock.now(),
    )


@api.route_to("GET", "/rooms/<room>", summary="A room's state and where it plays", answers=RoomState)
async def room_state(room: str) -> RoomState:
    async with house().db.read() as session:
        found = await reads.room(session, room)
        show, following = await _current(session, room)
        addresses = await play(session, found)
    card = _card(found, show or following)
    return RoomState(
        **msgspec.structs.asdict(card),
        notice=found.notice,
        now=house().clock.now(),
        play=addresses,
        next=_show(following),
    )


@api.route_to(
    "POST", "/rooms", summary="Open a room", allow=Permission.ROOMS_RUN, body=NewRoom, answers=OpenedRoom, status=201
)
async def open_room(body: NewRoom) -> OpenedRoom:
    opened = await house().db.write(actions.open_room, house().keys, body.title, body.notice, public=body.public)
    return OpenedRoom(opened.room, opened.stream_key, push_url(), play_url(edge(), opened.room))


@api.route_to(
    "POST",
    "/rooms/<room>/broadcasts",
    summary="Plan a show",
    allow=Permission.SHOWS_PLAN,
    body=Plan,
    answers=Planned,
    status=201,
)
async def plan(room: str, body: Plan) -> Planned:
    return Planned(await house().db.write(actions.schedule, room, body.title, body.starts_at))


@api.route_to("DELETE", "/broadcasts/<broadcast>/airing", summary="End a show", allow=Permission.ROOMS_RUN)
async def end(broadcast: str) -> None:
    await house().db.write(actions.end, broadcast)


@api.route_to("DELETE", "/broadcasts/<broadcast>", summary="Cancel a planned show", allow=Permission.SHOWS_PLAN)
async def cancel(broadcast: str) -> None:
    await house().db.write(actions.cancel, broadcast)


async def _current(session: AsyncSession, room: str) -> tuple[Broadcast | None, Broadcast | None]:
    """The show on air and the next planned one."""
    coming = await reads.shows(session, room, "coming")
    return await reads.on_air(session, room), coming[0] if coming else None


def _card(room: Room, show: Broadcast | None) -> RoomCard:
    state = "off" if show is None else "coming" if show.state == "scheduled" else show.state
    return RoomCard(
        room=room.id,
        title=room.title,
        cover=f"/blobs/{room.cover}" if room.cover else None,
        avatar=f"/blobs/{room.avatar}" if room.avatar else None,
        state=state,
        viewers=board().viewers(room.id),
        broadcast=_show(show),
    )


def _show(show: Broadcast | None) -> Show | None:
    return None if show is None else Show(show.id, show.title, show.starts_at, show.aired_at)
