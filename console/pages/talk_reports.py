"""举报: what viewers complained of, and what a colleague does about it with one tap."""

from collections.abc import Iterable
from typing import Any, cast, get_args

from quart.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import NotFound
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity import reads as identity
from appliance.identity.permissions import Permission
from chat.reports import actions, reads
from chat.reports.models import Report
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.talk import room_names
from console.said import went
from store.catalogue.models import Product

pages = Pages("console_talk_reports", __name__)
REPORTS = "/console/talk/reports"
MODERATE = Permission.CHAT_MODERATE


@pages.page(REPORTS, allow=MODERATE)
async def reports() -> ResponseReturnValue:
    return await page("talk/reports.html", **await _reports())


@pages.page("/console/talk/reports/<report>/<what>", allow=MODERATE, methods=("POST",))
async def decide(report: str, what: str) -> ResponseReturnValue:
    if what not in get_args(actions.Decision):
        raise NotFound
    try:
        await house().db.write(actions.decide, report, cast("actions.Decision", what), signed().id)
    except (actions.ReportDecided, actions.DecisionUnusable) as problem:
        return await again("talk/reports.html", problem, read_at=REPORTS, **await _reports())
    said = {
        "dismiss": _("这条举报不用处理，已放下"),
        "recall": _("已撤回，马上从所有屏幕上消失"),
        "mute": _("已禁言一天，一秒内生效"),
        "kick": _("已请出直播间，十分钟内进不来"),
    }
    return went(REPORTS, said[what])


async def _reports() -> dict[str, Any]:
    async with house().db.read() as session:
        cases, decided = await reads.waiting(session), await reads.decided(session)
        return {
            "cases": cases,
            "decided": decided,
            "rooms": await room_names(session),
            "goods": await _goods(session, [*(one.latest for one in cases), *decided]),
            "names": {one.id: one.name for one in await identity.colleagues(session)},
        }


async def _goods(session: AsyncSession, found: Iterable[Report]) -> dict[str, str]:
    """What the reported goods are called."""
    wanted = [one.subject for one in found if one.about == "product"]
    rows = await session.execute(select(Product.id, Product.title).where(Product.id.in_(wanted)))
    return {row.id: row.title for row in rows}
