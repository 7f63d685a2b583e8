"""One's own account."""

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import COOKIE, Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went

pages = Pages("console_account", __name__)


class NewPassword(msgspec.Struct, frozen=True):
    old: str
    password: str


@pages.page("/console/account", allow=Permission.ACCOUNT)
async def account() -> ResponseReturnValue:
    return await page("account/page.html")


@pages.page("/console/account/password", allow=Permission.ACCOUNT, methods=("POST",))
async def change_password() -> ResponseReturnValue:
    try:
        given = await form(NewPassword)
        await house().door.change_password(signed().id, request.cookies[COOKIE], given.old, given.password)
    except Problem as problem:
        return await again("account/page.html", problem)
    return went("/console/account", _("密码改好了，其他设备上的登录已退出"))
