"""What the shelf makes of a show that begins and ends, and of goods that change; doing it twice changes nothing."""

from datetime import datetime

from sqlalchemy import insert, select, update

from appliance.db import Transaction
from store.shelf.actions.explaining import unpin, unpin_product
from store.shelf.actions.telling import placed, tell
from store.shelf.models import ShelfItem, ShelfShow


def begin_show(tx: Transaction, room: str, broadcast: str, since: datetime) -> None:
    """The room's own prices are good, and pieces sold are counted from here on."""
    new = {"broadcast": broadcast, "since": since, "until": None}
    known = tx.scalar(select(ShelfShow.broadcast).where(ShelfShow.room == room))
    if known == broadcast:
        return
    if known is None:
        tx.execute(insert(ShelfShow).values(room=room, **new))
    else:
        tx.execute(update(ShelfShow).where(ShelfShow.room == room).values(new))
    _tell_if_any(tx, room)


def end_show(tx: Transaction, room: str, broadcast: str, until: datetime) -> None:
    """Nothing is explained any more, and prices are plain again."""
    on_air = (ShelfShow.room == room, ShelfShow.broadcast == broadcast, ShelfShow.until.is_(None))
    if tx.execute(update(ShelfShow).where(*on_air).values(until=until)).rowcount:
        unpin(tx, room)
        _tell_if_any(tx, room)


def product_changed(tx: Transaction, product: str) -> None:
    """Its card is another one wherever it stands; what viewers cannot see any more is not explained."""
    for room in tx.execute(select(ShelfItem.room).where(ShelfItem.product == product)).scalars().all():
        one = placed(tx, room, product)
        if one is not None and not one.shown:
            unpin_product(tx, room, product)
        tell(tx, room)


def _tell_if_any(tx: Transaction, room: str) -> None:
    if tx.scalar(select(ShelfItem.product).where(ShelfItem.room == room).limit(1)) is not None:
        tell(tx, room)
