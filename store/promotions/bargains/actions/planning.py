"""A bargain is planned, opened and ended."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import insert, select

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import BargainEnded, BargainOpened
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.catalogue.offers import Offer, visible
from store.money import yuan
from store.promotions import campaign
from store.promotions.bargains.models import Bargain
from store.promotions.bargains.problems import (
    BargainMovedOn,
    BargainNotFound,
    BargainTimeUnusable,
    FloorUnusable,
    GoodsNotBargained,
    HelpersUnusable,
    PiecesUnusable,
    TooManyBargains,
)

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=90)
FAR = timedelta(days=30)
MOST_HOURS = 72
FEWEST, MOST_HELPERS = 2, 50
MOST_HELPED = 20
MOST_PIECES = 10_000
MOST_BARGAINS = 20
"""In one room, and in the shop outside of rooms."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    floor_price: int
    helpers: int
    quantity: int
    room: str = ""
    """Empty: the whole shop's."""
    hours: int = 24
    per_helper: int = 3
    opens_at: datetime | None = None
    """None: now."""
    lasts: timedelta = timedelta(days=1)


def open_bargain(tx: Transaction, plan: Plan, price: int | None, by: str) -> str:
    """Anybody may begin to haggle from its first moment on; its id. `price` is what anybody pays now, if it is known.

    Raises SkuNotFound, GoodsNotBargained, FloorUnusable, HelpersUnusable, PiecesUnusable, BargainTimeUnusable,
    TooManyBargains.
    """
    offer = catalogue.offers(tx, [plan.sku]).get(plan.sku)
    if offer is None:
        raise catalogue.SkuNotFound
    opens_at = plan.opens_at or tx.now
    start = offer.price if price is None else price
    _check(tx, plan, offer, start, opens_at)
    bargain = new_id(tx.now)
    tx.execute(
        insert(Bargain).values(
            id=bargain, start_price=start, floor_price=plan.floor_price, helpers=plan.helpers,
            per_helper=plan.per_helper, hours=plan.hours,
            **campaign.announced(
                offer, room=plan.room, quantity=plan.quantity, opens_at=opens_at, lasts=plan.lasts, by=by, now=tx.now
            ),
        )
    )  # fmt: skip
    if opens_at <= tx.now:
        _open(tx, bargain)
    return bargain


def open_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Those whose moment has come, behind `passing` that resisted; beginning asks the clock, not this."""
    return some(tx, campaign.to_open(tx, Bargain), _open, limit, passing)


def end_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Those whose time is over, behind `passing` that resisted."""
    return some(tx, campaign.to_end(tx, Bargain), _end, limit, passing)


def end(tx: Transaction, bargain: str, reason: str) -> None:
    """Nobody begins any more; `reason` is time, or staff: then nobody cuts either. The price reached can be paid.

    Raises BargainNotFound, BargainMovedOn.
    """
    found = of(tx, bargain)
    if not campaign.ends(tx, Bargain, bargain, reason):
        raise BargainMovedOn
    tx.record(BargainEnded(room=found.room, bargain=bargain, reason=reason))


def of(tx: Transaction, bargain: str) -> AnyRow:
    """Its row. Raises BargainNotFound."""
    found = tx.one_or_none(select(Bargain.__table__).where(Bargain.id == bargain))
    if found is None:
        raise BargainNotFound
    return found


def opened(found: AnyRow | Bargain) -> BargainOpened:
    """The fact by which a bargain (its row) is known."""
    return BargainOpened(
        room=found.room, bargain=found.id, product=found.product, sku=found.sku, title=found.title, spec=found.spec,
        picture=found.picture, start_price=found.start_price, floor_price=found.floor_price, helpers=found.helpers,
        hours=found.hours, quantity=found.quantity, opens_at=found.opens_at, ends_at=found.ends_at,
    )  # fmt: skip


def _open(tx: Transaction, bargain: str) -> None:
    """Its room hears of it, once."""
    if campaign.opens(tx, Bargain, bargain):
        tx.record(opened(of(tx, bargain)))


def _end(tx: Transaction, bargain: str) -> None:
    end(tx, bargain, "time")


def _check(tx: Transaction, plan: Plan, offer: Offer, start: int, opens_at: datetime) -> None:
    if not offer.active or not visible(offer, "", tx.now):
        raise GoodsNotBargained
    if not (FEWEST <= plan.helpers <= MOST_HELPERS):
        raise HelpersUnusable(field="helpers")
    if not 1 <= plan.per_helper <= MOST_HELPED:
        raise HelpersUnusable(field="per_helper")
    if not 1 <= plan.floor_price <= start - plan.helpers:
        raise FloorUnusable(field="floor_price", price=yuan(start))
    available = max(offer.available, 0)
    if not 1 <= plan.quantity <= min(MOST_PIECES, available):
        raise PiecesUnusable(field="quantity", available=available)
    if not tx.now <= opens_at <= tx.now + FAR:
        raise BargainTimeUnusable(field="opens_at")
    if not SHORTEST <= plan.lasts <= LONGEST:
        raise BargainTimeUnusable(field="lasts")
    if not 1 <= plan.hours <= MOST_HOURS:
        raise BargainTimeUnusable(field="hours")
    if campaign.unfinished(tx, Bargain, plan.room) >= MOST_BARGAINS:
        raise TooManyBargains
