"""Group buys 拼团: those of the whole shop are made here, and of all of them one sees how their teams stand."""

from datetime import timedelta

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.choosing import choices, chosen
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.talk import room_names
from console.said import went
from store.money import fen
from store.promotions.group_buys import actions, reads
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import state_of
from store.shelf.actions import announce_group_buy

pages = Pages("console_group_buys", __name__)
LIST = "/console/promotions/group-buys"
STATES = ("on", "ended")


class GroupBuyForm(msgspec.Struct, frozen=True):
    price: str
    size: int
    quantity: int
    per_member: int = 1
    hours: int = 24
    lasts: int = 7
    """Days that teams can be opened."""
    key: str = ""
    """Of the form, so that sending it twice begins one."""


_BLANK = {"size": "2", "quantity": "20", "per_member": "1", "hours": "24", "lasts": "7"}


@pages.page(LIST, allow=Permission.PROMOTIONS_RUN)
async def group_buys() -> ResponseReturnValue:
    state, now = request.args.get("state", ""), house().clock.now()
    async with house().db.read() as session:
        rows = await reads.listed(session, now, state if state in STATES else "")
        names = await room_names(session)
    return await page("group_buys/list.html", rows=rows, names=names, state=state, states=STATES, now=now)


@pages.page(f"{LIST}/new", allow=Permission.PROMOTIONS_RUN)
async def new_group_buy() -> ResponseReturnValue:
    """First of what, by `?search=`; then `?sku=` at what price."""
    if request.args.get("sku"):
        entered = {**_BLANK, "key": new_id(house().clock.now())}
        return await page("group_buys/new.html", good=await chosen(request.args["sku"]), entered=entered)
    return await page("group_buys/choose.html", **await choices())


@pages.page(f"{LIST}/new", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def add() -> ResponseReturnValue:
    try:
        given = await form(GroupBuyForm)
        plan = Plan(
            sku=request.args.get("sku", ""), price=fen(given.price), quantity=given.quantity, size=given.size,
            hours=given.hours, per_member=given.per_member, lasts=timedelta(days=max(0, min(given.lasts, 1000))),
        )  # fmt: skip
        group_buy = await house().db.write(announce_group_buy, plan, signed().id, given.key[:40])
    except Problem as problem:
        return await again("group_buys/new.html", problem, good=await chosen(request.args.get("sku", "")))
    return went(f"{LIST}/{group_buy}", _("拼团开始了，商品页上看得到"))


@pages.page(f"{LIST}/<group_buy>", allow=Permission.PROMOTIONS_RUN)
async def group_buy(group_buy: str) -> ResponseReturnValue:
    now = house().clock.now()
    async with house().db.read() as session:
        standing = await reads.group_buy(session, group_buy, now)
        teams = await reads.teams_of(session, group_buy)
        names = await room_names(session)
    return await page(
        "group_buys/page.html", standing=standing, one=standing.group_buy, teams=teams, names=names, now=now,
        state_of=state_of,
    )  # fmt: skip


@pages.page(f"{LIST}/<group_buy>/end", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def end(group_buy: str) -> ResponseReturnValue:
    await house().db.write(actions.end, group_buy, "staff")
    return went(f"{LIST}/{group_buy}", _("拼团结束了，不能再开新的团；已开的团照常进行"))
