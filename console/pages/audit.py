"""Who did what, when 操作记录: in a room, for its control room, and in the whole shop."""

from quart import request
from quart.typing import ResponseReturnValue

from appliance.house import house
from appliance.http import Pages, json_answer, signed
from appliance.identity import reads as identity
from appliance.identity.permissions import Permission
from console import auditing
from console.auditing import ABOUT
from console.i18n import gettext as _
from console.looks import page
from media.broadcasts import reads as broadcasts
from media.control import reads as control

pages = Pages("console_audit", __name__)
OF_SHOP = 100


@pages.page("/console/rooms/<room>/audit", allow=Permission.ROOMS_SEE)
async def of_room(room: str) -> ResponseReturnValue:
    """Of the show that is on air, or of the last hours; `?about=` one thing."""
    async with house().db.read() as session:
        since = await control.since(session, room, house().clock.now())
        found = await auditing.told(session, signed(), about=_about(), room=room)
    return json_answer([one for one in found.items if one.at >= since])


@pages.page("/console/audit", allow=Permission.ROOMS_RUN)
async def of_shop() -> ResponseReturnValue:
    """`?room=`, `?by=` a colleague, `?about=`, `?before=` an entry."""
    asked = {name: request.args.get(name, "")[:40] for name in ("room", "by")}
    asked["about"] = _about()
    before = request.args.get("before", "")
    async with house().db.read() as session:
        rooms = {room.id: room.title for room in await broadcasts.rooms(session)}
        colleagues = await identity.colleagues(session)
        found = await auditing.told(
            session, signed(), **asked, before=int(before) if before.isdecimal() else 0, limit=OF_SHOP
        )
    kept = {name: value for name, value in asked.items() if value}
    return await page(
        "audit/page.html", items=found.items, before=found.before, rooms=rooms, colleagues=colleagues, kept=kept,
        abouts=about_names(),
    )  # fmt: skip


def about_names() -> dict[str, str]:
    """Of what the reader may know something."""
    names = {
        "goods": _("商品和价格"), "talk": _("发言"), "show": _("画面"), "play": _("互动"), "shop": _("店铺"),
        "people": _("会员信息"),
    }  # fmt: skip
    return {about: name for about, name in names.items() if any(signed().may_hear(kind) for kind in ABOUT[about])}


def _about() -> str:
    asked = request.args.get("about", "")
    return asked if asked in ABOUT else ""
