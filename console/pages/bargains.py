"""Bargains 砍价: what each brings, and making one for the whole shop. In a show they are opened in the control room."""

from datetime import timedelta
from typing import Any

from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.choosing import choices, chosen
from console.drafts import moment_of
from console.figures import fen_of, pieces_of
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.talk import room_names
from console.said import went
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Plan
from store.promotions.bargains.problems import BargainMovedOn
from store.shelf import actions as shelf

pages = Pages("console_bargains", __name__)
LIST = "/console/promotions/bargains"


@pages.page(LIST, allow=Permission.PROMOTIONS_RUN)
async def bargains() -> ResponseReturnValue:
    return await page("bargains/list.html", **await _about())


@pages.page(f"{LIST}/new", allow=Permission.PROMOTIONS_RUN)
async def new_bargain() -> ResponseReturnValue:
    """First of what, by `?search=`; then `?sku=` at what price."""
    if request.args.get("sku"):
        entered = {"helpers": "8", "quantity": "10", "hours": "24", "per_helper": "3", "lasts": "7"}
        entered["key"] = new_id(house().clock.now())
        return await page("bargains/edit.html", good=await chosen(request.args["sku"]), entered=entered)
    return await page("bargains/choose.html", **await choices())


@pages.page(f"{LIST}/new", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def open_bargain() -> ResponseReturnValue:
    posted = await request.form
    try:
        plan = Plan(
            sku=posted.get("sku", ""),
            floor_price=fen_of(posted, "floor_price"),
            helpers=pieces_of(posted, "helpers", 0),
            quantity=pieces_of(posted, "quantity", 0),
            hours=pieces_of(posted, "hours", 0),
            per_helper=pieces_of(posted, "per_helper", 0),
            opens_at=moment_of(posted, "opens_at"),
            lasts=timedelta(days=min(pieces_of(posted, "lasts", 0), 1000)),
        )
        await house().db.write(shelf.open_bargain, plan, signed().id, posted.get("key", "")[:40])
    except Problem as problem:
        return await again("bargains/edit.html", problem, good=await chosen(posted.get("sku", "")))
    return went(LIST, _("砍价开好了，买家在商品页就能发起"))


@pages.page(f"{LIST}/<bargain>/end", allow=Permission.PROMOTIONS_RUN, methods=("POST",))
async def end(bargain: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.end, bargain, "staff")
    except BargainMovedOn as problem:
        return await again("bargains/list.html", problem, read_at=LIST, **await _about())
    return went(LIST, _("砍价结束了，已经砍下来的价格还能买"))


async def _about() -> dict[str, Any]:
    now = house().clock.now()
    async with house().db.read() as session:
        found = await reads.listed(session)
        rooms = await room_names(session)
    return {"found": [(one, reads.word(one.bargain, now)) for one in found], "rooms": rooms}
