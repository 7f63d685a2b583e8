"""Goods are put on a room's shelf, priced for it, moved, hidden and taken off."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from sqlalchemy import delete, func, select, update

from appliance.db import Transaction
from appliance.events import PriceChange, RoomPriced
from store.catalogue.actions import ProductNotFound
from store.catalogue.models import Product, Sku
from store.shelf.actions.explaining import unpin_product
from store.shelf.actions.planning import MOST_MINUTES
from store.shelf.actions.telling import tell
from store.shelf.models import ExplainWish, ShelfItem
from store.shelf.problems import NotOnShelf, RoomPriceUnusable, ShelfFull, ShelfMovedOn

MOST_GOODS = 100


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How something stood on the shelf."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    hidden: bool
    minutes: Annotated[int, msgspec.Meta(ge=0, le=MOST_MINUTES)]


def put(
    tx: Transaction, room: str, product: str, prices: Mapping[str, int] | None = None, back: Place | None = None
) -> None:
    """It is the last on the shelf, or stays where it is; `prices` are those of this room, by SKU (None: as they were).

    What was taken off goes `back` to where it stood. Raises ProductNotFound, ShelfFull, RoomPriceUnusable.
    """
    if tx.scalar(select(Product.id).where(Product.id == product)) is None:
        raise ProductNotFound
    _check_prices(tx, product, prices or {})
    last = tx.execute(
        select(func.count().label("goods"), func.coalesce(func.max(ShelfItem.position), 0).label("position")).where(
            ShelfItem.room == room
        )
    ).one()
    here = (ShelfItem.room == room, ShelfItem.product == product)
    before = tx.scalar(select(ShelfItem.prices).where(*here))
    if before is None and last.goods >= MOST_GOODS:
        raise ShelfFull
    new = {"position": last.position + 1, "hidden": False, "prices": prices or {}, "put_at": tx.now, "minutes": 0}
    if tx.add_once(ShelfItem, room=room, product=product, **new):
        _put_back(tx, room, product, back)
    elif prices is not None:
        tx.execute(update(ShelfItem).where(*here).values(prices=dict(prices)))
    if prices is not None:
        _note_prices(tx, room, product, before or {}, prices)
    tell(tx, room)


def _put_back(tx: Transaction, room: str, product: str, back: Place | None) -> None:
    """The last on the shelf stands where it stood; those behind move down."""
    if back is None:
        return
    here = (ShelfItem.room == room, ShelfItem.product == product)
    behind = (ShelfItem.room == room, ShelfItem.position >= back.number, ShelfItem.product != product)
    moved = tx.execute(update(ShelfItem).where(*behind).values(position=ShelfItem.position + 1)).rowcount
    stands = {"position": back.number} if moved else {}
    tx.execute(update(ShelfItem).where(*here).values(hidden=back.hidden, minutes=back.minutes, **stands))


def take_off(tx: Transaction, room: str, product: str) -> None:
    """Those behind it move up. Raises NotOnShelf."""
    here = (ShelfItem.room == room, ShelfItem.product == product)
    item = tx.one_or_none(select(ShelfItem.position, ShelfItem.prices).where(*here))
    if item is None:
        raise NotOnShelf
    tx.execute(delete(ShelfItem).where(*here))
    _note_prices(tx, room, product, item.prices, {})
    tx.execute(delete(ExplainWish).where(ExplainWish.room == room, ExplainWish.product == product))
    behind = update(ShelfItem).where(ShelfItem.room == room, ShelfItem.position > item.position)
    tx.execute(behind.values(position=ShelfItem.position - 1))
    unpin_product(tx, room, product)
    tell(tx, room)


def arrange(tx: Transaction, room: str, products: Sequence[str]) -> None:
    """In this order from now on. Raises ShelfMovedOn when these are not just the goods on the shelf."""
    there = tx.execute(select(ShelfItem.product).where(ShelfItem.room == room)).scalars().all()
    if sorted(there) != sorted(products):
        raise ShelfMovedOn
    for position, product in enumerate(products, 1):
        here = (ShelfItem.room == room, ShelfItem.product == product)
        tx.execute(update(ShelfItem).where(*here).values(position=position))
    tell(tx, room)


def hide(tx: Transaction, room: str, product: str, *, hidden: bool) -> None:
    """Viewers do not see it, or see it again; its number stays. Raises NotOnShelf."""
    here = (ShelfItem.room == room, ShelfItem.product == product)
    if not tx.execute(update(ShelfItem).where(*here).values(hidden=hidden)).rowcount:
        raise NotOnShelf
    if hidden:
        unpin_product(tx, room, product)
    tell(tx, room)


def _check_prices(tx: Transaction, product: str, prices: Mapping[str, int]) -> None:
    plain = {
        row.id: row.price for row in tx.execute(select(Sku.id, Sku.price).where(Sku.product == product, Sku.active))
    }
    if any(not 1 <= price < plain.get(sku, 0) for sku, price in prices.items()):
        raise RoomPriceUnusable(field="prices")


def _note_prices(tx: Transaction, room: str, product: str, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    changed = sorted(sku for sku in {*before, *after} if before.get(sku) != after.get(sku))
    if not changed:
        return
    named = tx.execute(select(Sku.id, Sku.values.label("spec")).where(Sku.id.in_(changed)))
    specs = {row.id: " ".join(row.spec) for row in named}
    changes = [PriceChange(sku, specs.get(sku, ""), before.get(sku), after.get(sku)) for sku in changed]
    title = tx.scalar(select(Product.title).where(Product.id == product)) or ""
    tx.record(RoomPriced(room=room, product=product, title=title, changes=changes))
