"""After-sales 售后: what waits for an answer, what comes back, what was ended."""

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
from console.said import went
from store.after_sales import actions, reads
from store.after_sales.reads import Claim, Tab
from store.orders.actions import Packed
from store.orders.carriers import CARRIERS
from store.shop import reads as shop

pages = Pages("console_after_sales", __name__)
LIST = "/console/after-sales"
WHOLE = ("no-reason", "wrong", "late")
"""Reasons that leave goods as they were: they may be sold again unless a look says otherwise."""


class Answer(msgspec.Struct, frozen=True):
    answer: Literal["agree", "refuse"]
    words: str = ""


class Arrived(msgspec.Struct, frozen=True):
    sellable: Literal["yes", ""] = ""


class Exchange(msgspec.Struct, frozen=True):
    carrier: str = ""
    """Empty: handed over in the shop."""
    tracking: str = ""
    sellable: Literal["yes", ""] = ""


@pages.page(LIST, allow=Permission.AFTER_SALES_RUN)
async def claims() -> ResponseReturnValue:
    asked, search = request.args.get("tab", "applied"), request.args.get("search", "").strip()
    tab: Tab = asked if asked in get_args(Tab) else "applied"  # type: ignore[assignment]
    async with house().db.read() as session:
        found = await reads.claims(session, tab=tab, search=search)
        waiting = await reads.waiting(session)
    now = house().clock.now()
    return await page(
        "after_sales/list.html", found=found, most=reads.MOST, tab=tab, search=search, waiting=waiting, now=now
    )  # fmt: skip


@pages.page("/console/after-sales/<after_sale>", allow=Permission.AFTER_SALES_RUN)
async def claim(after_sale: str) -> ResponseReturnValue:
    return await page("after_sales/claim.html", **await _about(after_sale))


@pages.page("/console/after-sales/<after_sale>/answer", allow=Permission.AFTER_SALES_RUN, methods=("POST",))
async def answer(after_sale: str) -> ResponseReturnValue:
    try:
        given = await form(Answer)
        action = actions.agree if given.answer == "agree" else actions.refuse
        await house().db.write(action, after_sale, signed().id, given.words)
    except Problem as problem:
        return await again("after_sales/claim.html", problem, **await _about(after_sale))
    said = _("同意了，买家会看到") if given.answer == "agree" else _("拒绝了，买家会看到理由")
    return went(f"{LIST}/{after_sale}", said)


@pages.page("/console/after-sales/<after_sale>/arrival", allow=Permission.AFTER_SALES_RUN, methods=("POST",))
async def take_in(after_sale: str) -> ResponseReturnValue:
    try:
        given = await form(Arrived)
        await house().db.write(actions.take_in, after_sale, signed().id, sellable=bool(given.sellable))
    except Problem as problem:
        return await again("after_sales/claim.html", problem, **await _about(after_sale))
    return went(f"{LIST}/{after_sale}", _("货收到了，钱正在退给买家"))


@pages.page("/console/after-sales/<after_sale>/exchange", allow=Permission.AFTER_SALES_RUN, methods=("POST",))
async def resend(after_sale: str) -> ResponseReturnValue:
    try:
        given = await form(Exchange)
        packed = Packed(kind="express" if given.carrier else "pickup", carrier=given.carrier, tracking=given.tracking)
        await house().db.write(actions.resend, after_sale, signed().id, packed, sellable=bool(given.sellable))
    except Problem as problem:
        return await again("after_sales/claim.html", problem, **await _about(after_sale))
    return went(f"{LIST}/{after_sale}", _("新的商品寄出了，这一单办完了"))


async def _about(after_sale: str) -> dict[str, Any]:
    async with house().db.read() as session:
        found: Claim = await reads.claim(session, after_sale)
        coming = await reads.coming(session, found)
        returns_to = shop.returns_to(await shop.particulars(session))
    now = house().clock.now()
    return {
        "claim": found,
        "coming": coming,
        "carriers": CARRIERS,
        "returns_to": returns_to,
        "now": now,
        "whole": found.after_sale.reason in WHOLE,
    }
