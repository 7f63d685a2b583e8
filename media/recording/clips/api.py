"""Clips over HTTP: what viewers see at a product, and what staff do with them."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from quart import request

from appliance.errors import NotFound
from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from media.broadcasts import reads as rooms
from media.broadcasts.edges import edge
from media.recording.clips import actions, reads
from media.recording.clips.models import Clip
from media.recording.takes import instant

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("clips", __name__)


class ClipCard(msgspec.Struct, frozen=True):
    clip: str
    title: str
    seconds: int
    poster: str | None
    url: str
    """An MP4."""
    aired_at: Aware
    show: str


class Clips(msgspec.Struct, frozen=True):
    clips: list[ClipCard]


class Marked(msgspec.Struct, frozen=True):
    clip: str


class Stretch(msgspec.Struct, frozen=True):
    since: Aware
    until: Aware
    title: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """Empty: that of the show."""
    exact: bool = False
    """精确到帧: the pictures beside its ends are encoded anew."""


class Mark(msgspec.Struct, frozen=True):
    clip: str
    at: Aware
    state: str
    """waiting, ready or failed."""
    seconds: int


class Marks(msgspec.Struct, frozen=True):
    items: list[Mark]
    """The latest first."""


@api.route_to("GET", "/products/<product>/clips", summary="讲解回放: a product as it was explained", answers=Clips)
async def of_product(product: str) -> Clips:
    async with house().db.read() as session:
        return Clips([_card(one) for one in await reads.of_product(session, product)])


@api.route_to(
    "POST", "/rooms/<room>/marks", summary="打点: keep what has just been", allow=Permission.SHELF_PIN,
    answers=Marked, status=201,
)  # fmt: skip
async def mark(room: str) -> Marked:
    """`?at=` the moment of the picture that was seen (PROGRAM-DATE-TIME, unix ms); without it, now."""
    seen = request.args.get("at", "")
    moment = moment_of(seen) if re.fullmatch(r"\d{13}", seen) else None
    return Marked(await house().db.write(actions.mark, room, moment))


@api.route_to("GET", "/rooms/<room>/marks", summary="The marks of this show", allow=Permission.ROOMS_SEE, answers=Marks)
async def marks(room: str) -> Marks:
    """Of the one that is on air, or was the latest."""
    async with house().db.read() as session:
        show = await rooms.on_air(session, room) or await rooms.latest(session, room)
        found = await reads.marks(session, show.id) if show else []
    return Marks([Mark(one.id, one.since + actions.BEFORE_MARK, one.state, one.length // 1000) for one in found])


@api.route_to("DELETE", "/rooms/<room>/marks/<clip>", summary="Take a mark back", allow=Permission.SHELF_PIN)
async def take_back(room: str, clip: str) -> None:
    await house().db.write(actions.take_back, room, clip)


@api.route_to(
    "POST", "/replays/<show>/clips", summary="Cut a stretch of a show", allow=Permission.ROOMS_RUN, body=Stretch,
    answers=Marked, status=201,
)  # fmt: skip
async def cut(show: str, body: Stretch) -> Marked:
    """Nobody but staff sees it before it is published."""
    clip = await house().db.write(actions.cut, show, body.since, body.until, title=body.title, exact=body.exact)
    return Marked(clip)


@api.route_to(
    "PUT", "/replays/<show>/peaks/<at>/dismissal", summary="Suggest no clip there", allow=Permission.ROOMS_RUN
)
async def dismiss(show: str, at: str) -> None:
    """`at`: a moment of the peak, in milliseconds since 1970."""
    await house().db.write(actions.dismiss_peak, show, moment_of(at))


@api.route_to("DELETE", "/replays/<show>/peaks/<at>/dismissal", summary="Suggest it again", allow=Permission.ROOMS_RUN)
async def recall(show: str, at: str) -> None:
    await house().db.write(actions.recall_peak, show, moment_of(at))


@api.route_to("PUT", "/clips/<clip>/publication", summary="Show a clip to viewers", allow=Permission.ROOMS_RUN)
async def publish(clip: str) -> None:
    await house().db.write(actions.show_clip, clip, public=True)


@api.route_to("DELETE", "/clips/<clip>/publication", summary="Hide a clip", allow=Permission.ROOMS_RUN)
async def hide(clip: str) -> None:
    await house().db.write(actions.show_clip, clip, public=False)


@api.route_to("PUT", "/clips/<clip>/upright", summary="Have the 9:16 film made", allow=Permission.ROOMS_RUN)
async def upright(clip: str) -> None:
    await house().db.write(actions.ask_upright, clip)


@api.route_to("DELETE", "/clips/<clip>", summary="Delete a clip", allow=Permission.ROOMS_RUN)
async def delete(clip: str) -> None:
    """Here and in the cloud's storage. The recording of its show is not touched."""
    await house().db.write(actions.delete_clip, clip)


def moment_of(at: str) -> datetime:
    """From milliseconds since 1970. Raises NotFound."""
    if not re.fullmatch(r"\d{13}", at):
        raise NotFound
    return instant(int(at))


def clip_url(found: Clip, token: str = "", *, upright: bool = False) -> str:
    """Of its film at the edge."""
    way = f"/play/{token}" if token else ""
    name = f"{found.id}-upright.mp4" if upright else f"{found.id}.mp4"
    return f"{edge()}{way}/replay/{found.room}/clips/{name}"


def _card(found: Clip) -> ClipCard:
    poster = f"/blobs/{found.poster}" if found.poster else None
    return ClipCard(found.id, found.title, found.length // 1000, poster, clip_url(found), found.since, found.show)
