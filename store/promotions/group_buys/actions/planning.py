"""A group buy is announced, opened and ended."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import insert, select

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import GroupBuyAnnounced, GroupBuyEnded, GroupBuyOpened
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.catalogue.offers import Offer, visible
from store.catalogue.proven import lowest_before, told_from
from store.promotions import campaign
from store.promotions.group_buys.models import GroupBuy
from store.promotions.group_buys.problems import (
    GoodsNotGrouped,
    GroupBuyMovedOn,
    GroupBuyNotFound,
    GroupPriceUnusable,
    GroupQuantityUnusable,
    GroupTimeUnusable,
    TeamHoursUnusable,
    TeamSizeUnusable,
    TooManyGroupBuys,
)

SIZES, HOURS = range(2, 11), range(1, 73)
MOST_PIECES = 10_000
MOST_PER_MEMBER = 20
FAR = timedelta(days=30)
LONGEST, SHORTEST = timedelta(days=30), timedelta(minutes=10)
MOST_GROUP_BUYS = 20
"""In one room, and in the shop outside of rooms."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    price: int
    quantity: int
    room: str = ""
    """Empty: for the whole shop."""
    size: int = 2
    hours: int = 24
    """That a team has."""
    per_member: int = 1
    opens_at: datetime | None = None
    """None: now."""
    lasts: timedelta = timedelta(hours=24)
    """That teams can be opened."""


def announce(tx: Transaction, plan: Plan, by: str) -> str:
    """Nothing is set aside for it; its id.

    Raises SkuNotFound, GoodsNotGrouped, GroupPriceUnusable, TeamSizeUnusable, TeamHoursUnusable,
    GroupQuantityUnusable, GroupTimeUnusable, TooManyGroupBuys.
    """
    offer = catalogue.offers(tx, [plan.sku]).get(plan.sku)
    if offer is None:
        raise catalogue.SkuNotFound
    opens_at = plan.opens_at or tx.now
    _check(tx, plan, offer, opens_at)
    group_buy = new_id(tx.now)
    before = lowest_before(tx.execute, [plan.sku], tx.now).get(plan.sku)
    tx.execute(
        insert(GroupBuy).values(
            id=group_buy, price=plan.price, plain_price=told_from(plan.price, offer.price, before), size=plan.size,
            hours=plan.hours, per_member=plan.per_member,
            **campaign.announced(
                offer, room=plan.room, quantity=plan.quantity, opens_at=opens_at, lasts=plan.lasts, by=by, now=tx.now
            ),
        )
    )  # fmt: skip
    tx.record(announced(of(tx, group_buy)))
    if opens_at <= tx.now:
        _open(tx, group_buy)
    return group_buy


def open_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Say of those whose moment has come that they are open; opening a team asks the clock, not this."""
    return some(tx, campaign.to_open(tx, GroupBuy), _open, limit, passing)


def end_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Those whose time is over, behind `passing` that resisted."""
    return some(tx, campaign.to_end(tx, GroupBuy), _end, limit, passing)


def end(tx: Transaction, group_buy: str, reason: str) -> None:
    """No team is opened any more; `reason` is time or staff. Raises GroupBuyNotFound, GroupBuyMovedOn."""
    found = of(tx, group_buy)
    if not campaign.ends(tx, GroupBuy, group_buy, reason):
        raise GroupBuyMovedOn
    tx.record(GroupBuyEnded(room=found.room, group_buy=group_buy, reason=reason))


def of(tx: Transaction, group_buy: str) -> AnyRow:
    """Its row. Raises GroupBuyNotFound."""
    found = tx.one_or_none(select(GroupBuy.__table__).where(GroupBuy.id == group_buy))
    if found is None:
        raise GroupBuyNotFound
    return found


def announced(found: AnyRow | GroupBuy) -> GroupBuyAnnounced:
    """The fact by which a group buy (its row) is known."""
    return GroupBuyAnnounced(
        room=found.room, group_buy=found.id, product=found.product, sku=found.sku, title=found.title, spec=found.spec,
        picture=found.picture, price=found.price, plain_price=found.plain_price, size=found.size, hours=found.hours,
        per_member=found.per_member, quantity=found.quantity, opens_at=found.opens_at, ends_at=found.ends_at,
    )  # fmt: skip


def _open(tx: Transaction, group_buy: str) -> None:
    if campaign.opens(tx, GroupBuy, group_buy):
        tx.record(GroupBuyOpened(room=of(tx, group_buy).room, group_buy=group_buy))


def _end(tx: Transaction, group_buy: str) -> None:
    end(tx, group_buy, "time")


def _check(tx: Transaction, plan: Plan, offer: Offer, opens_at: datetime) -> None:
    if not offer.active or not visible(offer, "", tx.now):
        raise GoodsNotGrouped
    if not 1 <= plan.price < offer.price:
        raise GroupPriceUnusable(field="price")
    if plan.size not in SIZES:
        raise TeamSizeUnusable(field="size")
    if plan.hours not in HOURS:
        raise TeamHoursUnusable(field="hours")
    if not 1 <= plan.per_member <= MOST_PER_MEMBER:
        raise GroupQuantityUnusable(field="per_member")
    if not plan.size * plan.per_member <= plan.quantity <= MOST_PIECES:
        raise GroupQuantityUnusable(field="quantity")
    if not tx.now <= opens_at <= tx.now + FAR:
        raise GroupTimeUnusable(field="opens_at")
    if not SHORTEST <= plan.lasts <= LONGEST:
        raise GroupTimeUnusable(field="lasts")
    if campaign.unfinished(tx, GroupBuy, plan.room) >= MOST_GROUP_BUYS:
        raise TooManyGroupBuys
