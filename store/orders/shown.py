"""An order as its buyer sees it (JSON)."""

from collections import defaultdict
from datetime import datetime

import msgspec

from appliance.keys import Keys
from store.members import contact as contacts
from store.members.contact import Contact
from store.orders.actions.ending import RECEIVED_AFTER, return_until
from store.orders.carriers import CARRIERS, SITES
from store.orders.models import Order, OrderLine, Parcel
from store.orders.reads import Whole
from store.pricing.quoted import Adjustment, Quote
from store.promotions.won import TeamOfOrder


class LineShown(msgspec.Struct, frozen=True, kw_only=True):
    line: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str | None
    gift: bool
    quantity: int
    list_price: int
    unit_price: int
    amount: int
    """Fen to pay for the whole line."""
    points: int
    adjustments: tuple[Adjustment, ...]
    """What lies between list_price * quantity and amount, in the order it happened."""
    return_kind: str
    exception_confirmed: bool
    shipped: int
    refunded: int
    claimable: int
    """Pieces of which an after-sale may still be asked."""


class ParcelShown(msgspec.Struct, frozen=True, kw_only=True):
    parcel: str
    kind: str
    carrier: str
    carrier_name: str
    carrier_site: str
    """The carrier's own, where the tracking number can be asked about; empty when we know none."""
    tracking: str
    lines: dict[str, int]
    shipped_at: datetime
    received_at: datetime | None


class Can(msgspec.Struct, frozen=True):
    """What the buyer may do now."""

    pay: bool
    cancel: bool
    change_address: bool
    confirm_receipt: bool
    after_sale: bool


class OrderShown(msgspec.Struct, frozen=True, kw_only=True):
    order: str
    number: str
    now: datetime
    """The server's clock, which countdowns follow."""
    status: str
    """to-pay, waiting (等成团), to-ship, part-shipped, to-pick-up, shipped, received, done or closed: one word out of
    the four axes.
    """
    state: str
    payment: str
    shipment: str
    goods: int
    discount: int
    points: int
    points_off: int
    points_earned: int
    shipping: int
    shipping_adjustments: tuple[Adjustment, ...]
    changed_by_shop: int
    """Fen that staff took off after the order was made."""
    total: int
    refunded: int
    delivery: str
    region: str
    contact: Contact | None
    pickup_code: str | None
    note: str
    room: str | None
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    receives_at: datetime | None
    """Counted as received then, when the buyer says nothing."""
    return_until: datetime | None
    lines: list[LineShown]
    parcels: list[ParcelShown]
    can: Can
    team: TeamOfOrder | None = None
    """In which it was bought (拼团), and how that stands."""


def shown(whole: Whole, keys: Keys, now: datetime) -> OrderShown:
    order = whole.order
    quote = msgspec.convert(order.quote, Quote)
    sealed = order.contact_sealed
    word = "waiting" if whole.waits and status(order) in ("to-ship", "to-pick-up") else status(order)
    return OrderShown(
        order=order.id, number=order.number, now=now, status=word, state=order.state,
        payment=order.payment, shipment=order.shipment, goods=order.goods, discount=order.discount,
        points=order.points, points_off=order.points_off, points_earned=order.points_earned,
        shipping=order.shipping, shipping_adjustments=quote.shipping_adjustments,
        changed_by_shop=quote.total - order.total, total=order.total, refunded=order.refunded,
        delivery=order.delivery, region=order.region, contact=contacts.unseal(keys, sealed) if sealed else None,
        pickup_code=order.pickup_code if word == "to-pick-up" else None, note=order.note, room=order.room,
        created_at=order.created_at, expires_at=order.expires_at, paid_at=order.paid_at,
        shipped_at=order.shipped_at, received_at=order.received_at, completed_at=order.completed_at,
        closed_at=order.closed_at, close_reason=order.close_reason,
        receives_at=order.shipped_at + RECEIVED_AFTER if order.shipped_at and order.shipment == "all" else None,
        return_until=return_until(order.received_at) if order.received_at else None,
        lines=_lines(whole, quote), parcels=[_parcel(parcel) for parcel in whole.parcels], can=_can(order),
        team=whole.team,
    )  # fmt: skip


def status(order: Order) -> str:
    if order.state != "confirmed":
        return {"pending": "to-pay", "completed": "done"}.get(order.state, "closed")
    if order.shipment in ("all", "received"):
        return "shipped" if order.shipment == "all" else "received"
    if order.delivery == "pickup":
        return "to-pick-up"
    return "to-ship" if order.shipment == "none" else "part-shipped"


def _can(order: Order) -> Can:
    waiting, alive = order.state == "pending", order.state in ("pending", "confirmed")
    sends = order.delivery in ("express", "city") and order.shipment == "none"
    claimable = order.state in ("confirmed", "completed") and order.payment in ("paid", "part-refunded")
    arrives = order.state == "confirmed" and order.shipment == "all"
    return Can(waiting, waiting, alive and sends, arrives, claimable)


def _lines(whole: Whole, quote: Quote) -> list[LineShown]:
    """The quote's lines stand in the order's, so what made their prices is found by place."""
    reasons = defaultdict(tuple, {place: line.adjustments for place, line in enumerate(quote.lines)})
    return [_line(line, reasons[line.position], _can(whole.order)) for line in whole.lines]


def _line(line: OrderLine, reasons: tuple[Adjustment, ...], can: Can) -> LineShown:
    return LineShown(
        line=line.id, product=line.product, sku=line.sku, title=line.title, spec=line.spec,
        picture=f"/blobs/{line.picture}" if line.picture else None, gift=line.gift, quantity=line.quantity,
        list_price=line.list_price, unit_price=line.unit_price, amount=line.amount, points=line.points,
        adjustments=reasons, return_kind=line.return_kind, exception_confirmed=line.exception_confirmed,
        shipped=line.shipped, refunded=line.refunded,
        claimable=line.quantity - line.refunded if can.after_sale and not line.gift else 0,
    )  # fmt: skip


def _parcel(parcel: Parcel) -> ParcelShown:
    return ParcelShown(
        parcel=parcel.id, kind=parcel.kind, carrier=parcel.carrier,
        carrier_name=CARRIERS.get(parcel.carrier, parcel.carrier), carrier_site=SITES.get(parcel.carrier, ""),
        tracking=parcel.tracking, lines=parcel.lines, shipped_at=parcel.shipped_at, received_at=parcel.received_at,
    )  # fmt: skip
