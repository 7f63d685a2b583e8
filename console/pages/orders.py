"""Orders 订单: finding them, and one at work."""

from datetime import datetime, timedelta
from typing import Any, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.clock import CHINA
from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity.permissions import Permission
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.after_sales import actions as after_sales
from store.checkout.actions import redirect
from store.members import contact as contacts
from store.members.actions import note_look
from store.members.contact import Contact
from store.members.destination import Contact as Typed
from store.members.destination import destination
from store.money import fen
from store.orders import actions, reads
from store.orders.carriers import CARRIERS
from store.orders.found import PAGE, Search, counts, found
from store.orders.models import Order
from store.orders.problems import TrackingUnusable
from store.orders.reads import Tab
from store.orders.shown import shown, status
from store.payments import reads as payments
from store.payments.actions import correct_parcel
from store.risk import reads as risk

pages = Pages("console_orders", __name__)
LIST = "/console/orders"


class Note(msgspec.Struct, frozen=True):
    staff_note: str = ""


class Price(msgspec.Struct, frozen=True):
    off: str = "0"
    """Yuan further off the goods."""
    shipping: str = "0"
    seen: str = ""
    """Yuan that it cost when the page was read."""


@pages.page(LIST, allow=Permission.ORDERS_SEE)
async def orders() -> ResponseReturnValue:
    search = asked()
    cursor = request.args.get("cursor", "")
    async with house().db.read() as session:
        rows = await found(session, house().keys, search, cursor)
        waiting = await counts(session)
    return await page(
        "orders/list.html",
        rows=rows, search=search, kept=kept(search), tabs=get_args(Tab), waiting=waiting, word=standing,
        masked=masked, more=rows[-1].order.id if len(rows) == PAGE else "",
    )  # fmt: skip


@pages.page("/console/orders/<order>", allow=Permission.ORDERS_SEE)
async def order(order: str) -> ResponseReturnValue:
    return await page("orders/order.html", **await _about(order))


@pages.page("/console/orders/<order>/contact", allow=Permission.PERSONAL_SEE, methods=("POST",))
async def reveal(order: str) -> ResponseReturnValue:
    """In full, which the journal remembers."""
    about = await _about(order)
    await house().db.write(note_look, about["order"].member, order, signed().id)
    return await page("orders/order.html", **{**about, "contact": contact(about["order"]), "revealed": True})


@pages.page("/console/orders/<order>/note", allow=Permission.ORDERS_RUN, methods=("POST",))
async def note(order: str) -> ResponseReturnValue:
    try:
        given = await form(Note)
        await house().db.write(actions.note_of_staff, order, signed().id, given.staff_note)
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("备注记下了"))


@pages.page("/console/orders/<order>/price", allow=Permission.ORDERS_RUN, methods=("POST",))
async def price(order: str) -> ResponseReturnValue:
    try:
        given = await form(Price)
        off, shipping = fen(given.off or "0"), fen(given.shipping or "0")
        lower = {"off": off, "shipping": shipping, "seen": fen(given.seen)}
        await house().db.write(actions.change_price, order, signed().id, **lower)
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("价格改好了，买家付款时就是新的金额"))


@pages.page("/console/orders/<order>/address", allow=Permission.ORDERS_RUN, methods=("POST",))
async def address(order: str) -> ResponseReturnValue:
    try:
        to = await destination("", None, await form(Typed), picks_up=False)
        await house().db.write(redirect, order, signed().id, to)
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("地址改好了"))


@pages.page("/console/orders/<order>/closing", allow=Permission.ORDERS_RUN, methods=("POST",))
async def close(order: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.close, order, "staff")
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("订单关掉了，库存和优惠都还回去了"))


@pages.page("/console/orders/<order>/forgoing", allow=Permission.ORDERS_RUN, methods=("POST",))
async def forgo(order: str) -> ResponseReturnValue:
    """What cost nothing is not sent after all."""
    try:
        await house().db.write(after_sales.forgo, order, signed().id)
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("不发了：订单关掉了，库存和积分都还回去了"))


