"""The control room 中控台: one person runs a show; and the host's prompter on a second phone."""

import re
from datetime import datetime, timedelta
from html import unescape
from operator import itemgetter

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy import select

from appliance.events import Event
from appliance.house import house
from appliance.http import Pages, json_answer, signed
from appliance.identity.permissions import Permission
from chat.comments import reads as comments
from console.looks import page
from console.reach import preview_url
from console.recent import recent
from console.words import topic_name
from media.broadcasts import reads
from media.broadcasts.board import board
from store.accounts import reads as accounts
from store.catalogue import reads as catalogue
from store.catalogue.models import Sku
from store.catalogue.reads.storeroom import Row
from store.members import reads as members
from store.orders.models import Order
from store.play import reads as play
from store.play.actions import opened
from store.pricing.cart import PointsRule
from store.promotions import reads as promotions
from store.promotions.bargains import actions as haggling
from store.promotions.bargains import reads as bargains
from store.promotions.flash_sales import reads as flash_sales
from store.promotions.flash_sales.actions import announced
from store.promotions.group_buys import reads as group_buys
from store.promotions.group_buys.actions import announced as grouped
from store.shelf import reads as shelves

pages = Pages("console_control", __name__)
LONGEST_RUN = timedelta(hours=12)
MOST_ORDERS, MOST_ASKED = 30, 6
MOST_FOUND = 12
LONGEST_SEARCH = 60
MOST_POINTS, LONGEST_POINT = 6, 60


class Found(msgspec.Struct, frozen=True):
    """A product that may be put on the shelf."""

    product: str
    title: str
    picture: str
    price: int
    available: int


class Sold(msgspec.Struct, frozen=True):
    order: str
    number: str
    total: int
    state: str
    """paid, unpaid or closed."""
    at: datetime


class Asked(msgspec.Struct, frozen=True):
    text: str
    viewers: int


class Variant(msgspec.Struct, frozen=True):
    sku: str
    spec: str
    price: int
    here: int
    """What anybody pays in the room now."""
    available: int
    promised: int
    """To buyers who wait for it."""
    floor: int | None
    """What it cost the shop: for who may see money, and for hosts where the room shows it to them."""


class Known(msgspec.Struct, frozen=True):
    """What one says of a product while it is explained."""

    product: str
    title: str
    subtitle: str
    points: list[str]
    """The first lines of its details, without their pictures."""
    variants: list[Variant]


