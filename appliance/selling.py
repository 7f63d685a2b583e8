"""What a room sells, in `live`: grabbing at flash sales, wishing, counting stock, and the shelf's part in a show."""

from collections.abc import Awaitable, Callable

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.events import BroadcastAired, BroadcastEnded, ProductChanged
from appliance.journal import Entry, Follower
from chat.hub import Hub
from store.orders import actions as orders
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.desk import Desk
from store.shelf import actions as shelf
from store.shelf.counting import Counting
from store.shelf.wishing import Wishes

STEP = 20


class Selling:
    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db = db
        self._desk = Desk(db, bus, clock, self._close_late)
        self._wishes = Wishes(db, clock)
        self._counting = Counting(db, bus, clock)
        self._news = Follower(db, "selling", self._hear, clock, bus)

    def join(self, hub: Hub) -> None:
        hub.hear("grab", self._desk.grab, per_second=2, burst=6)
        hub.hear("want", self._wishes.want, per_second=1, burst=5)

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to be kept running, by name."""
        return {"flash-sales": self._desk.run, "shelf": self._counting.run, "selling": self._news.run}

    async def stop(self) -> None:
        await self._desk.stop()
        await self._wishes.stop()

    async def _hear(self, entry: Entry) -> None:
        """Hearing it twice changes nothing."""
        match entry.event:
            case BroadcastAired(room=room, broadcast=broadcast):
                await self._db.write(shelf.begin_show, room, broadcast, entry.at)
            case BroadcastEnded(room=room, broadcast=broadcast):
                await self._db.write(shelf.end_show, room, broadcast, entry.at)
                await self._db.write(flash_sales.end_show, room, entry.at)
            case ProductChanged(product=product):
                await self._db.write(shelf.product_changed, product)

    async def _close_late(self) -> None:
        """Orders that nobody paid in time, a few at a time, past those that resist."""
        passing = 0
        while sum(batch := await self._db.write(orders.expire, STEP, passing)) == STEP:
            passing += batch.resisted
