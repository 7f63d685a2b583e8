"""流程单: how long each product of a show is to be explained, in the shelf's order."""

from collections.abc import Mapping

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.events import RunSheetPlanned
from store.shelf.models import ShelfItem
from store.shelf.problems import MinutesUnusable, ShelfMovedOn

MOST_MINUTES = 240


def plan(tx: Transaction, room: str, minutes: Mapping[str, int]) -> None:
    """`minutes` by product; 0 or left out: not planned. Raises MinutesUnusable, ShelfMovedOn."""
    if any(not 0 <= planned <= MOST_MINUTES for planned in minutes.values()):
        raise MinutesUnusable(field="minutes")
    here = tx.execute(select(ShelfItem.product).where(ShelfItem.room == room)).scalars().all()
    if not set(minutes) <= set(here):
        raise ShelfMovedOn
    for product in here:
        item = update(ShelfItem).where(ShelfItem.room == room, ShelfItem.product == product)
        tx.execute(item.values(minutes=minutes.get(product, 0)))
    tx.record(RunSheetPlanned(room=room))
