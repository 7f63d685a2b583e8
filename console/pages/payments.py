"""Payments 收款: what came in, and giving money back outside of an after-sale."""

from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity import reads as colleagues
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.after_sales import actions as after_sales
from store.money import fen
from store.orders import reads as orders
from store.payments import actions, reads

pages = Pages("console_payments", __name__)
LIST = "/console/payments"


class GiveBack(msgspec.Struct, frozen=True):
    amount: str
    """Yuan."""
    reason: str
    key: str
    """Of the form, so that sending it twice gives once."""


@pages.page(LIST, allow=Permission.MONEY_SEE)
async def payments() -> ResponseReturnValue:
    asked = request.args.get("state", "paid")
    tab: reads.Tab = asked if asked in reads.TABS else "paid"
    search, cursor = request.args.get("search", "").strip(), request.args.get("cursor", "")
    async with house().db.read() as session:
        found = await reads.payments(session, tab, search, cursor)
    more = found[-1].attempt.id if len(found) == reads.PAGE else ""
    return await page(
        "payments/list.html", found=found, state=tab, states=get_args(reads.Tab), search=search, more=more
    )


@pages.page("/console/payments/orders/<order>", allow=Permission.MONEY_SEE)
async def of_order(order: str) -> ResponseReturnValue:
    return await page("payments/order.html", **await _about(order))


@pages.page("/console/payments/orders/<order>/refunds", allow=Permission.REFUNDS_RUN, methods=("POST",))
async def give_back(order: str) -> ResponseReturnValue:
    try:
        given = await form(GiveBack)
        await house().db.write(
            after_sales.give_back, order, fen(given.amount), given.reason.strip()[:80], signed().id, given.key[:40]
        )
    except Problem as problem:
        return await again("payments/order.html", problem, **await _about(order))
    return went(f"{LIST}/orders/{order}", _("已登记退款，钱会原路退回"))


@pages.page("/console/payments/orders/<order>/shipping", allow=Permission.REFUNDS_RUN, methods=("POST",))
async def tell_again(order: str) -> ResponseReturnValue:
    """WeChat holds the money until it knows how the goods went; told from the list, the next one is at hand."""
    await house().db.write(actions.upload_again, order)
    to = f"{LIST}?state=untold" if (await request.form).get("list") else f"{LIST}/orders/{order}"
    return went(to, _("马上再报一次发货信息"))


@pages.page("/console/payments/orders/<order>/shipping/end", allow=Permission.REFUNDS_RUN, methods=("POST",))
async def tell_no_more(order: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.give_up_upload, order, (await request.form).get("why", ""), signed().id)
    except Problem as problem:
        return await again("payments/order.html", problem, **await _about(order))
    return went(f"{LIST}/orders/{order}", _("不再报了，也不再提醒"))


async def _about(order: str) -> dict[str, Any]:
    async with house().db.read() as session:
        return {
            "order": await orders.order(session, order),
            "attempts": await reads.of_order(session, order),
            "uploads": await reads.uploads(session, order),
            "refunds": await reads.refunds_of(session, order),
            "names": {one.id: one.name or one.login for one in await colleagues.colleagues(session)},
            "key": new_id(house().clock.now()),
        }