@pages.page("/console/orders/<order>/parcels", allow=Permission.SHIP, methods=("POST",))
async def ship(order: str) -> ResponseReturnValue:
    """What is typed beside the lines leaves in one parcel."""
    try:
        await house().db.write(actions.ship, order, await _packed(), signed().id)
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("发货记好了，买家看得到"))


@pages.page("/console/orders/<order>/parcels/<parcel>", allow=Permission.SHIP, methods=("POST",))
async def correct(order: str, parcel: str) -> ResponseReturnValue:
    """A mistyped number; the fields bear the parcel's id, for a page has one form for each."""
    posted = await request.form
    right = posted.get(f"carrier-{parcel}", ""), posted.get(f"tracking-{parcel}", "")
    try:
        await house().db.write(correct_parcel, parcel, *right, signed().id)
    except TrackingUnusable:
        beside = TrackingUnusable(field=f"tracking-{parcel}")
        return await again("orders/order.html", beside, **await _about(order))
    except Problem as problem:
        return await again("orders/order.html", problem, **await _about(order))
    return went(f"{LIST}/{order}", _("改好了，买家看到的就是新的"))


def asked() -> Search:
    """The filters in the address; what makes no sense filters nothing."""
    args = request.args
    tab, delivery = args.get("tab", "all"), args.get("delivery", "")
    until = _day(args.get("until", ""))
    return Search(
        text=args.get("search", "").strip()[:100],
        tab=tab if tab in get_args(Tab) else "all",  # type: ignore[arg-type]
        delivery=delivery if delivery in ("express", "city", "pickup", "none") else "",
        since=_day(args.get("since", "")),
        until=until + timedelta(days=1) if until else None,
        member=args.get("member", ""),
    )


def kept(search: Search) -> dict[str, str]:
    """The same as it stands in the address, without what filters nothing."""
    values = {
        "search": search.text,
        "tab": "" if search.tab == "all" else search.tab,
        "delivery": search.delivery,
        "since": f"{search.since:%Y-%m-%d}" if search.since else "",
        "until": f"{search.until - timedelta(days=1):%Y-%m-%d}" if search.until else "",
        "member": search.member,
    }
    return {name: value for name, value in values.items() if value}


def standing(order: Order) -> str:
    """One word for how it stands; wherever its goods are, of one whose money is all back only that matters."""
    return "refunded" if order.payment == "refunded" else status(order)


def contact(order: Order) -> Contact | None:
    return contacts.unseal(house().keys, order.contact_sealed) if order.contact_sealed else None


def masked(order: Order) -> Contact | None:
    """As everybody who sees orders may read it."""
    found = contact(order)
    return contacts.masked(found) if found else None


async def _about(order: str) -> dict[str, Any]:
    async with house().db.read() as session:
        whole = await reads.whole(session, order)
        attempts = await payments.of_order(session, order)
        review = await risk.review(session, order)
    return {
        "whole": whole,
        "order": whole.order,
        "word": standing,
        "seen": shown(whole, house().keys, house().clock.now()),
        "contact": masked(whole.order),
        "revealed": False,
        "attempts": attempts,
        "stopped": review is not None and review.state == "stopped",
        "carriers": CARRIERS,
    }


async def _packed() -> actions.Packed:
    """The parcel as its form says: a field `pieces-LINE` for every line that may be in it."""
    posted = await request.form
    counted = {
        name.removeprefix("pieces-"): int(value)
        for name, value in posted.items()
        if name.startswith("pieces-") and value.isascii() and value.isdecimal() and len(value) < 6
    }
    kind, seen = posted.get("kind", "express"), posted.get("seen", "")
    return actions.Packed(
        kind=kind if kind in ("express", "city", "pickup", "none") else "express",
        carrier=posted.get("carrier", ""),
        tracking=posted.get("tracking", ""),
        lines=counted or None,
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else None,
    )


def _day(written: str) -> datetime | None:
    try:
        day = datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=CHINA)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
