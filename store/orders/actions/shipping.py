"""Goods leave the shop: in parcels, by a courier of the city, over the counter."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import OrderChanged, ParcelSent
from appliance.ids import new_id
from appliance.plain import one_line
from store.catalogue import actions as catalogue
from store.orders.actions.ending import receive
from store.orders.carriers import CARRIERS
from store.orders.models import PAID, Order, OrderLine, Parcel, sendable
from store.orders.problems import (
    ClaimFirst,
    NothingToShip,
    OrderHeld,
    OrderMovedOn,
    OrderNotFound,
    OrderWaits,
    ParcelArrived,
    ParcelNotFound,
    PickupCodeUnknown,
    TrackingSame,
    TrackingUnusable,
)
from store.promotions import deals

_TRACKING = re.compile(r"[0-9A-Za-z-]{6,40}")


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    kind: Literal["express", "city", "pickup", "none"] = "express"
    carrier: str = ""
    """One of `carriers.CARRIERS` for express."""
    tracking: str = ""
    """The carrier's number; for city delivery who brings it, if anybody wants to know."""
    lines: Mapping[str, int] | None = None
    """Pieces by order line; None: everything that is left."""
    seen: int | None = None
    """Pieces of the order that had left when somebody looked: what is sent twice leaves once. None: nobody looked."""


def ship(tx: Transaction, order: str, packed: Packed, by: str) -> str:
    """The parcel's id.

    Raises OrderNotFound, OrderMovedOn, OrderHeld, OrderWaits, ClaimFirst, NothingToShip, TrackingUnusable.
    """
    tracking = _usable(packed.kind, packed.carrier, packed.tracking)
    _check(tx, order)
    lines = _lines(tx, order)
    if packed.seen not in (None, sum(row.shipped for row in lines.values())):
        raise OrderMovedOn
    pieces = _pieces(lines, packed.lines)
    parcel = new_id(tx.now)
    for line, count in pieces.items():
        _send(tx, line, count)
    catalogue.ship(tx, _by_sku(lines, pieces), parcel)
    tx.execute(
        insert(Parcel).values(
            id=parcel, order=order, kind=packed.kind, carrier=packed.carrier, tracking=tracking,
            lines=pieces, by=by, shipped_at=tx.now,
        )
    )  # fmt: skip
    whole = mark_shipment(tx, order)
    tx.record(ParcelSent(order=order, parcel=parcel, all=whole))
    if whole and packed.kind in ("pickup", "none"):
        receive(tx, order)
    return parcel


def hand_over(tx: Transaction, code: str, by: str) -> str:
    """Somebody came with a pick-up code 取货码; the order. Raises PickupCodeUnknown and what `ship` raises."""
    waiting = select(Order.id).where(Order.pickup_code == re.sub(r"\s", "", code), Order.state == "confirmed")
    order = tx.scalar(waiting.where(Order.shipment.in_(("none", "part"))))
    if order is None:
        raise PickupCodeUnknown
    ship(tx, order, Packed(kind="pickup"), by)
    return str(order)


def correct_parcel(tx: Transaction, parcel: str, carrier: str, tracking: str, by: str) -> str:
    """What was mistyped about a parcel on its way is put right; its order.

    Raises ParcelNotFound, ParcelArrived, TrackingSame, TrackingUnusable.
    """
    known = select(Parcel.order, Parcel.kind, Parcel.carrier, Parcel.tracking).where(Parcel.id == parcel)
    found = tx.one_or_none(known)
    if found is None:
        raise ParcelNotFound
    right = {"carrier": carrier if found.kind == "express" else "", "tracking": _usable(found.kind, carrier, tracking)}
    if right == {"carrier": found.carrier, "tracking": found.tracking}:
        raise TrackingSame
    on_its_way = update(Parcel).where(Parcel.id == parcel, Parcel.received_at.is_(None))
    if not tx.execute(on_its_way.values(right)).rowcount:
        raise ParcelArrived
    tx.record(OrderChanged(order=found.order, what="parcel", by=by, parcel=parcel))
    return str(found.order)


def mark_shipment(tx: Transaction, order: str) -> bool:
    """The axis follows the pieces; whether nothing is left to send."""
    counted = tx.execute(
        select(
            func.sum(OrderLine.quantity - OrderLine.shipped - OrderLine.cancelled).label("left"),
            func.sum(OrderLine.shipped).label("shipped"),
        ).where(OrderLine.order == order)
    ).one()
    if not counted.shipped:
        return False
    state, moment = ("part", None) if counted.left else ("all", tx.now)
    moving = update(Order).where(Order.id == order, Order.shipment.in_(("none", "part")))
    tx.execute(moving.values(shipment=state, shipped_at=moment))
    return not counted.left


def _usable(kind: str, carrier: str, typed: str) -> str:
    tracking = one_line(typed)
    if kind == "express" and not (carrier in CARRIERS and _TRACKING.fullmatch(tracking)):
        raise TrackingUnusable(field="tracking")
    return tracking[:60]


def _check(tx: Transaction, order: str) -> None:
    found: AnyRow | None = tx.one_or_none(
        select(Order.state, Order.payment, Order.shipment, Order.held, deals.waits(Order.id).label("waits")).where(
            Order.id == order
        )
    )
    if found is None:
        raise OrderNotFound
    if found.state != "confirmed" or found.payment not in PAID or found.shipment not in ("none", "part"):
        raise OrderMovedOn
    if found.held:
        raise OrderHeld
    if found.waits:
        raise OrderWaits


def _lines(tx: Transaction, order: str) -> dict[str, AnyRow]:
    rows = tx.execute(select(OrderLine).where(OrderLine.order == order).with_only_columns(*_COUNTS))
    return {row.id: row for row in rows}


_COUNTS = (
    *(OrderLine.id, OrderLine.sku, OrderLine.quantity),
    *(OrderLine.shipped, OrderLine.cancelled, OrderLine.claimed),
)


def _pieces(lines: Mapping[str, AnyRow], packed: Mapping[str, int] | None) -> dict[str, int]:
    """What leaves now; what its buyer wants no more stays until that was answered."""
    here = {line: row.quantity - row.shipped - row.cancelled for line, row in lines.items()}
    if packed is None:
        packed = {line: sendable(row) for line, row in lines.items()}
        if not any(packed.values()) and any(here.values()):
            raise ClaimFirst
    pieces = {line: count for line, count in packed.items() if count}
    if not pieces or any(not 0 < count <= here.get(line, 0) for line, count in pieces.items()):
        raise NothingToShip
    if any(count > sendable(lines[line]) for line, count in pieces.items()):
        raise ClaimFirst
    return pieces


def _send(tx: Transaction, line: str, count: int) -> None:
    still_here = OrderLine.shipped + OrderLine.cancelled + count <= OrderLine.quantity
    sent = update(OrderLine).where(OrderLine.id == line, still_here).values(shipped=OrderLine.shipped + count)
    if not tx.execute(sent).rowcount:
        raise NothingToShip


def _by_sku(lines: Mapping[str, AnyRow], pieces: Mapping[str, int]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for line, count in pieces.items():
        counted[lines[line].sku] += count
    return dict(counted)
