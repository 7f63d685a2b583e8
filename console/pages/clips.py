"""Clips 切片: all that were cut, of every show or of one product, how large and how old they are, and what may go."""

import asyncio
from pathlib import Path

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from appliance.identity.tokens import PREVIEW
from console.i18n import gettext as _
from console.looks import page
from console.said import went
from media.broadcasts import reads as rooms
from media.broadcasts.playing import STAFF_WATCH, ticket
from media.recording import reads as recordings
from media.recording.clips import actions, reads
from media.recording.clips.api import clip_url
from media.recording.clips.models import Clip
from media.recording.clips.workshop import film_file, films_made
from media.recording.retention import UNSEEN
from store.catalogue import reads as catalogue

pages = Pages("console_clips", __name__)
LIST = "/console/clips"
PAGE = 50


class Row(msgspec.Struct, frozen=True):
    clip: Clip
    size: int
    """Of all its films."""
    film: str
    recorded: bool
    """Its show's page can be opened."""


@pages.page(LIST, allow=Permission.ROOMS_SEE)
async def clips() -> ResponseReturnValue:
    search, product = request.args.get("search", "").strip(), request.args.get("product", "")
    unseen, said = request.args.get("unseen", "") == "1", request.args.get("page", "1")
    number = max(int(said), 1) if said.isdecimal() else 1
    async with house().db.read() as session:
        about = await catalogue.product(session, product) if product else None
        found = await reads.cut(session, search, product, unseen=unseen, limit=PAGE + 1, offset=(number - 1) * PAGE)
        kept = {one.show for one in await recordings.recordings(session, limit=100_000)}
        titles = {one.id: one.title for one in await rooms.rooms(session)}
    rows = await asyncio.to_thread(_rows, found[:PAGE], kept, house().config.data / "clips")
    films = await asyncio.to_thread(films_made, house().config.data / "clips")
    return await page(
        "recordings/clips.html",
        rows=rows, more=len(found) > PAGE, number=number, rooms=titles, search=search, product=about, unseen=unseen,
        used=sum(size for __, size in films), days=UNSEEN.days,
    )  # fmt: skip


@pages.page(LIST + "/<clip>/deletion", allow=Permission.ROOMS_RUN, methods=("POST",))
async def delete(clip: str) -> ResponseReturnValue:
    await house().db.write(actions.delete_clip, clip)
    return went(LIST, _("切片删除了，整场录像没有动"))


def _rows(found: list[Clip], kept: set[str], folder: Path) -> list[Row]:
    rows = []
    for one in found:
        upright = film_file(folder, one.id, upright=True)
        size = one.size + (upright.stat().st_size if upright.exists() else 0)
        rows.append(Row(one, size, clip_url(one, ticket(one.room, STAFF_WATCH, PREVIEW)), one.show in kept))
    return rows
