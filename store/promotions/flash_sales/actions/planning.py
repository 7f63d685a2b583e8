"""A flash sale is announced, opened and ended."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import insert, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import FlashSaleAnnounced, FlashSaleEnded, FlashSaleOpened
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.catalogue.offers import Offer, visible
from store.catalogue.proven import lowest_before, told_from
from store.promotions import campaign
from store.promotions.flash_sales.models import FlashSale
from store.promotions.flash_sales.problems import (
    FlashPriceUnusable,
    FlashQuantityUnusable,
    FlashSaleMovedOn,
    FlashSaleNotFound,
    FlashTimeUnusable,
    GoodsNotOnSale,
    TooManySales,
)

COUNTDOWN = timedelta(seconds=3)
"""三、二、一: between "now" and the first grab."""
LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=1)
FAR = timedelta(days=30)
MOST_PIECES = 10_000
MOST_PER_MEMBER = 20
MOST_SALES = 20


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    room: str
    sku: str
    price: int
    quantity: int
    per_member: int = 1
    members: bool = False
    opens_at: datetime | None = None
    """None: now, after a countdown."""
    lasts: timedelta = timedelta(minutes=10)


def announce(tx: Transaction, plan: Plan, by: str) -> str:
    """Its pieces are set aside, and it is on everybody's screen; its id.

    Raises SkuNotFound, GoodsNotOnSale, FlashPriceUnusable, FlashQuantityUnusable, FlashTimeUnusable, TooManySales,
    SoldOut.
    """
    offer = catalogue.offers(tx, [plan.sku]).get(plan.sku)
    if offer is None:
        raise catalogue.SkuNotFound
    opens_at = plan.opens_at or tx.now + COUNTDOWN
    _check(tx, plan, offer, opens_at)
    sale = new_id(tx.now)
    catalogue.carve(tx, {plan.sku: plan.quantity}, sale)
    before = lowest_before(tx.execute, [plan.sku], tx.now).get(plan.sku)
    tx.execute(
        insert(FlashSale).values(
            id=sale, price=plan.price, plain_price=told_from(plan.price, offer.price, before),
            per_member=plan.per_member, members=plan.members, returned=0,
            **campaign.announced(
                offer, room=plan.room, quantity=plan.quantity, opens_at=opens_at, lasts=plan.lasts, by=by, now=tx.now
            ),
        )
    )  # fmt: skip
    _tell(tx, sale)
    return sale


def open_now(tx: Transaction, sale: str) -> None:
    """It does not wait for its time: it opens after a countdown, and lasts as long as planned.

    Raises FlashSaleNotFound, FlashSaleMovedOn.
    """
    found = of(tx, sale)
    opens_at = tx.now + COUNTDOWN
    if found.opens_at <= opens_at:
        raise FlashSaleMovedOn
    times = {"opens_at": opens_at, "ends_at": opens_at + (found.ends_at - found.opens_at)}
    waits = update(FlashSale).where(FlashSale.id == sale, FlashSale.state == "announced")
    if not tx.execute(waits.values(times)).rowcount:
        raise FlashSaleMovedOn
    _tell(tx, sale)


def open_due(tx: Transaction) -> list[str]:
    """Say of those whose moment has come that they are open; grabbing asks the clock, not this."""
    opened = []
    for sale in tx.execute(campaign.to_open(tx, FlashSale)).scalars().all():
        if campaign.opens(tx, FlashSale, sale):
            tx.record(FlashSaleOpened(room=of(tx, sale).room, sale=sale))
            opened.append(sale)
    return opened


def end(tx: Transaction, sale: str, reason: str) -> None:
    """Pieces that nobody holds are ordinary stock again, and what was won stays won.

    `reason`: sold-out, time, staff or show. Raises FlashSaleNotFound, FlashSaleMovedOn.
    """
    found = of(tx, sale)
    over = {"state": "ended", "ended_at": tx.now, "reason": reason, "left": 0, "returned": found.left + found.returned}
    goes_on = update(FlashSale).where(FlashSale.id == sale, FlashSale.state != "ended", FlashSale.left == found.left)
    if not tx.execute(goes_on.values(over)).rowcount:
        raise FlashSaleMovedOn
    if found.left:
        catalogue.uncarve(tx, {found.sku: found.left}, f"{sale}/end")
    tx.record(FlashSaleEnded(room=found.room, sale=sale, reason=reason))


def end_show(tx: Transaction, room: str, at: datetime) -> None:
    """What went on, or was counting down, in the show that ended then ends with it. What opens later stays."""
    went_on = (FlashSale.room == room, FlashSale.state != "ended", FlashSale.opens_at <= at + COUNTDOWN)
    for sale in tx.execute(select(FlashSale.id).where(*went_on)).scalars().all():
        end(tx, sale, "show")


def of(tx: Transaction, sale: str) -> AnyRow:
    """Its row. Raises FlashSaleNotFound."""
    found = tx.one_or_none(select(FlashSale.__table__).where(FlashSale.id == sale))
    if found is None:
        raise FlashSaleNotFound
    return found


def _check(tx: Transaction, plan: Plan, offer: Offer, opens_at: datetime) -> None:
    if not offer.active or not visible(offer, "", tx.now):
        raise GoodsNotOnSale
    if not 1 <= plan.price < offer.price:
        raise FlashPriceUnusable(field="price")
    if not 1 <= plan.quantity <= MOST_PIECES:
        raise FlashQuantityUnusable(field="quantity")
    if not 1 <= plan.per_member <= min(MOST_PER_MEMBER, plan.quantity):
        raise FlashQuantityUnusable(field="per_member")
    if not tx.now <= opens_at <= tx.now + FAR:
        raise FlashTimeUnusable(field="opens_at")
    if not SHORTEST <= plan.lasts <= LONGEST:
        raise FlashTimeUnusable(field="minutes")
    if campaign.unfinished(tx, FlashSale, plan.room) >= MOST_SALES:
        raise TooManySales


def _tell(tx: Transaction, sale: str) -> None:
    tx.record(announced(of(tx, sale)))


def announced(found: AnyRow | FlashSale) -> FlashSaleAnnounced:
    """The fact by which a sale (its row) is known."""
    return FlashSaleAnnounced(
        room=found.room, sale=found.id, product=found.product, sku=found.sku, title=found.title, spec=found.spec,
        picture=found.picture, price=found.price, plain_price=found.plain_price, quantity=found.quantity,
        per_member=found.per_member, opens_at=found.opens_at, ends_at=found.ends_at, members=found.members,
    )  # fmt: skip
