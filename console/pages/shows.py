"""Shows 场次: planning, changing, cancelling, and what has been."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.errors import BadInput, Problem
from appliance.house import house
from appliance.http import Pages, form
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from console.words import day, for_field
from media.broadcasts import actions, reads
from media.broadcasts.models import Broadcast, Room
from store.reach.reads import waiting_shows

pages = Pages("console_shows", __name__)
LIST = "/console/shows"


class Plan(msgspec.Struct, frozen=True):
    title: str
    starts_at: str
    room: str = ""


class TimeUnreadable(BadInput):
    zh = "请选一个开播时间"
    en = "Please choose when it starts"


class TimeOver(BadInput):
    zh = "这个时间已经过去了，请选一个将来的时间"
    en = "This time is over, please choose one to come"


@pages.page(LIST, allow=Permission.ROOMS_SEE)
async def shows() -> ResponseReturnValue:
    asked, search = request.args.get("when", "coming"), request.args.get("search", "").strip()
    when: reads.When = asked if asked in get_args(reads.When) else "coming"  # type: ignore[assignment]
    wanted_room = request.args.get("room", "")
    async with house().db.read() as session:
        rooms = await reads.rooms(session)
        found = await reads.shows(session, wanted_room or None, when)
        reserved = await waiting_shows(session, [show.id for show in found if show.state == "scheduled"])
    found = [show for show in found if search.casefold() in show.title.casefold()]
    days = [(name, list(of_day)) for name, of_day in groupby(found, key=lambda show: day(show.starts_at))]
    return await page(
        "shows/list.html",
        days=days, rooms={room.id: room for room in rooms}, when=when, search=search, wanted_room=wanted_room,
        reserved=reserved,
    )  # fmt: skip


@pages.page("/console/shows/new", allow=Permission.SHOWS_PLAN)
async def new_show() -> ResponseReturnValue:
    tonight = _next_evening(house().clock.now())
    entered = {"room": request.args.get("room", ""), "starts_at": for_field(tonight)}
    return await page("shows/edit.html", rooms=await _rooms(), entered=entered, show=None)


@pages.page(LIST, allow=Permission.SHOWS_PLAN, methods=("POST",))
async def plan() -> ResponseReturnValue:
    try:
        given = await form(Plan)
        await house().db.write(actions.schedule, given.room, given.title, _moment(given.starts_at))
    except Problem as problem:
        return await again("shows/edit.html", problem, rooms=await _rooms(), show=None)
    return went(LIST, _("场次排好了"))


@pages.page("/console/shows/<show>", allow=Permission.SHOWS_PLAN)
async def edit_show(show: str) -> ResponseReturnValue:
    found = await _show(show)
    entered = {"title": found.title, "starts_at": for_field(found.starts_at), "room": found.room}
    return await page("shows/edit.html", rooms=await _rooms(), show=found, entered=entered)


@pages.page("/console/shows/<show>", allow=Permission.SHOWS_PLAN, methods=("POST",))
async def replan(show: str) -> ResponseReturnValue:
    try:
        given = await form(Plan)
        await house().db.write(actions.reschedule, show, given.title, _moment(given.starts_at))
    except BadInput as problem:
        return await again("shows/edit.html", problem, rooms=await _rooms(), show=await _show(show))
    return went(LIST, _("已保存"))


@pages.page("/console/shows/<show>/cancel", allow=Permission.SHOWS_PLAN, methods=("POST",))
async def cancel(show: str) -> ResponseReturnValue:
    await house().db.write(actions.cancel, show)
    return went(LIST, _("这场已取消"), undo=f"/console/shows/{show}/restore")


@pages.page("/console/shows/<show>/restore", allow=Permission.SHOWS_PLAN, methods=("POST",))
async def restore(show: str) -> ResponseReturnValue:
    await house().db.write(actions.restore, show)
    return went(LIST, _("这场恢复了"))


def _moment(entered: str) -> datetime:
    """A field's local time, which is the shop's. Raises TimeUnreadable, TimeOver."""
    try:
        moment = datetime.fromisoformat(entered).replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeUnreadable(field="starts_at") from error
    if moment < house().clock.now() - timedelta(minutes=10):
        raise TimeOver(field="starts_at")
    return moment


def _next_evening(now: datetime) -> datetime:
    """Eight in the evening is when shops go live."""
    evening = now.astimezone(CHINA).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening if evening > now else evening + timedelta(days=1)


async def _rooms() -> list[Room]:
    async with house().db.read() as session:
        return await reads.rooms(session)


async def _show(show: str) -> Broadcast:
    async with house().db.read() as session:
        return await reads.show(session, show)
