"""Everything that is bought by itself through an activity: where it is seen, whose it is, what becomes of it.

Each kind of activity is a package beside this one whose module `kind` answers as `Kind` says; whoever lists goods, or
makes, closes or pays orders asks here and knows none of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.catalogue.on_offer import OnOffer
from store.promotions.bargains import kind as bargains
from store.promotions.flash_sales import kind as flash_sales
from store.promotions.group_buys import kind as group_buys
from store.promotions.group_buys import reads as teams_read
from store.promotions.group_buys import waiting
from store.promotions.mine import Mine, MyDeal
from store.promotions.problems import ClaimLapsed
from store.promotions.running import Question
from store.promotions.won import Share, TeamOfOrder, Won


class Kind(Protocol):
    """Nothing happens to an order that is not the kind's own."""

    KIND: str

    async def offered(self, session: AsyncSession, products: Sequence[str], now: datetime) -> Sequence[OnOffer]:
        """All that is announced or open in these products, in one question."""

    @property
    def mine(self) -> Mine | None:
        """None: what somebody has of it has no page of its own."""

    def question(self, claim: str, member: str, now: datetime) -> Question:
        """Asked inside and outside of transactions, for `told`."""

    def told(self, row: AnyRow) -> Won: ...

    def order(self, tx: Transaction, won: Won, member: str, order: str) -> None:
        """It belongs to this order, which is made in the same transaction. Raises ClaimLapsed."""

    def has(self, tx: Transaction, order: str) -> bool: ...

    def share(self, tx: Transaction, order: str) -> Share | None:
        """Of which activity the order took."""

    def took(self, activity: str, order: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Whether this order (a column) took of the activity."""

    def settle(self, tx: Transaction, order: str) -> None:
        """The order is paid."""

    def give_back(self, tx: Transaction, order: str) -> None:
        """The order does not happen and its stock was released: never paid, or paid back before anything was sent."""

    def take_again(self, tx: Transaction, order: str) -> None:
        """Money came after that. Raises a Problem when it cannot be had any more."""


KINDS: tuple[Kind, ...] = (flash_sales, bargains, group_buys)
PAGED = [one.KIND for one in KINDS if one.mine is not None]
PAGE = 20


async def going_on(session: AsyncSession, products: Sequence[str], now: datetime) -> list[OnOffer]:
    """All that is announced or open in these products, in whatever room, as staff may know."""
    return [one for kind in KINDS for one in await kind.offered(session, products, now)]


def won(tx: Transaction, claim: str, member: str) -> Won:
    """Raises ClaimLapsed, also for another member's."""
    for kind in KINDS:
        row = tx.one_or_none(kind.question(claim, member, tx.now))
        if row is not None:
            return kind.told(row)
    raise ClaimLapsed


async def read_won(session: AsyncSession, claim: str, member: str, now: datetime) -> Won:
    """The same outside of a transaction."""
    for kind in KINDS:
        row = (await session.execute(kind.question(claim, member, now))).one_or_none()
        if row is not None:
            return kind.told(row)
    raise ClaimLapsed


def order(tx: Transaction, won: Won, member: str, order: str) -> None:
    """Raises ClaimLapsed."""
    _kind_of(won).order(tx, won, member, order)


def has(tx: Transaction, order: str) -> bool:
    """Whether it was made of something won in an activity."""
    return any(kind.has(tx, order) for kind in KINDS)


def share(tx: Transaction, order: str) -> Share | None:
    """Of which activity it took, if of any."""
    return next((found for kind in KINDS if (found := kind.share(tx, order))), None)


def took(share: Share, order: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether this order (a column) took of the same activity."""
    return _kind_of(share).took(share.activity, order)


def settle(tx: Transaction, order: str) -> None:
    for kind in KINDS:
        kind.settle(tx, order)


def give_back(tx: Transaction, order: str) -> None:
    for kind in KINDS:
        kind.give_back(tx, order)


def take_again(tx: Transaction, order: str) -> None:
    """Raises what its kind has against it, as FlashSaleOver, BargainSoldOut or TeamOver."""
    for kind in KINDS:
        kind.take_again(tx, order)


async def mine(session: AsyncSession, member: str, now: datetime, kind: str = "", below: str = "") -> list[MyDeal]:
    """Of all kinds or of one, the latest first: `PAGE` of them from below the id of the last one seen."""
    found: list[MyDeal] = []
    for each in KINDS:
        if each.mine is not None and kind in ("", each.KIND):
            found += await each.mine(session, member, now, below, PAGE)
    return sorted(found, key=lambda one: one.id, reverse=True)[:PAGE]


async def teams(session: AsyncSession, orders: Sequence[str]) -> dict[str, TeamOfOrder]:
    """What orders wait, or waited, for: by order, of those that were bought in a team."""
    return await teams_read.teams_of_orders(session, orders)


def waits(order: InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether this paid order (a column, or an id) is not to be sent yet: something else must happen first."""
    return waiting.waits(order)


def _kind_of(share: Share) -> Kind:
    (kind,) = (one for one in KINDS if share.kind == one.KIND)
    return kind
