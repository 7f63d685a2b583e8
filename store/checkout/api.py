"""Carts, quotes and new orders over HTTP."""

import math
from collections.abc import Container, Iterable
from typing import Annotated

import msgspec
from quart import current_app, request

from appliance.errors import TooMany
from appliance.house import house
from appliance.http import Api, may_enter, staff
from appliance.identity.tokens import Claims
from appliance.subscriber import subscriber
from store.checkout import actions, reads
from store.checkout.actions import Purchase
from store.checkout.numbers import Numbers
from store.checkout.problems import AddressMissing, OffersHad, ShippingWouldDiffer, TooManyForPhone
from store.checkout.reads import CartShown, Quoted
from store.checkout.weighing import MOST_ROWS, Choice, Wanted
from store.members.contact import To
from store.members.destination import Contact, destination
from store.once.actions import once
from store.once.asked import asked
from store.orders import reads as order_reads
from store.orders.actions import note_of_buyer
from store.orders.shown import OrderShown, shown
from store.pricing.cart import Delivery
from store.promotions.problems import ClaimIsWhole, StaffMayNotBuyWon
from store.risk.actions import OrderRefused, keep_refusal

api = Api("checkout", __name__)
MOST_CHOSEN = 10 * MOST_ROWS
"""A cart that took in those of guests has more than MOST_ROWS."""
Few = msgspec.Meta(max_length=MOST_ROWS)
RoomId = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{0,40}$")]


class InCart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    quantity: int
    selected: bool = True
    room: RoomId | None = None


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    skus: Annotated[list[str], msgspec.Meta(max_length=MOST_CHOSEN)]


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: Annotated[list[Wanted], Few] | None = None
    """None: what is selected in the cart. Named here, the cart stays as it is."""
    coupons: Annotated[list[str], Few] | None = None
    """None: whatever is best for the buyer."""
    points: int = 0
    """-1: as many as may be spent."""
    delivery: Delivery = "express"
    address: str | None = None
    """One of the member's."""
    contact: Contact | None = None
    room: RoomId | None = None
    """Where `items` were found; in a cart each row knows its own."""
    claim: str | None = None
    """What was won in an activity, at its price; it is ordered by itself, before the claim lapses."""


