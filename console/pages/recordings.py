"""Recordings 录像: what of each show is kept, who may watch it again, and how long the disk lasts."""

import asyncio
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import CHINA
from appliance.cloud import reads as cloud
from appliance.cloud.cache import Cache
from appliance.config import Config
from appliance.errors import BadInput, Conflict
from appliance.house import house
from appliance.http import Pages, form
from appliance.identity.permissions import Permission
from appliance.identity.tokens import PREVIEW
from console.drawing import WIDTH, Score, score
from console.highlights import Highlights, highlights, spans_of
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from console.words import size
from media.broadcasts import reads as rooms
from media.broadcasts.playing import STAFF_WATCH, ticket
from media.recording import actions, losing, reads, vod
from media.recording.api import replay_url
from media.recording.clips import actions as clips
from media.recording.clips import reads as clip_reads
from media.recording.clips.api import clip_url
from media.recording.clips.workshop import films_made
from media.recording.download import film
from media.recording.models import Recording
from media.recording.places import MANIFEST, Shelf
from media.recording.pruning import disk_of
from media.recording.retention import Disk, days_left
from media.recording.takes import Span, position
from store.catalogue import reads as catalogue
from store.shelf import chapters

pages = Pages("console_recordings", __name__)
LIST = "/console/recordings"
PAGE = 50


class Decision(msgspec.Struct, frozen=True):
    word: str = ""


class NotDecided(BadInput):
    zh = "请照写“{word}”，表示您知道后果"
    en = "Please type {word} to show that you know what it means"


class NoRoomHere(Conflict):
    zh = "这场录像有 {size}，本机只放得下 {left}：先腾出空间再取"
    en = "This recording takes {size} and this box has room for {left}: make room first"


class Chapter(msgspec.Struct, frozen=True):
    title: str
    seconds: int


@pages.page(LIST, allow=Permission.ROOMS_SEE)
async def recordings() -> ResponseReturnValue:
    room, search = request.args.get("room", ""), request.args.get("search", "").strip()
    number = max(int(request.args.get("page", "1")) if request.args.get("page", "1").isdecimal() else 1, 1)
    async with house().db.read() as session:
        terms = await cloud.terms(session, house().keys)
        known = {one.id: one for one in await rooms.rooms(session)}
        found = await reads.recordings(session, room, search, limit=PAGE + 1, offset=(number - 1) * PAGE)
        disk, days = await _forecast(session, house().config)
        sent = await cloud.arrived(session, [_manifest(one) for one in found])
        missing = {one.show for one in await losing.missed(session)}
        airing = {one.id for one in await rooms.shows(session, when="on-air")}
    cached = await asyncio.to_thread(_cached, house().config, [one for one in found if one.place != "here"])
    return await page(
        "recordings/list.html",
        recordings=found[:PAGE], more=len(found) > PAGE, number=number, rooms=known, wanted_room=room, search=search,
        airing=airing, missing=missing,
        disk=disk, days=days, sent={one.show for one in found if _manifest(one) in sent}, cached=cached,
        local_days=terms.local_days if terms and terms.recordings else 0, now=house().clock.now(),
    )  # fmt: skip


@pages.page(LIST + "/<show>", allow=Permission.ROOMS_SEE)
async def recording(show: str) -> ResponseReturnValue:
    return await page("recordings/recording.html", **await about(show), entered={})


@pages.page(LIST + "/<show>/publication", allow=Permission.ROOMS_RUN, methods=("POST",))
async def publish(show: str) -> ResponseReturnValue:
    await house().db.write(actions.show_replay, show, public=True)
    return went(f"{LIST}/{show}", _("观众可以看回放了"), undo=f"{LIST}/{show}/hiding")


@pages.page(LIST + "/<show>/hiding", allow=Permission.ROOMS_RUN, methods=("POST",))
async def hide(show: str) -> ResponseReturnValue:
    await house().db.write(actions.show_replay, show, public=False)
    return went(f"{LIST}/{show}", _("观众看不到这场回放了，录像还在"), undo=f"{LIST}/{show}/publication")


@pages.page(LIST + "/<show>/return", allow=Permission.ROOMS_RUN, methods=("POST",))
async def bring_back(show: str) -> ResponseReturnValue:
    """取回本机: from the cloud's storage, in the background."""
    async with house().db.read() as session:
        found = await reads.recording(session, show)
        disk = await disk_of(session, house().config)
    if found.size > disk.left:
        raise NoRoomHere(size=size(found.size), left=size(disk.left))
    await house().db.write(actions.ask_back, show)
    return went(f"{LIST}/{show}", _("正在从云上取回来，这段时间照样能看"))


@pages.page(LIST + "/<show>/deletion", allow=Permission.RECORDINGS_DELETE, methods=("POST",))
async def delete(show: str) -> ResponseReturnValue:
    """What the law still needs goes by the owner's written word alone."""
    given = await form(Decision)
    told = await about(show)
    word = _("删除")
    if told["needed"] and given.word.strip() != word:
        undecided = NotDecided(word=word, field="word")
        return await again("recordings/recording.html", undecided, read_at=f"{LIST}/{show}", **told)
    await house().db.write(actions.delete, show, decided=told["needed"])
    return went(LIST, _("录像删除了，删除记录会一直留着"))


