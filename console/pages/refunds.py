"""Refunds 退款: on their way, done, and those that a provider gave up."""

from typing import Any, Literal, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.counter import COUNTER, waiting
from console.pages.orders import masked
from console.said import went
from store.payments import actions, reads

pages = Pages("console_refunds", __name__)
LIST = "/console/payments/refunds"


class PaidOut(msgspec.Struct, frozen=True):
    how: Literal["cash", "transfer"]


@pages.page(LIST, allow=Permission.MONEY_SEE)
async def refunds() -> ResponseReturnValue:
    asked = request.args.get("state", "open")
    tab: reads.RefundTab = asked if asked in reads.REFUND_TABS else "open"
    return await _list(tab)


@pages.page("/console/payments/refunds/<refund>/retry", allow=Permission.REFUNDS_RUN, methods=("POST",))
async def retry(refund: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.retry, refund)
    except Problem as problem:
        return await _list("abnormal", problem)
    return went(LIST, _("已重新提交，还是同一个退款单号"))


@pages.page("/console/payments/refunds/<refund>/payout", allow=Permission.COUNTER_RUN, methods=("POST",))
async def pay_out(refund: str) -> ResponseReturnValue:
    """Handed over at the counter, or transferred by hand; what is wrong is read where the money was given."""
    try:
        given = await form(PaidOut)
        await house().db.write(actions.pay_out, refund, signed().id, given.how)
    except Problem as problem:
        if signed().may(Permission.MONEY_SEE) and (await request.form).get("at") != "counter":
            return await _list("open", problem)
        return await again("payments/counter.html", problem, read_at=COUNTER, **await waiting())
    return went(COUNTER, _("记下了：钱已经退给买家"))


async def _list(tab: reads.RefundTab, problem: Problem | None = None) -> ResponseReturnValue:
    search, cursor = request.args.get("search", "").strip(), request.args.get("cursor", "")
    async with house().db.read() as session:
        found = await reads.refunds(session, tab, search, cursor)
    more = found[-1].refund.id if len(found) == reads.PAGE else ""
    facts: dict[str, Any] = {
        "found": found, "state": tab, "states": get_args(reads.RefundTab), "search": search, "more": more,
        "masked": masked,
    }  # fmt: skip
    if problem is None:
        return await page("payments/refunds.html", **facts)
    return await again("payments/refunds.html", problem, read_at=f"{LIST}?state={tab}", **facts)
