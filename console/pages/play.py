"""Rounds 互动: what rooms have played, who won, and whether it is on its way. They are opened in the control room."""

from typing import Any, get_args

from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from media.broadcasts import reads as broadcasts
from store.play import actions, reads
from store.play.problems import RoundOver
from store.play.shown import proof_address
from store.play.spec import Kind

pages = Pages("console_play", __name__)
LIST = "/console/rounds"


@pages.page(LIST, allow=Permission.PLAY_RUN)
async def rounds() -> ResponseReturnValue:
    asked, search = request.args, request.args.get("search", "").strip()
    kind, before = asked.get("kind", ""), asked.get("before", "")
    async with house().db.read() as session:
        known = kind if kind in get_args(Kind) else ""
        found = await reads.history(session, kind=known, search=search, before=before)
        rooms = await _rooms(session)
    more = found[-1].id if len(found) == reads.PAGE else ""
    return await page(
        "play/list.html", found=found, rooms=rooms, kinds=get_args(Kind), kind=known, search=search, more=more
    )  # fmt: skip


@pages.page("/console/rounds/<round_id>", allow=Permission.PLAY_RUN)
async def one_round(round_id: str) -> ResponseReturnValue:
    return await page("play/page.html", **await _about(round_id))


@pages.page("/console/rounds/<round_id>/cancel", allow=Permission.PLAY_RUN, methods=("POST",))
async def cancel(round_id: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.cancel, house().keys, round_id)
    except RoundOver as problem:
        return await _told(round_id, problem)
    return went(f"{LIST}/{round_id}", _("这一轮取消了，没发出去的奖品已经退回"))


async def _told(round_id: str, problem: Problem) -> ResponseReturnValue:
    return await again("play/page.html", problem, read_at=f"{LIST}/{round_id}", **await _about(round_id))


async def _about(round_id: str) -> dict[str, Any]:
    async with house().db.read() as session:
        found = await reads.round_of(session, round_id)
        played = await reads.played(session, found)
        spec = actions.spec_of(found.spec)
        return {
            "round": found,
            "spec": spec,
            "tallies": played.tallies or tuple(0 for _option in spec.options),
            "winners": await reads.winners(session, round_id),
            "rooms": await _rooms(session),
            "proof": proof_address(found, spec),
        }


async def _rooms(session: AsyncSession) -> dict[str, str]:
    return {room.id: room.title for room in await broadcasts.rooms(session)}
