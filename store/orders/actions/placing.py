"""An order is made: its goods are reserved, its promotions used, and everything agreed is written down."""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import bindparam, insert

from appliance.clock import CHINA
from appliance.db import Prepared, Transaction
from appliance.events import OrderPlaced
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.orders.actions.paying import pay
from store.orders.models import Order, OrderLine
from store.pricing.quoted import Line, Quote
from store.promotions import actions as promotions

TIME_TO_PAY = timedelta(minutes=15)

_INTO_LINES = Prepared(
    insert(OrderLine).values({column: bindparam(column.key) for column in OrderLine.__table__.columns})
)


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU as it is sold: what the order remembers of it."""

    product: str
    title: str
    spec: str = ""
    picture: str | None = None
    code: str = ""
    return_kind: str = "seven-days"
    cost: int | None = None


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    """`new_id` of the moment."""
    member: str
    quote: Quote
    goods: Mapping[str, Good]
    """By SKU, for every line of the quote."""
    region: str = ""
    contact_sealed: str | None = None
    phone_fingerprint: str | None = None
    note: str = ""
    room: str | None = None
    confirmed: frozenset[str] = frozenset()
    """SKUs of which the buyer confirmed that they cannot be returned without a reason."""
    held: bool = False
    expires_at: datetime | None = None
    """None: after TIME_TO_PAY."""


class Placed(msgspec.Struct, frozen=True):
    order: str
    number: str
    state: str
    total: int


def create(tx: Transaction, new: NewOrder) -> Placed:
    """Reserve, use promotions, write the order; one that costs nothing is paid at once.

    Raises SoldOut, PromotionOver, CouponGone, PointsShort.
    """
    catalogue.reserve(tx, pieces(new.quote.lines), new.id)
    if any(not line.gift for line in new.quote.lines):  # who only got something has bought nothing, and stays new
        promotions.consume(tx, new.quote, new.member, new.id)
    number = _write(tx, new)
    tx.change_each(_INTO_LINES, [_line(tx, new, position, line) for position, line in enumerate(new.quote.lines)])
    total = new.quote.total
    tx.record(OrderPlaced(order=new.id, number=number, member=new.member, total=total, room=new.room or ""))
    if total == 0:
        pay(tx, new.id, tx.now)
    return Placed(new.id, number, "pending" if total else "confirmed", total)


def pieces(lines: tuple[Line, ...]) -> dict[str, int]:
    """By SKU; one that is bought and given counts together."""
    counted: Counter[str] = Counter()
    for line in lines:
        counted[line.sku] += line.quantity
    return dict(counted)


def _write(tx: Transaction, new: NewOrder) -> str:
    """A number that is taken is drawn again; so is a pick-up code."""
    values = _values(tx, new)
    while True:
        number = _number(tx.now)
        if tx.add_once(Order, number=number, pickup_code=_pickup_code(new.quote), **values):
            return number


def _values(tx: Transaction, new: NewOrder) -> dict[str, object]:
    quote = new.quote
    return {
        "id": new.id,
        "member": new.member,
        "state": "pending",
        "payment": "unpaid",
        "shipment": "none",
        "goods": quote.goods,
        "discount": quote.discount,
        "points_off": quote.points_off,
        "points": quote.points,
        "points_earned": quote.points_earned,
        "shipping": quote.shipping,
        "total": quote.total,
        "refunded": 0,
        "quote": quote,
        "delivery": quote.delivery,
        "region": new.region,
        "contact_sealed": new.contact_sealed,
        "phone_fingerprint": new.phone_fingerprint,
        "held": new.held,
        "claimed": 0,
        "note": new.note,
        "staff_note": "",
        "room": new.room,
        "created_at": tx.now,
        "expires_at": new.expires_at or tx.now + TIME_TO_PAY,
        "close_reason": "",
    }


def _line(tx: Transaction, new: NewOrder, position: int, line: Line) -> dict[str, object]:
    good = new.goods[line.sku]
    return {
        "id": new_id(tx.now),
        "order": new.id,
        "position": position,
        "product": good.product,
        "sku": line.sku,
        "title": good.title,
        "spec": good.spec,
        "picture": good.picture,
        "code": good.code,
        "return_kind": good.return_kind,
        "exception_confirmed": line.sku in new.confirmed,
        "gift": line.gift,
        "quantity": line.quantity,
        "list_price": line.list_price,
        "unit_price": line.unit_price,
        "amount": line.payable,
        "points_off": sum(one.amount for one in line.adjustments if one.kind == "points"),
        "points": line.points,
        "cost": good.cost,
        "shipped": 0,
        "refunded": 0,
        "cancelled": 0,
        "claimed": 0,
    }


def _number(now: datetime) -> str:
    """20261123 and eight figures: nobody guesses the next one, or how many there are."""
    return f"{now.astimezone(CHINA):%Y%m%d}{secrets.randbelow(10**8):08d}"


def _pickup_code(quote: Quote) -> str | None:
    return f"{secrets.randbelow(10**8):08d}" if quote.delivery == "pickup" else None
