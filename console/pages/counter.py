"""The counter 收银台 and its cash drawer 钱箱."""

from typing import Any, Literal

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.orders import masked
from console.said import went
from store.ledger import reads as ledger
from store.money import fen, yuan
from store.orders.reads import wholes
from store.payments import actions, reads

pages = Pages("console_counter", __name__)
COUNTER = "/console/payments/counter"
DRAWER = "/console/payments/drawer"


class Taken(msgspec.Struct, frozen=True):
    way: Literal["cash", "scan"]
    amount: int
    """Fen: what the colleague saw."""


class Counted(msgspec.Struct, frozen=True):
    counted: str
    reason: str = ""


class Moved(msgspec.Struct, frozen=True):
    amount: str
    to: Literal["bank", "drawer"]
    key: str
    note: str = ""


@pages.page(COUNTER, allow=Permission.COUNTER_RUN)
async def counter() -> ResponseReturnValue:
    return await page("payments/counter.html", **await waiting())


@pages.page("/console/payments/counter/<order>", allow=Permission.COUNTER_RUN, methods=("POST",))
async def take(order: str) -> ResponseReturnValue:
    """The money is in the colleague's hand, or on the shop's own code."""
    try:
        given = await form(Taken)
        await house().db.write(actions.take, order, given.way, given.amount, signed().id)
    except Problem as problem:
        return await again("payments/counter.html", problem, read_at=COUNTER, **await waiting())
    return went(COUNTER, _("收到 ¥{amount}，订单已付款").format(amount=yuan(given.amount)))


@pages.page(DRAWER, allow=Permission.COUNTER_RUN)
async def drawer() -> ResponseReturnValue:
    return await page("payments/drawer.html", **await _drawer())


@pages.page("/console/payments/drawer/opening", allow=Permission.COUNTER_RUN, methods=("POST",))
async def open_drawer() -> ResponseReturnValue:
    try:
        given = await form(Counted)
        counted, reason = fen(given.counted, field="counted"), given.reason.strip()
        await house().db.write(actions.open_drawer, signed().id, counted, reason)
    except Problem as problem:
        return await again("payments/drawer.html", problem, **await _drawer())
    return went(DRAWER, _("开班了，现金从现在起记在这个班上"))


@pages.page("/console/payments/drawer/closing", allow=Permission.COUNTER_RUN, methods=("POST",))
async def close_drawer() -> ResponseReturnValue:
    try:
        given = await form(Counted)
        variance = await house().db.write(
            actions.close_drawer, signed().id, fen(given.counted, field="counted"), given.reason.strip()
        )
    except Problem as problem:
        return await again("payments/drawer.html", problem, **await _drawer())
    if variance == 0:
        return went(DRAWER, _("交班了，现金正好"))
    told = _("交班了，多出 ¥{amount}") if variance > 0 else _("交班了，短少 ¥{amount}")
    return went(DRAWER, told.format(amount=yuan(abs(variance))))


@pages.page("/console/payments/drawer/moves", allow=Permission.COUNTER_RUN, methods=("POST",))
async def move_cash() -> ResponseReturnValue:
    try:
        given = await form(Moved)
        amount = fen(given.amount, field="amount")
        moved = -amount if given.to == "bank" else amount
        await house().db.write(actions.move_cash, signed().id, moved, given.note.strip(), given.key[:40])
    except Problem as problem:
        return await again("payments/drawer.html", problem, **await _drawer())
    return went(DRAWER, _("记下了"))


async def waiting() -> dict[str, Any]:
    """What the counter's page shows."""
    search = request.args.get("search", "").strip()
    async with house().db.read() as session:
        unpaid = await reads.waiting_orders(session, house().clock.now(), search)
        back = await reads.refunds(session, "open", search, request.args.get("cursor", ""), provider="counter")
        return {
            "rows": await wholes(session, unpaid),
            "masked": masked,
            "back": back,
            "more": back[-1].refund.id if len(back) == reads.PAGE else "",
            "shift": await reads.shift(session),
            "search": search,
        }


async def _drawer() -> dict[str, Any]:
    async with house().db.read() as session:
        return {
            "shift": await reads.shift(session),
            "shifts": await reads.shifts(session),
            "inside": await ledger.inside(session, "drawer"),
            "key": new_id(house().clock.now()),
        }
