"""What a room is called, says and looks like, and whom it lets in."""

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form
from appliance.identity.permissions import Permission
from appliance.pictures import PictureUnreadable, fitted
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from media.broadcasts import actions, reads
from media.broadcasts.models import Room
from media.control import actions as control

pages = Pages("console_settings", __name__)
COVER = (1280, 720)
AVATAR = (200, 200)


class RoomSettings(msgspec.Struct, frozen=True):
    title: str
    public: bool
    notice: str = ""


class Delay(msgspec.Struct, frozen=True):
    seconds: int


class Floor(msgspec.Struct, frozen=True):
    shown: bool = False


@pages.page("/console/rooms/<room>/settings", allow=Permission.ROOMS_RUN)
async def settings(room: str) -> ResponseReturnValue:
    found = await _room(room)
    return await page("rooms/settings.html", room=found, entered=_as_entered(found), delays=control.DELAYS)


@pages.page("/console/rooms/<room>/settings", allow=Permission.ROOMS_RUN, methods=("POST",))
async def change(room: str) -> ResponseReturnValue:
    found = await _room(room)
    try:
        given = await form(RoomSettings)
        await house().db.write(actions.change_room, room, given.title, given.notice.strip(), public=given.public)
    except Problem as problem:
        return await again("rooms/settings.html", problem, room=found, delays=control.DELAYS)
    return went(f"/console/rooms/{room}/settings", _("已保存"))


@pages.page("/console/rooms/<room>/floor", allow=Permission.MONEY_SEE, methods=("POST",))
async def show_floor(room: str) -> ResponseReturnValue:
    given = await form(Floor)
    await house().db.write(actions.show_floor, room, shown=given.shown)
    said = _("主播的提词器上有底价了") if given.shown else _("主播看不到底价了")
    return went(f"/console/rooms/{room}/settings", said)


@pages.page("/console/rooms/<room>/delay", allow=Permission.ROOMS_RUN, methods=("POST",))
async def delay(room: str) -> ResponseReturnValue:
    found = await _room(room)
    try:
        given = await form(Delay)
        await house().db.write(control.delay, room, given.seconds)
    except Problem as problem:
        return await _settings_again(found, problem)
    return went(f"/console/rooms/{room}/settings", _("已保存，下次推流起照这样播"))


@pages.page("/console/rooms/<room>/cover", allow=Permission.ROOMS_RUN, methods=("POST",))
async def put_cover(room: str) -> ResponseReturnValue:
    found = await _room(room)
    try:
        await house().db.write(actions.put_cover, room, await _uploaded("cover", COVER))
    except Problem as problem:
        return await _settings_again(found, problem)
    return went(f"/console/rooms/{room}/settings", _("封面换好了"))


@pages.page("/console/rooms/<room>/avatar", allow=Permission.ROOMS_RUN, methods=("POST",))
async def put_avatar(room: str) -> ResponseReturnValue:
    found = await _room(room)
    try:
        await house().db.write(actions.put_avatar, room, await _uploaded("avatar", AVATAR))
    except Problem as problem:
        return await _settings_again(found, problem)
    return went(f"/console/rooms/{room}/settings", _("头像换好了"))


async def _uploaded(field: str, size: tuple[int, int]) -> str:
    """The name of the blob that a posted picture became. Raises PictureUnreadable, PictureTooLarge."""
    uploaded = (await request.files).get(field)
    if uploaded is None or not uploaded.filename:
        raise PictureUnreadable(field=field)
    return await house().blobs.put(await fitted(uploaded.read(), size, field), ".jpg")


async def _settings_again(found: Room, problem: Problem) -> ResponseReturnValue:
    entered = _as_entered(found)
    return await again("rooms/settings.html", problem, room=found, entered=entered, delays=control.DELAYS)


async def _room(room: str) -> Room:
    async with house().db.read() as session:
        return await reads.room(session, room)


def _as_entered(room: Room) -> dict[str, str]:
    return {"title": room.title, "notice": room.notice, "public": "true" if room.public else "false"}
