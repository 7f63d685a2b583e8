"""Replays over HTTP: which there are, and where one plays."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from quart import current_app, request

from appliance.house import house
from appliance.http import Api, staff
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from appliance.subscriber import subscriber
from media.broadcasts import reads as rooms
from media.broadcasts.edges import edge
from media.broadcasts.models import Room
from media.broadcasts.playing import pass_to
from media.recording import actions, reads
from media.recording.actions import ReplayHidden, StillRecording
from media.recording.clips import reads as clips
from media.recording.models import Recording
from media.recording.stills import Stills
from media.recording.takes import Span

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("replays", __name__)


class ReplayCard(msgspec.Struct, frozen=True, kw_only=True):
    show: str
    room: str
    title: str
    poster: str | None
    started_at: Aware
    seconds: int
    views: int


class Replays(msgspec.Struct, frozen=True):
    replays: list[ReplayCard]
    """The latest first."""


class Highlight(msgspec.Struct, frozen=True):
    """打点: what a colleague marked during the show."""

    clip: str
    since: Aware
    until: Aware


class Replay(ReplayCard, frozen=True, kw_only=True):
    url: str
    """Its multivariant playlist; all its files are below the same address."""
    spans: list[Span]
    """[at, length] of each stretch in the order they play, in milliseconds: when that was on air, and how long it is.
    With these a moment of the show is found in the replay, and the reverse."""
    away: bool
    """It lies in the cloud's storage, and is read from there while it plays."""
    stills: Stills | None
    """Sheets of small pictures, ``stills/NUMBER.jpg`` below the address of the playlist."""
    delay: int
    """延时播出: chapters are told as of when they were done; the replay shows them so many milliseconds later."""
    marks: list[Highlight]
    """Chapters beside those of explained products, in the order of the show; hidden ones are left out."""


@api.route_to("GET", "/rooms/<room>/replays", summary="Shows that can be watched again", answers=Replays)
async def replays(room: str) -> Replays:
    async with house().db.read() as session:
        pass_to(await rooms.room(session, room))
        return Replays([ReplayCard(**_card(one)) for one in await reads.replays(session, room)])


@api.route_to(
    "GET", "/replays", summary="The latest shows of all open rooms that can be watched again", answers=Replays
)
async def latest() -> Replays:
    async with house().db.read() as session:
        return Replays([ReplayCard(**_card(one)) for one in await reads.latest_replays(session)])


@api.route_to("GET", "/replays/<show>", summary="A replay and where it plays", answers=Replay)
async def replay(show: str) -> Replay:
    async with house().db.read() as session:
        found = await reads.recording(session, show)
        room = await rooms.room(session, found.room)
        marked = await clips.shown_marks(session, show)
        later = await rooms.delay(session, show)
    return Replay(
        **_card(found),
        url=replay_url(found, _pass(found, room)),
        away=found.place != "here",
        spans=msgspec.convert(found.spans, list[Span]),
        stills=msgspec.convert(found.stills, Stills | None),
        delay=later // timedelta(milliseconds=1),
        marks=[Highlight(one.id, one.since, one.until) for one in marked],
    )


@api.route_to("POST", "/replays/<show>/views", summary="A viewer begins to watch it again", viewer=True, status=201)
async def view(viewer: Claims, show: str) -> None:
    """Counted once in some hours for each viewer."""
    async with house().db.read() as session:
        found = await reads.recording(session, show)
        _pass(found, await rooms.room(session, found.room))
    line = subscriber(request.remote_addr or "")
    if current_app.extensions["views"].counts(show, viewer.viewer, line):
        await house().db.write(actions.count_view, show)


@api.route_to("PUT", "/replays/<show>/publication", summary="Publish a replay", allow=Permission.ROOMS_RUN)
async def publish(show: str) -> None:
    await house().db.write(actions.show_replay, show, public=True)


@api.route_to("DELETE", "/replays/<show>/publication", summary="Hide a replay", allow=Permission.ROOMS_RUN)
async def hide(show: str) -> None:
    await house().db.write(actions.show_replay, show, public=False)


def _pass(found: Recording, room: Room) -> str:
    """What lets the sender of the current request watch it. Raises StillRecording, ReplayHidden, InvitedOnly."""
    if found.state != "kept":
        raise StillRecording
    if not found.public and staff() is None:
        raise ReplayHidden
    return pass_to(room)


def replay_url(found: Recording, token: str = "", file: str = "index.m3u8") -> str:
    """Of a file of a recording at the edge."""
    way = f"/play/{token}" if token else ""
    return f"{edge()}{way}/replay/{found.room}/{found.show}/{file}"


def _card(found: Recording) -> dict[str, Any]:
    return {
        "show": found.show,
        "room": found.room,
        "title": found.title,
        "poster": f"/blobs/{found.poster}" if found.poster else None,
        "started_at": found.started_at,
        "seconds": found.length // 1000,
        "views": found.views,
    }
