"""Rooms: the list, a new one, and a room at work."""

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Conflict, Problem
from appliance.house import house
from appliance.http import Pages, form, json_answer, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.reach import preview_url, push_url, watch_url, whip_url
from console.recent import recent
from console.said import went
from media.broadcasts import actions, reads
from media.broadcasts.board import board

pages = Pages("console_rooms", __name__)


class NewRoom(msgspec.Struct, frozen=True):
    title: str
    notice: str = ""
    public: bool = True


class NothingOnAir(Conflict):
    zh = "现在没有正在进行的直播"
    en = "No show is on air now"


@pages.page("/console/rooms", allow=Permission.ROOMS_SEE)
async def rooms() -> ResponseReturnValue:
    search, state = request.args.get("search", "").strip(), request.args.get("state", "all")
    async with house().db.read() as session:
        found = await reads.rooms(session, search)
        on_air = {show.room: show for show in await reads.shows(session, when="on-air")}
        coming = {show.room: show for show in reversed(await reads.shows(session, when="coming"))}
    if state == "live":
        found = [room for room in found if room.id in on_air]
    elif state == "off":
        found = [room for room in found if room.id not in on_air]
    return await page(
        "rooms/list.html",
        rooms=found, on_air=on_air, coming=coming, search=search, state=state,
        measured=recent().arriving, viewers=board().viewers,
    )  # fmt: skip


@pages.page("/console/rooms/new", allow=Permission.ROOMS_RUN)
async def new_room() -> ResponseReturnValue:
    return await page("rooms/new.html")


@pages.page("/console/rooms", allow=Permission.ROOMS_RUN, methods=("POST",))
async def open_room() -> ResponseReturnValue:
    try:
        given = await form(NewRoom)
        opened = await house().db.write(
            actions.open_room, house().keys, given.title, given.notice.strip(), public=given.public
        )
    except Problem as problem:
        return await again("rooms/new.html", problem)
    return went(f"/console/rooms/{opened.room}", _("直播间建好了，下面是推流地址和密钥"))


@pages.page("/console/rooms/<room>", allow=Permission.ROOMS_SEE)
async def room(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.room(session, room)
        on_air = await reads.on_air(session, room)
        coming = await reads.shows(session, room, "coming")
        last = await reads.latest(session, room)
    return await page(
        "rooms/room.html",
        room=found, on_air=on_air, coming=coming[:3], last=last, now=house().clock.now(),
        measured=recent().arriving(room), viewers=board().viewers(room), push_url=push_url(), whip_url=whip_url(),
        preview_url=preview_url(found), watch_url=watch_url(found),
    )  # fmt: skip


@pages.page("/console/rooms/<room>/measurements", allow=Permission.ROOMS_SEE)
async def measurements(room: str) -> ResponseReturnValue:
    """The last ten minutes, which the graphs begin with."""
    return json_answer(recent().stream(room))


@pages.page("/console/rooms/<room>/key", allow=Permission.KEYS_SEE)
async def key(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.room(session, room)
    return await page("rooms/key.html", room=found, key=reads.stream_key(found, house().keys), push_url=push_url())


@pages.page("/console/rooms/<room>/key", allow=Permission.KEYS_SEE, methods=("POST",))
async def rotate_key(room: str) -> ResponseReturnValue:
    """A new key cuts whoever pushes with the old one."""
    await house().db.write(actions.rotate_key, house().keys, room, signed().id)
    return went(f"/console/rooms/{room}/key", _("密钥换好了，旧密钥已经不能推流"))


@pages.page("/console/rooms/<room>/end", allow=Permission.ROOMS_RUN, methods=("POST",))
async def end_show(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        on_air = await reads.on_air(session, room)
    if on_air is None:
        raise NothingOnAir
    await house().db.write(actions.end, on_air.id)
    return went(f"/console/rooms/{room}", _("这场直播已结束"))
