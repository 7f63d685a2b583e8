"""讲解切片: when a product is no longer explained, the stretch in which it was becomes a clip."""

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.events import ProductUnpinned
from appliance.journal import Entry, Follower
from media.broadcasts.reads import delay
from media.recording.clips import actions
from store.catalogue import reads as catalogue
from store.shelf.models import ExplainWindow


class Clipping:
    """In `back`: reads the journal, so that a clip is made even of what was unpinned while the house was down."""

    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db = db
        self._news = Follower(db, "clipping", self.hear, clock, bus)

    async def run(self) -> None:
        """A task of the process."""
        await self._news.run()

    async def hear(self, entry: Entry) -> None:
        fact = entry.event
        if not isinstance(fact, ProductUnpinned):
            return
        async with self._db.read() as session:
            window = await session.get(ExplainWindow, fact.window)
            if window is None or window.until is None:
                return
            product = await catalogue.product(session, window.product)
            later = await delay(session, window.broadcast)
        await self._db.write(
            actions.ask,
            window.id,
            window.room,
            window.broadcast,
            product=window.product,
            title=product.title,
            since=window.since + later,
            until=window.until + later,
        )