@pages.page(LIST + "/<show>/clips/<clip>/<what>", allow=Permission.ROOMS_RUN, methods=("POST",))
async def on_clip(show: str, clip: str, what: str) -> ResponseReturnValue:
    """publication, hiding, upright or deletion."""
    back = f"{LIST}/{show}#clips-title"
    if what == "deletion":
        await house().db.write(clips.delete_clip, clip)
        return went(back, _("切片删除了，整场录像没有动"))
    if what == "upright":
        await house().db.write(clips.ask_upright, clip)
        return went(back, _("竖版在做了，做好会出现在这里"))
    public = what == "publication"
    await house().db.write(clips.show_clip, clip, public=public)
    return went(back, _("观众可以看这个切片了") if public else _("观众看不到这个切片了"))


async def about(show: str) -> dict[str, Any]:
    """What the page of a recording is made of."""
    async with house().db.read() as session:
        found = await reads.recording(session, show)
        room = await rooms.room(session, found.room)
        told = await _chapters(session, found)
        cut = await clip_reads.of_show(session, show)
        broadcast = await rooms.show(session, show)
        kept = await spans_of(found)
        lively = await highlights(session, broadcast, kept, house().clock.now())
        sent = _manifest(found) in await cloud.arrived(session, [_manifest(found)])
        missing = {one.show for one in await losing.missed(session)}
    cached = await asyncio.to_thread(_cached, house().config, [found])
    counting = _films if found.place == "here" else _films_afar
    films = await asyncio.to_thread(counting, Shelf(house().config.data / "recordings").show(found.room, show))
    token = ticket(room.id, STAFF_WATCH, PREVIEW)
    return {
        "recording": found,
        "room": room,
        "airs": broadcast.ended_at is None,
        "sent": sent,
        "missing": show in missing,
        "cached": cached.get(show, 0),
        "chapters": told,
        "clips": [(one, clip_url(one, token), clip_url(one, token, upright=True)) for one in cut],
        "unseen": sum(one.unseen_since is not None for one in cut),
        "busy": any(one.state == "waiting" or one.upright == "waiting" for one in cut),
        "lively": lively,
        "score": _score(lively),
        "width": WIDTH,
        "kept_seconds": sum(one.length for one in kept) / 1000,
        "film": replay_url(found, token) if found.state == "kept" else "",
        "needed_day": f"{found.needed_until.astimezone(CHINA):%Y-%m-%d}" if found.needed_until else "",
        "needed": actions.is_needed(found.needed_until, house().clock.now()),
        "downloads": [replay_url(found, token, f"download-{number}.mp4") for number in range(1, films + 1)],
    }


def _score(lively: Highlights) -> Score:
    stretches = [(one.since, one.until) for one in lively.suggestions]
    return score(lively.since, lively.until, lively.lanes, stretches, lively.marks)


def _films(folder: Path) -> int:
    """How many MP4s a show is: one, unless its picture changed its shape."""
    try:
        return len(film(folder))
    except (OSError, IndexError):
        return 0


def _films_afar(folder: Path) -> int:
    """The same, by the playlist alone; of what another box recorded, one."""
    try:
        return len(list(groupby(vod.inits((folder / "source" / "index.m3u8").read_text("utf-8")).values())))
    except FileNotFoundError:
        return 1


def _cached(config: Config, rows: list[Recording]) -> dict[str, int]:
    """How much of what lies in the cloud is kept here for those who watch it, in bytes."""
    cache = Cache(config.data / "cache" / "cloud", 0)
    return {row.show: cache.held(f"recordings/{row.room}/{row.show}") for row in rows}


def _manifest(row: Recording) -> str:
    return f"recordings/{row.room}/{row.show}/{MANIFEST}"


async def _chapters(session: AsyncSession, found: Recording) -> list[Chapter]:
    windows = await chapters.of_show(session, found.room, found.show)
    later = await rooms.delay(session, found.show)
    of = msgspec.convert(found.spans, list[Span])
    titles = {
        window.product: (await catalogue.product(session, window.product)).title for window in windows if window.until
    }
    return [
        Chapter(titles[window.product], position(of, int((window.since + later).timestamp() * 1000)) // 1000)
        for window in windows
        if window.until and of
    ]


async def _forecast(session: AsyncSession, config: Config) -> tuple[Disk, int | None]:
    disk = await disk_of(session, config)
    now = house().clock.now()
    recent = await reads.recordings(session, gone=False, limit=1000)
    sizes = [(one.started_at, one.size) for one in recent]
    sizes += await asyncio.to_thread(films_made, config.data / "clips")
    return disk, days_left([(at, size) for at, size in sizes if at > now - timedelta(days=31)], disk, now)
