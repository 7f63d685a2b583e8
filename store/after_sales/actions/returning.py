"""Goods come back, and others go out instead."""

import re

from sqlalchemy import insert, select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.errors import BadInput
from appliance.events import ParcelSent
from appliance.ids import new_id
from appliance.plain import one_line
from store.after_sales import terms
from store.after_sales.actions.exchanging import send_other
from store.after_sales.actions.moving import AfterSaleMovedOn, mine, move
from store.after_sales.actions.repaying import repay
from store.after_sales.actions.variants import coming_back
from store.after_sales.models import AfterSale
from store.catalogue import actions as catalogue
from store.orders.actions import Packed
from store.orders.carriers import CARRIERS
from store.orders.models import Order, Parcel
from store.orders.problems import TrackingUnusable

_TRACKING = re.compile(r"[0-9A-Za-z-]{6,40}")


class SendExchangeInstead(BadInput):
    zh = "换货请直接寄出新的商品，不退款"
    en = "For an exchange, send the new goods; no money goes back"


def send_back(tx: Transaction, after_sale: str, member: str, carrier: str, tracking: str) -> None:
    """The buyer's parcel is on its way; without a carrier it was brought to the shop.

    Raises AfterSaleNotFound, AfterSaleMovedOn, TrackingUnusable.
    """
    mine(tx, after_sale, member)
    number = one_line(tracking)
    if carrier and not (carrier in CARRIERS and _TRACKING.fullmatch(number)):
        raise TrackingUnusable(field="tracking")
    sent = {"state": "returned", "carrier": carrier, "tracking": number, "deadline_at": tx.now + terms.TAKEN_IN_WITHIN}
    move(tx, after_sale, ("agreed", "returned"), member, **sent)


def take_in(tx: Transaction, after_sale: str, by: str, *, sellable: bool) -> None:
    """The goods of a return are here: the money goes back, and what is `sellable` is in stock again.

    Raises AfterSaleNotFound, AfterSaleMovedOn, SendExchangeInstead, RefundTooLarge.
    """
    before = move(tx, after_sale, ("agreed", "returned"), by, state="refunding", deadline_at=None)
    if before.kind == "exchange":
        raise SendExchangeInstead
    _take_back(tx, before, sellable=sellable)
    repay(tx, after_sale, by)


def take_in_overdue(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Returned goods about which the shop said nothing count as taken in; a few, behind `passing` that resisted."""
    overdue = select(AfterSale.id).where(
        AfterSale.state == "returned", AfterSale.kind == "return", AfterSale.deadline_at <= tx.now
    )
    return some(tx, overdue.order_by(AfterSale.deadline_at, AfterSale.id), _take_in_unseen, limit, passing)


def _take_in_unseen(tx: Transaction, after_sale: str) -> None:
    take_in(tx, after_sale, "calendar", sellable=False)


def resend(tx: Transaction, after_sale: str, by: str, packed: Packed, *, sellable: bool) -> str:
    """The goods of an exchange are here and new ones leave; the parcel's id.

    Raises AfterSaleNotFound, AfterSaleMovedOn, SoldOut, TrackingUnusable.
    """
    if packed.kind == "express" and not (packed.carrier in CARRIERS and _TRACKING.fullmatch(packed.tracking.strip())):
        raise TrackingUnusable(field="tracking")
    claim = tx.one_or_none(select(AfterSale.__table__).where(AfterSale.id == after_sale))
    if claim is None or claim.kind != "exchange":
        raise AfterSaleMovedOn
    move(tx, after_sale, ("agreed", "returned"), by, state="done", ended_at=tx.now, deadline_at=None)
    send_other(tx, claim, _take_back(tx, claim, sellable=sellable))
    parcel = new_id(tx.now)
    tx.execute(
        insert(Parcel).values(
            id=parcel, order=claim.order, kind=packed.kind, carrier=packed.carrier, tracking=one_line(packed.tracking),
            lines={claim.line: claim.quantity}, by=by, shipped_at=tx.now,
        )
    )  # fmt: skip
    tx.execute(update(AfterSale).where(AfterSale.id == after_sale).values(parcel=parcel))
    shipment = tx.scalar(select(Order.shipment).where(Order.id == claim.order))
    tx.record(ParcelSent(order=claim.order, parcel=parcel, all=shipment in ("all", "received")))
    return parcel


def _take_back(tx: Transaction, claim: AnyRow, *, sellable: bool) -> dict[str, int]:
    """Pieces by SKU that are here now."""
    came_back = coming_back(tx.execute, claim.line, claim.quantity, but=claim.id)
    tx.execute(update(AfterSale).where(AfterSale.id == claim.id).values(came_back=came_back))
    if sellable:
        catalogue.bring_back(tx, came_back, f"after-sale/{claim.id}")
    return came_back