@pages.page("/console/rooms/<room>/control", allow=Permission.ROOMS_SEE)
async def control(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.room(session, room)
        on_air = await reads.on_air(session, room)
        last = await reads.latest(session, room)
        pinned = await comments.pinned(session, room)
        levels = await members.levels(session)
        can_log_in = await accounts.can_log_in(session, house().config)
        coupons = await promotions.promotions(session, kinds=("coupon",), state="running")
        rules = [one.rule for one in await promotions.rules(session, house().clock.now())]
    return await page(
        "control/page.html",
        room=found, on_air=on_air, last=last, now=house().clock.now(), measured=recent().arriving(room), may=may(),
        viewers=board().viewers(room), preview_url=preview_url(found), promotions=coupons, pinned=pinned,
        levels=levels, can_log_in=can_log_in,
        points_per_yuan=next((rule.points_per_yuan for rule in rules if isinstance(rule, PointsRule)), 0),
    )  # fmt: skip


@pages.page("/console/rooms/<room>/prompter", allow=Permission.ROOMS_SEE)
async def prompter(room: str) -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await reads.room(session, room)
        on_air = await reads.on_air(session, room)
    return await page("control/prompter.html", room=found, on_air=on_air, now=house().clock.now(), may=may())


@pages.page("/console/rooms/<room>/asked", allow=Permission.ROOMS_SEE)
async def asked(room: str) -> ResponseReturnValue:
    """What viewers ask and nobody has answered: what several ask about, most first, then single questions."""
    async with house().db.read() as session:
        await reads.room(session, room)
        waiting = await comments.asked(session, room, house().clock.now())
    several = [Asked(topic_name(one.topic), one.viewers) for one in comments.topics(waiting) if one.viewers > 1]
    single = [Asked(one.comment.text, one.viewers) for one in comments.questions(waiting)]
    return json_answer([*several[:MOST_ASKED], *single][:MOST_ASKED])


@pages.page("/console/rooms/<room>/pinned-comment", allow=Permission.ROOMS_SEE)
async def pinned_comment(room: str) -> ResponseReturnValue:
    """What stands above the comments, for every colleague; null when nothing does."""
    async with house().db.read() as session:
        await reads.room(session, room)
        found = await comments.pinned(session, room)
    said = None if found is None else {"comment": found.comment, "name": found.name, "text": found.text}
    return json_answer({"pinned": said})


@pages.page("/console/rooms/<room>/running", allow=Permission.ROOMS_SEE)
async def running(room: str) -> ResponseReturnValue:
    """Sales, bargains, group buys and rounds that go on: the facts that announced them, oldest first, then counts."""
    now = house().clock.now()
    async with house().db.read() as session:
        await reads.room(session, room)
        sales = [one for one in await flash_sales.of_room(session, room, now) if one.sale.state != "ended"]
        cut = [one for one in await bargains.of_room(session, room, now) if one.state != "ended"]
        groups = [one for one in await group_buys.of_room(session, room, now) if one.group_buy.state != "ended"]
        rounds = [one for one in await play.going_on(session, room, now) if one.state == "open"]
        counts: list[Event] = [await play.counted(session, one) for one in rounds]
    counts += [*map(flash_sales.counted, sales), *map(bargains.counted, cut), *map(group_buys.counted, groups)]
    begun: list[tuple[datetime, Event]] = [(one.sale.created_at, announced(one.sale)) for one in sales]
    begun += [(one.created_at, haggling.opened(one)) for one in cut]
    begun += [(one.group_buy.created_at, grouped(one.group_buy)) for one in groups]
    begun += [(one.announced_at, opened(one)) for one in rounds]
    facts = [fact for _, fact in sorted(begun, key=itemgetter(0))]
    return json_answer({"now": int(now.timestamp() * 1000), "facts": [*facts, *counts]})


@pages.page("/console/rooms/<room>/orders", allow=Permission.ORDERS_SEE)
async def orders(room: str) -> ResponseReturnValue:
    """The last orders of the show, or of the last hours, latest first."""
    async with house().db.read() as session:
        await reads.room(session, room)
        on_air = await reads.on_air(session, room)
        since = on_air.aired_at if on_air and on_air.aired_at else house().clock.now() - LONGEST_RUN
        made = (Order.room == room, Order.created_at >= since)
        rows = await session.scalars(select(Order).where(*made).order_by(Order.id.desc()).limit(MOST_ORDERS))
    return json_answer([Sold(row.id, row.number, row.total, _standing(row), row.created_at) for row in rows])


@pages.page("/console/rooms/<room>/shelf", allow=Permission.ROOMS_SEE)
async def shelf(room: str) -> ResponseReturnValue:
    """As GET /rooms/ROOM/shelf/whole, for every colleague to look at."""
    async with house().db.read() as session:
        await reads.room(session, room)
        placed = await shelves.on_shelf(session, room, house().clock.now())
        wishes = await shelves.wishes(session, room)
        explaining = await shelves.explained(session, room)
        told = await shelves.told(session, room)
    goods = [
        {
            "good": one.good, "hidden": one.hidden, "on_sale": one.on_sale, "prices": one.prices,
            "wishes": wishes.get(one.good.product, 0), "minutes": one.minutes,
        }
        for one in placed
    ]  # fmt: skip
    now = int(house().clock.now().timestamp() * 1000)
    return json_answer({"goods": goods, "explaining": explaining, "told": [one.product for one in told], "now": now})


@pages.page("/console/rooms/<room>/goods", allow=Permission.GOODS_SEE)
async def goods(room: str) -> ResponseReturnValue:  # noqa: ARG001 - the same goods for every room
    """Goods on sale by `?find=`, for the shelf."""
    search = request.args.get("find", "")[:LONGEST_SEARCH]
    async with house().db.read() as session:
        listed = await catalogue.goods(session, query=search, state="shelved")
    return json_answer([_found(row) for row in listed.rows[:MOST_FOUND]])


@pages.page("/console/rooms/<room>/goods/<product>", allow=Permission.GOODS_SEE)
async def good(room: str, product: str) -> ResponseReturnValue:
    colleague = signed()
    async with house().db.read() as session:
        shown = (await reads.room(session, room)).floor_shown and colleague.may(Permission.SHELF_PIN)
        found = await catalogue.product(session, product)
        skus = [sku for sku in await catalogue.skus(session, product) if sku.active]
        here = await shelves.deals(session, room, [sku.id for sku in skus], house().clock.now())
    floor = shown or colleague.may(Permission.MONEY_SEE)
    variants = [_variant(sku, here.get(sku.id, sku.price), floor=floor) for sku in skus]
    return json_answer(Known(product, found.title, found.subtitle, points(found.detail), variants))


def may() -> set[str]:
    """What the colleague may do, by name, for templates and scripts."""
    return {permission.value for permission in Permission if signed().may(permission)}


def points(detail: str) -> list[str]:
    """The first lines of the details (safe HTML) as plain words."""
    text = re.sub(r"<(br|/p|/li|/h\d|/div|/tr)\b[^>]*>", "\n", detail)
    lines = [" ".join(unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in text.split("\n")]
    return [line[:LONGEST_POINT] for line in lines if line][:MOST_POINTS]


def _standing(order: Order) -> str:
    return "paid" if order.paid_at else "unpaid" if order.state == "pending" else "closed"


def _found(row: Row) -> Found:
    picture = f"/blobs/{row.picture}" if row.picture else ""
    return Found(row.product.id, row.product.title, picture, row.lowest, row.available)


def _variant(sku: Sku, here: int, *, floor: bool) -> Variant:
    available, cost = sku.on_hand - sku.reserved, sku.cost if floor else None
    return Variant(sku.id, " ".join(sku.values), sku.price, here, available, sku.reserved, cost)
