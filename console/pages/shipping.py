"""Shipping 发货: many parcels from one sheet, hand-over at the counter, packing slips, and the list as a file."""

import csv
import io
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import datetime

import msgspec
from quart import Response, request, stream_with_context
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.db import Transaction
from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console import order_sheet
from console.i18n import gettext as _
from console.looks import page, sentence
from console.pages.orders import asked, contact, masked
from console.said import went
from store.members.actions import note_look
from store.orders import actions, reads
from store.orders.bulk import Row, decoded, rows
from store.orders.carriers import CARRIERS
from store.orders.found import found, of_code, to_pack
from store.orders.problems import OrderNotFound, TrackingUnusable

pages = Pages("console_shipping", __name__)
MOST_SLIPS = 100
MOST_READ = 500
"""Orders at a time of which a file is made."""


class Tried(msgspec.Struct, frozen=True):
    """A row of the sheet and what became of it."""

    row: Row
    order: str = ""
    problem: str = ""


class Code(msgspec.Struct, frozen=True):
    code: str


@pages.page("/console/orders/shipping", allow=Permission.SHIP)
async def sheet() -> ResponseReturnValue:
    return await page("orders/shipping.html", tried=[], carriers=CARRIERS)


@pages.page("/console/orders/shipping", allow=Permission.SHIP, methods=("POST",))
async def ship_sheet() -> ResponseReturnValue:
    """Row by row: what can be shipped is, and what cannot stays in the field with its reason."""
    posted, files = await request.form, await request.files
    typed = posted.get("sheet", "")
    if (file := files.get("file")) is not None and file.filename:
        typed = decoded(file.read())
    try:
        tried = [await _ship(row) for row in rows(typed)]
    except Problem as problem:
        return await page("orders/shipping.html", problem.status, tried=[], carriers=CARRIERS,
                          wrong={"sheet": sentence(problem)}, entered={"sheet": typed})  # fmt: skip
    left = "\n".join(one.row.typed for one in tried if one.problem)
    nothing = {"sheet": _("没有看到订单号。每行写：订单号，快递公司，运单号")} if not tried else {}
    return await page(
        "orders/shipping.html", 400 if nothing else 200, tried=tried, carriers=CARRIERS, wrong=nothing,
        entered={"sheet": left if tried else typed},
    )  # fmt: skip


@pages.page("/console/orders/pickup", allow=Permission.SHIP)
async def pickup() -> ResponseReturnValue:
    code = request.args.get("code", "").strip()
    async with house().db.read() as session:
        waiting = await of_code(session, code) if code else None
        whole = await reads.whole(session, waiting.id) if waiting else None
    return await page("orders/pickup.html", code=code, whole=whole, contact=masked(waiting) if waiting else None)


@pages.page("/console/orders/pickup", allow=Permission.SHIP, methods=("POST",))
async def hand_over() -> ResponseReturnValue:
    given = await form(Code)
    try:
        order = await house().db.write(actions.hand_over, given.code, signed().id)
    except Problem as problem:
        return await page("orders/pickup.html", problem.status, code=given.code, whole=None, contact=None,
                          wrong={"code": sentence(problem)})  # fmt: skip
    return went(f"/console/orders/{order}", _("货交给买家了"))


@pages.page("/console/orders/slips", allow=Permission.SHIP)
async def slips() -> ResponseReturnValue:
    """One sheet of paper per order that can leave; who may not read addresses gets them masked."""
    wanted = request.args.getlist("order")[:MOST_SLIPS]
    async with house().db.read() as session:
        orders = await to_pack(session, wanted)
    in_full = signed().may(Permission.PERSONAL_SEE)
    if in_full:
        await house().db.write(_note_looks, [(one.order.member, one.order.id) for one in orders], signed().id)
    left_out = len(set(wanted)) - len(orders)
    shown = contact if in_full else masked
    return await page("orders/slips.html", orders=orders, left_out=left_out, contact=shown)


@pages.page("/console/orders.csv", allow=Permission.ORDERS_SEE)
async def export() -> ResponseReturnValue:
    """All that the filters show, however much; it goes out as it is read. Excel reads it as it is."""
    answer = Response(stream_with_context(_exported)(), content_type="text/csv; charset=utf-8")
    answer.headers["content-disposition"] = f'attachment; filename="orders-{_now():%Y%m%d-%H%M}.csv"'
    return answer


async def _exported() -> AsyncGenerator[bytes, None]:
    search, cursor = asked(), ""
    yield _written([order_sheet.heading()], "\ufeff")
    while True:
        async with house().db.read() as session:
            some = await found(session, house().keys, search, cursor, MOST_READ)
        yield _written(row for whole in some for row in order_sheet.rows(whole))
        if len(some) < MOST_READ:
            return
        cursor = some[-1].order.id


def _written(lines: Iterable[list[str]], mark: str = "") -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(lines)
    return f"{mark}{sheet.getvalue()}".encode()


async def _ship(row: Row) -> Tried:
    async with house().db.read() as session:
        order = await reads.of_number(session, row.number)
    try:
        if order is None:
            raise OrderNotFound
        if not row.carrier:
            raise TrackingUnusable
        packed = actions.Packed(carrier=row.carrier, tracking=row.tracking)
        await house().db.write(actions.ship, order.id, packed, signed().id)
    except Problem as problem:
        return Tried(row, order.id if order else "", sentence(problem))
    return Tried(row, order.id)


def _note_looks(tx: Transaction, orders: Sequence[tuple[str, str]], by: str) -> None:
    for member, order in orders:
        note_look(tx, member, order, by)


def _now() -> datetime:
    return house().clock.now().astimezone(CHINA)
