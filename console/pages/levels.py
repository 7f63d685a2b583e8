"""Levels of members 会员等级: the list, from how much on each comes by itself, and giving one by hand."""

from typing import Any

from quart import request
from quart.typing import ResponseReturnValue

from appliance.db import Transaction
from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.figures import fen_or_none, pieces_of
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.members import about_member
from console.said import went
from store.members import found, levels
from store.orders import standing

pages = Pages("console_levels", __name__)
LIST = "/console/members/levels"


@pages.page(LIST, allow=Permission.PROMOTIONS_RUN)
async def listed() -> ResponseReturnValue:
    return await page("members/levels.html", **await _about())


@pages.page(LIST, allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def add() -> ResponseReturnValue:
    posted = await request.form
    try:
        await house().db.write(levels.add_level, posted.get("name", ""), fen_or_none(posted, "spent"))
    except Problem as problem:
        return await again("members/levels.html", problem, **await _about())
    return went(LIST, _("等级加好了"))


@pages.page(f"{LIST}/<level>", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def change(level: str) -> ResponseReturnValue:
    posted = await request.form
    try:
        await house().db.write(levels.change_level, level, fen_or_none(posted, "spent"))
    except Problem as problem:
        return await again("members/levels.html", problem, **{**await _about(), "at": level})
    return went(LIST, _("已保存"))


@pages.page(f"{LIST}/<level>/place", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def move(level: str) -> ResponseReturnValue:
    await house().db.write(levels.move_level, level, -1 if pieces_of(await request.form, "down", 0) else 1)
    return went(LIST, _("顺序改好了"))


@pages.page(f"{LIST}/<level>/removal", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def remove(level: str) -> ResponseReturnValue:
    await house().db.write(levels.remove_level, level)
    return went(LIST, _("等级删掉了"))


@pages.page("/console/members/<member>/level", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def give(member: str) -> ResponseReturnValue:
    """By hand with a reason, or back to what was spent."""
    posted = await request.form
    try:
        if "spending" in posted:
            await house().db.write(_leave_to_spending, member, signed().id)
        else:
            given = (posted.get("level", ""), signed().id, posted.get("reason", ""))
            await house().db.write(levels.give_level, member, *given)
    except Problem as problem:
        return await again("members/member.html", problem, **await about_member(member))
    return went(f"/console/members/{member}", _("等级改好了"))


def _leave_to_spending(tx: Transaction, member: str, by: str) -> None:
    levels.leave_to_spending(tx, member, standing.spent(tx, member), by)


async def _about() -> dict[str, Any]:
    async with house().db.read() as session:
        known = await levels.listed(session)
        return {"levels": known[::-1], "counts": await found.counts_by_level(session), "at": ""}