class Order(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    note: str = ""
    confirmed_exceptions: Annotated[list[str], Few] = []
    """SKUs of which the buyer confirmed that they cannot be returned without a reason."""
    seen_total: int
    seen_pieces: Annotated[dict[str, int], msgspec.Meta(max_length=MOST_CHOSEN)] | None = None
    """By SKU, gifts too: what else than the total the buyer saw."""


class Placed(msgspec.Struct, frozen=True):
    order: str
    number: str
    state: str
    """pending, or confirmed when there is nothing to pay."""
    total: int


@api.route_to("GET", "/cart", summary="The cart, with today's prices", answers=CartShown, viewer=True)
async def cart(viewer: Claims) -> CartShown:
    return await _cart(viewer.viewer)


@api.route_to("PUT", "/cart/selection", summary="Select just these", body=Selection, answers=CartShown, viewer=True)
async def choose(viewer: Claims, body: Selection) -> CartShown:
    await house().db.write(actions.choose, viewer.viewer, body.skus)
    return await _cart(viewer.viewer)


@api.route_to(
    "PUT", "/cart/<sku>", summary="So many pieces are in the cart", body=InCart, answers=CartShown, viewer=True
)
async def put(viewer: Claims, sku: str, body: InCart) -> CartShown:
    open_to = await _open_to(viewer, {body.room})
    room = body.room if body.room in open_to else None
    await house().db.write(actions.put, viewer.viewer, sku, quantity=body.quantity, selected=body.selected, room=room)
    return await _cart(viewer.viewer)


@api.route_to("DELETE", "/cart/<sku>", summary="Take it out of the cart", answers=CartShown, viewer=True)
async def take_out(viewer: Claims, sku: str) -> CartShown:
    await house().db.write(actions.remove, viewer.viewer, [sku])
    return await _cart(viewer.viewer)


@api.route_to("POST", "/quotes", summary="What it would cost, and why", body=Wish, answers=Quoted, viewer=True)
async def quote(viewer: Claims, body: Wish) -> Quoted:
    """Nothing is kept of it. Who tries one phone number after the other hears nothing more of them."""
    _check_no_colleague(body)
    open_to = await _open_to(viewer, _rooms(body))
    to = await _to(viewer.viewer, body)
    choice, now, claim = _choice(body, to.region), house().clock.now(), body.claim or ""
    wanted = _items(body, open_to)
    phone = None if _wait(viewer, to) else to.fingerprint
    return await house().db.ask(reads.quoted, viewer.viewer, wanted, choice, now, claim=claim, phone=phone)


@api.route_to(
    "POST", "/orders", summary="Order it (Idempotency-Key)", body=Order, answers=Placed, status=201, viewer=True,
    headers={"X-Device": "A random name that the phone keeps of itself; orders are counted by it (防刷单)"},
)  # fmt: skip
async def order(viewer: Claims, body: Order) -> Placed:
    """409 price-moved and offers-had carry the new quote: show it and send it again with what was seen.

    Raises TooMany: for who tries one phone number after the other.
    """
    _check_no_colleague(body)
    key, digest = await asked()
    open_to = await _open_to(viewer, _rooms(body))
    to = await _to(viewer.viewer, body)
    if wait := _wait(viewer, to):
        raise TooMany(retry_after=math.ceil(wait))
    purchase = Purchase(
        member=viewer.viewer,
        items=_items(body, open_to),
        choice=_choice(body, to.region),
        contact_sealed=to.sealed,
        phone_fingerprint=to.fingerprint,
        note=note_of_buyer(body.note),
        room=body.room if body.room in open_to else None,
        confirmed=frozenset(body.confirmed_exceptions),
        seen_total=body.seen_total,
        seen_pieces=body.seen_pieces,
        subjects=_subjects(to, body.delivery),
        claim=body.claim,
    )
    try:
        placed = await house().db.write(once, viewer.viewer, key, digest, actions.place, purchase)
    except OrderRefused as refused:
        finding = refused.finding
        words = finding.sentence(), finding.sentence("en")
        await house().db.write(keep_refusal, viewer.viewer, finding.rule.name, *words)
        raise
    except (OffersHad, TooManyForPhone) as refused:
        words = refused.sentence("zh"), refused.sentence("en")
        await house().db.write(keep_refusal, viewer.viewer, "one-phone", *words)
        raise
    return msgspec.convert(placed, Placed)


@api.route_to("PUT", "/orders/<order>/address", summary="Send it elsewhere", body=Wish, answers=OrderShown, viewer=True)
async def move(viewer: Claims, order: str, body: Wish) -> OrderShown:
    """Before anything is sent, and only where shipping costs what was agreed; only `address` or `contact` is read."""
    to = await destination(viewer.viewer, body.address, body.contact, picks_up=False)
    if not (to.region and to.sealed):
        raise AddressMissing
    now = house().clock.now()
    async with house().db.read() as session:
        found = await order_reads.whole(session, order, viewer.viewer)
        here, there = [await reads.shipping(session, found, region, now) for region in (found.order.region, to.region)]
    if there is None or there != here:
        raise ShippingWouldDiffer
    await house().db.write(actions.redirect, order, viewer.viewer, to, member=viewer.viewer)
    async with house().db.read() as session:
        return shown(await order_reads.whole(session, order, viewer.viewer), house().keys, house().clock.now())


async def _cart(member: str) -> CartShown:
    return await house().db.ask(reads.cart, member, house().clock.now())


async def _to(member: str, body: Wish) -> To:
    """Raises PlaceNotFound, RegionUnusable, NameUnusable, PhoneUnusable, StreetUnusable."""
    return await destination(member, body.address, body.contact, picks_up=body.delivery == "pickup")


async def _open_to(viewer: Claims, rooms: Iterable[str | None]) -> set[str]:
    """Those that the viewer may enter: the others' prices are not for them, and nothing counts as found there."""
    return {room for room in rooms if room and await may_enter(room, viewer.viewer)}


def _rooms(body: Wish) -> set[str | None]:
    """A claim knows its own."""
    return set() if body.claim else {body.room, *(one.room for one in body.items or ())}


def _check_no_colleague(body: Wish) -> None:
    """Also not what they began before they signed in. Raises StaffMayNotBuyWon."""
    if body.claim and staff() is not None:
        raise StaffMayNotBuyWon


def _items(body: Wish, open_to: Container[str | None]) -> tuple[Wanted, ...] | None:
    """Each with the room where it was found. Raises ClaimIsWhole."""
    if body.claim and body.items:
        raise ClaimIsWhole(field="items")
    if body.items is None:
        return None
    found = [(one, one.room or body.room) for one in body.items]
    return tuple(Wanted(one.sku, one.quantity, room if room in open_to else None) for one, room in found)


def _choice(body: Wish, region: str) -> Choice:
    coupons = None if body.coupons is None else tuple(body.coupons)
    return Choice(coupons=coupons, points=body.points, delivery=body.delivery, region=region)


def _wait(viewer: Claims, to: To) -> float:
    """Seconds until the viewer may hear what else was ordered to this number."""
    numbers: Numbers = current_app.extensions["numbers"]
    return numbers.wait(viewer.viewer, subscriber(request.remote_addr or ""), to.fingerprint)


def _subjects(to: To, delivery: Delivery) -> dict[str, str]:
    """Who stands behind it, as fingerprints; what is not known is left out."""
    keys = house().keys
    network = subscriber(request.remote_addr or "")
    known = {"device": request.headers.get("x-device", "")[:100], "network": network}
    prints = {kind: keys.fingerprint(kind, subject) for kind, subject in known.items() if subject}
    address = "" if delivery == "pickup" else to.address
    return prints | {kind: one for kind, one in (("phone", to.fingerprint), ("address", address)) if one}
