"""Stock of what is on the shelf is corrected while it is sold, through the stock's own ledger."""

from sqlalchemy import select

from appliance.db import Transaction
from appliance.errors import BadInput
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.shelf.models import ShelfItem
from store.shelf.problems import NotOnShelf


def restock(
    tx: Transaction, room: str, sku: str, key: str, *, more: int | None = None, available: int | None = None, by: str
) -> int:
    """`more` came in (below 0: was said too much), or so many are `available`; by how many the books changed.

    Raises NotOnShelf, PiecesUnusable, PromisedToBuyers.
    """
    if (more is None) == (available is None):
        raise BadInput(why="more or available", field="more")
    item = select(ShelfItem.product).join(Sku, Sku.product == ShelfItem.product)
    if tx.scalar(item.where(ShelfItem.room == room, Sku.id == sku)) is None:
        raise NotOnShelf
    if available is not None:
        return catalogue.set_available(tx, sku, available, key, by=by, room=room)
    if more is not None and more < 0:
        return catalogue.take_out(tx, sku, -more, key, by=by, room=room)
    catalogue.receive(tx, sku, more or 0, key, by=by, room=room)
    return more or 0
