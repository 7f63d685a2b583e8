"""The room hears of every change of its shelf: all of it at once, since it is small."""

from appliance.db import Transaction
from appliance.events import ShelfChanged
from store.shelf.goods import Placed, on_shelf, seen


def tell(tx: Transaction, room: str) -> None:
    tx.record(ShelfChanged(room=room, goods=seen(on_shelf(tx.execute, room, tx.now))))


def placed(tx: Transaction, room: str, product: str) -> Placed | None:
    """Where it stands on the room's shelf, and how."""
    found = (one for one in on_shelf(tx.execute, room, tx.now) if one.good.product == product)
    return next(found, None)
