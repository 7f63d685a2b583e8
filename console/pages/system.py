"""How the box and its processes fare, and whether the outside reaches it."""

import asyncio

from quart.typing import ResponseReturnValue

from appliance.alarms.lookout import MISSED
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from appliance.lease.reads import boxes
from console.looks import page
from console.machine import measure
from console.recent import recent
from media.webrtc import reach

pages = Pages("console_system", __name__)


@pages.page("/console/system", allow=Permission.SYSTEM_SEE)
async def system() -> ResponseReturnValue:
    processes = recent().processes()
    async with house().db.read() as session:
        known = await boxes(session) if house().config.box else []
    return await page(
        "system/page.html",
        machine=await measure(house().config.data, house().clock.now().timestamp()),
        processes=processes,
        all_answer=all(well for _, well in processes),
        speed=max((said.speed for said, _ in processes), default=0.0),
        version=house().version,
        boxes=known,
        missed=MISSED,
        this_box=house().config.box,
    )


@pages.page("/console/system/reach", allow=Permission.SYSTEM_SEE)
async def reachability() -> ResponseReturnValue:
    """Asked for by itself, since it may wait seconds for somebody outside."""
    return await page("system/reach.html", known=await asyncio.to_thread(reach.examine, house().config))
