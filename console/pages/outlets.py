"""Cloud channels 云直播: set up once, and switched on for the rooms that are sent on to them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import BadInput, NotFound, Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from media.broadcasts import reads as rooms
from media.ladder import promised
from media.relay import actions, clouds, reads
from media.relay.api import shown
from media.relay.clouds import KINDS, SECRET, Cloud

pages = Pages("console_outlets", __name__)
LIST = "/console/cloud"


class Switch(msgspec.Struct, frozen=True):
    rendition: str = ""
    """Empty: off."""


@pages.page(LIST, allow=Permission.SYSTEM_SEE)
async def outlets() -> ResponseReturnValue:
    async with house().db.read() as session:
        known = await reads.outlets(session)
        wishes = await reads.wishes(session, house().keys)
        titles = {room.id: room.title for room in await rooms.rooms(session)}
    relays = [(wish, titles[wish.room], _fares(wish)) for wish in wishes]
    return await page("cloud/outlets.html", outlets=known, relays=relays, kinds=_kinds())


@pages.page(f"{LIST}/new", allow=Permission.ACCOUNTS_SET)
async def new_outlet() -> ResponseReturnValue:
    kind = request.args.get("kind", "tencent")
    if kind not in KINDS:
        raise NotFound
    return await page("cloud/outlet.html", kind=kind, outlet=None, kinds=_kinds(), entered=_defaults(kind))


@pages.page(LIST, allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def add_outlet() -> ResponseReturnValue:
    posted = await request.form
    kind = posted.get("kind", "")
    if kind not in KINDS:
        raise NotFound
    try:
        cloud = _typed(kind, posted, {})
        await house().db.write(actions.add_outlet, house().keys, posted.get("title", ""), cloud, by=signed().id)
    except Problem as problem:
        return await again("cloud/outlet.html", problem, kind=kind, outlet=None, kinds=_kinds())
    return went(LIST, _("云直播加好了。到直播间里打开转推，开播时就会自动推过去"))


@pages.page(f"{LIST}/<outlet>", allow=Permission.ACCOUNTS_SET)
async def outlet(outlet: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.outlet(session, outlet)
    known = msgspec.structs.asdict(reads.cloud_of(found, house().keys))
    entered = {"title": found.title, **{name: value for name, value in known.items() if name not in SECRET}}
    return await page("cloud/outlet.html", kind=found.kind, outlet=found, kinds=_kinds(), entered=entered)


@pages.page(f"{LIST}/<outlet>", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def change_outlet(outlet: str) -> ResponseReturnValue:
    """A secret that is left empty stays as it is."""
    posted = await request.form
    async with house().db.read() as session:
        found = await reads.outlet(session, outlet)
    kept = msgspec.structs.asdict(reads.cloud_of(found, house().keys))
    try:
        cloud, title = _typed(found.kind, posted, kept), posted.get("title", "")
        await house().db.write(actions.change_outlet, house().keys, outlet, title, cloud, by=signed().id)
    except Problem as problem:
        return await again("cloud/outlet.html", problem, kind=found.kind, outlet=found, kinds=_kinds())
    return went(LIST, _("已保存，正在转推的会用新设置重新连接"))


@pages.page(f"{LIST}/<outlet>/removal", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def remove_outlet(outlet: str) -> ResponseReturnValue:
    await house().db.write(actions.remove_outlet, outlet)
    return went(LIST, _("云直播删掉了，它的转推也停了"))


@pages.page("/console/rooms/<room>/relays", allow=Permission.ROOMS_SEE)
async def relays(room: str) -> ResponseReturnValue:
    """Where the room is sent on to, and what may be switched."""
    async with house().db.read() as session:
        found = await rooms.room(session, room)
        known = await reads.outlets(session)
        on = {wish.outlet: wish.rendition for wish in await reads.wishes(session, house().keys, room)}
    fare = [shown(room, outlet.id, outlet.title, outlet.kind, on.get(outlet.id)) for outlet in known]
    renditions = [variant.name for variant in promised(house().config.ladder)]
    return await page("rooms/relays.html", room=found, relays=fare, renditions=renditions)


@pages.page("/console/rooms/<room>/relays/lights", allow=Permission.ROOMS_SEE)
async def lights(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        wishes = await reads.wishes(session, house().keys, room)
    return await page("rooms/relay_lights.html", relays=[_fares(wish) for wish in wishes])


@pages.page("/console/rooms/<room>/relays/<outlet>", allow=Permission.ROOMS_RUN, methods=("POST",))
async def switch(room: str, outlet: str) -> ResponseReturnValue:
    given = await form(Switch)
    if given.rendition:
        await house().db.write(actions.switch_on, room, outlet, given.rendition)
        return went(f"/console/rooms/{room}/relays", _("转推打开了，在播时会一直推过去"))
    await house().db.write(actions.switch_off, room, outlet)
    return went(f"/console/rooms/{room}/relays", _("转推关掉了"))


def _kinds() -> dict[str, str]:
    return {"tencent": _("腾讯云直播"), "aliyun": _("阿里云直播"), "rtmp": _("其他 RTMP 地址")}


def _fares(wish: reads.Wish) -> Any:
    return shown(wish.room, wish.outlet, wish.title, clouds.kind(wish.cloud), wish.rendition)


def _defaults(kind: str) -> dict[str, str]:
    return {} if kind == "rtmp" else {"app": "live"}


def _typed(kind: str, given: Mapping[str, str], kept: Mapping[str, str]) -> Cloud:
    """Raises BadInput."""
    values = {
        name: given.get(name, "").strip() or (kept.get(name, "") if name in SECRET else "")
        for name in KINDS[kind].__struct_fields__
    }
    try:
        return msgspec.convert(
            {name: value for name, value in values.items() if value or name != "digest"}, KINDS[kind]
        )
    except msgspec.ValidationError as error:
        raise BadInput(why=str(error)) from error
