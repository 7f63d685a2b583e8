"""Viewers see how much is left of the goods on a room's shelf, and what they come to, at most once a second."""

import asyncio
from collections.abc import Iterable

from appliance.bus import Bus
from appliance.clock import Clock, doze
from appliance.db import Database
from appliance.events import (
    Event,
    FlashSaleAnnounced,
    FlashSaleEnded,
    Good,
    InHandForAll,
    OrderClosed,
    OrderPaid,
    OrderPlaced,
    PromotionChanged,
    ShelfCounted,
    StockMoved,
)
from store.shelf import reads

PAUSE = 1.0
RARELY = 5.0
"""Seconds after which it looks although nothing was told, for news that got lost on the way."""
STIRS = (OrderPlaced, OrderPaid, OrderClosed, FlashSaleAnnounced, FlashSaleEnded, StockMoved, PromotionChanged)


class Counting:
    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._stirred = asyncio.Event()
        self._told: dict[tuple[str, str], tuple[int, int, InHandForAll | None]] = {}

    async def run(self) -> None:
        """For ever; for who supervises tasks."""
        ear = self._bus.listen(self._stir, STIRS, name="shelf.counting")
        try:
            while True:
                self._stirred.clear()
                await self.count()
                await self._clock.sleep(PAUSE)
                await doze(self._clock, RARELY, self._stirred)
        finally:
            ear.close()

    async def count(self) -> None:
        """Tell every room on air what has changed since the last look; a new card brings its own numbers."""
        async with self._db.read() as session:
            found = {
                room: [one.good for one in await reads.on_shelf(session, room, self._clock.now()) if one.shown]
                for room in await reads.rooms_of(session)
            }
        counts = {(room, good.product): _counted(good) for room, goods in found.items() for good in goods}
        for room, goods in found.items():
            self._tell(room, goods)
        self._told = counts

    def _tell(self, room: str, goods: Iterable[Good]) -> None:
        for good in goods:
            before = self._told.get((room, good.product))
            if before is not None and before != _counted(good):
                available, sold, in_hand = _counted(good)
                self._bus.publish(
                    ShelfCounted(room=room, product=good.product, available=available, sold=sold, in_hand=in_hand)
                )

    def _stir(self, event: Event) -> None:  # noqa: ARG002 - whatever it was, a number on the shelf may be another
        self._stirred.set()


def _counted(good: Good) -> tuple[int, int, InHandForAll | None]:
    return good.available, good.sold, good.in_hand
