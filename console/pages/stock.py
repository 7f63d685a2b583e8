"""Stock 库存: what lies in the storeroom, and why it moved."""

from typing import Any

from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity import reads as colleagues
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.figures import PiecesUnreadable, pieces_of
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.catalogue import actions, reads
from store.catalogue.reads.storeroom import PAGE

pages = Pages("console_stock", __name__)
LIST = "/console/goods/stock"


@pages.page(LIST, allow=Permission.GOODS_SEE)
async def storeroom() -> ResponseReturnValue:
    asked = request.args
    search, low = asked.get("search", "").strip(), asked.get("low") == "true"
    number = max(pieces_of(asked, "page", 1), 1)
    async with house().db.read() as session:
        rows = await reads.storeroom(session, query=search, low=low, page=number)
    return await page(
        "goods/storeroom.html", rows=rows[:PAGE], more=len(rows) > PAGE, search=search, low=low, number=number
    )


@pages.page("/console/goods/stock/<sku>", allow=Permission.GOODS_SEE)
async def movements(sku: str) -> ResponseReturnValue:
    return await page("goods/movements.html", **await _about(sku))


@pages.page("/console/goods/stock/<sku>", allow=Permission.STOCK_MOVE, methods=("POST",))
async def move(sku: str) -> ResponseReturnValue:
    """Receive, count or write off; the form's key makes a second press harmless."""
    posted = await request.form
    by, note, key = signed().id, posted.get("note", ""), posted.get("key", "")
    try:
        pieces = pieces_of(posted, "pieces", -1)
        if pieces < 0:
            raise PiecesUnreadable(field="pieces")
        match posted.get("what"):
            case "count":
                off = await house().db.write(actions.count, sku, pieces, key, by=by, note=note)
                said = _("盘好了，账上改了 %(off)s 件") % {"off": f"{off:+d}"} if off else _("盘好了，和账上一样")
            case "spoiled":
                await house().db.write(actions.write_off, sku, pieces, key, by=by, note=note)
                said = _("报损记下了")
            case _:
                await house().db.write(actions.receive, sku, pieces, key, by=by, note=note)
                said = _("入库了")
    except Problem as problem:
        return await again("goods/movements.html", problem, **await _about(sku))
    return went(f"{LIST}/{sku}", said)


async def _about(sku: str) -> dict[str, Any]:
    """Raises SkuNotFound."""
    number = max(pieces_of(request.args, "page", 1), 1)
    async with house().db.read() as session:
        stocked = await reads.sku(session, sku)
        if stocked is None:
            raise actions.SkuNotFound
        entries = await reads.movements(session, sku, number)
        names = {one.id: one.name or one.login for one in await colleagues.colleagues(session)}
    return {
        "stocked": stocked, "sku": stocked.sku, "entries": entries[:PAGE], "more": len(entries) > PAGE,
        "number": number, "names": names, "key": new_id(house().clock.now()),
    }  # fmt: skip
