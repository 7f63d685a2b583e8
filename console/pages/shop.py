"""The shop itself 店铺资料."""

import msgspec
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.shop import actions, reads
from store.shop.actions import Particulars

pages = Pages("console_shop", __name__)
PAGE = "/console/shop"


@pages.page(PAGE, allow=Permission.ACCOUNTS_SET)
async def shop() -> ResponseReturnValue:
    async with house().db.read() as session:
        known = await reads.particulars(session)
    return await page("shop/page.html", entered=msgspec.structs.asdict(known))


@pages.page(PAGE, allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def describe() -> ResponseReturnValue:
    try:
        await house().db.write(actions.describe, await form(Particulars), signed().id)
    except Problem as problem:
        return await again("shop/page.html", problem)
    return went(PAGE, _("店铺资料存好了"))
