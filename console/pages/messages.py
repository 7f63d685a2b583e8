"""Subscribe messages 订阅消息: the template of each kind, a trial of it, and what was sent and refused."""

from typing import Any

from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import BadInput, NotFound, Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.accounts import reads as accounts
from store.accounts.records import WeChat
from store.members import reads as members
from store.members.api import weixin
from store.members.found import found
from store.reach import actions, reads
from store.reach.fields import TAKES
from store.reach.kinds import KINDS
from store.reach.sending import attempt

pages = Pages("console_messages", __name__)
PAGE = "/console/payments/messages"


class NobodyThere(BadInput):
    zh = "没有找到这位会员。先用微信打开本店小程序，绑上手机号"
    en = "There is no such member. Open the shop's mini-program in WeChat first, and bind a number there"


class NobodyInWeChat(BadInput):
    zh = "这位会员没有用微信小程序进来过，发不了"
    en = "This member never came by the mini-program, so WeChat cannot reach them"


@pages.page(PAGE, allow=Permission.ACCOUNTS_SET)
async def messages() -> ResponseReturnValue:
    return await page("messages/page.html", **await _known())


@pages.page(f"{PAGE}/<kind>", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def set_template(kind: str) -> ResponseReturnValue:
    posted = {name: value.replace("\0", "").strip() for name, value in (await request.form).items()}
    typed = posted.get("template", ""), posted, posted.get("words", "")
    try:
        await house().db.write(actions.set_template, kind, *typed, signed().id)
    except BadInput as problem:
        return await again("messages/page.html", problem, at=kind, **await _known())
    return went(PAGE, _("模板存好了，发一条给自己试试"))


@pages.page(f"{PAGE}/<kind>/trial", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def try_out(kind: str) -> ResponseReturnValue:
    """A message like those that will be sent, to a member who is the colleague."""
    try:
        code = await attempt(house().db, weixin(), kind, await _who((await request.form).get("who", "")))
    except NotFound:
        raise
    except Problem as problem:
        return await again("messages/page.html", problem, at=kind, **await _known())
    if code:
        return await page("messages/page.html", 502, at=kind, trial=code, **await _known())
    return went(PAGE, _("发出去了，看看微信里的“服务通知”"))


@pages.page(f"{PAGE}/<kind>/removal", allow=Permission.ACCOUNTS_SET, methods=("POST",))
async def drop(kind: str) -> ResponseReturnValue:
    await house().db.write(actions.drop_template, kind)
    return went(PAGE, _("模板删掉了，这类消息不再发"))


async def _who(text: str) -> str:
    """The member whom WeChat knows, by phone number or id. Raises NobodyThere, NobodyInWeChat."""
    async with house().db.read() as session:
        here = await found(session, house().keys, text.strip()) if text.strip() else ()
        for one in here:
            if await members.openid(session, one.id):
                return one.id
    raise NobodyInWeChat(field="who") if here else NobodyThere(field="who")


async def _known() -> dict[str, Any]:
    async with house().db.read() as session:
        return {
            "kinds": KINDS,
            "takes": TAKES,
            "has_account": await accounts.account(session, house().keys, WeChat) is not None,
            "templates": await reads.templates(session),
            "counts": await reads.counts(session, house().clock.now()),
            "latest": await reads.latest(session),
        }
