"""A room's shelf for everybody alike: a crowd that comes at one moment is answered by one look after they asked."""

from collections.abc import Awaitable, Callable, Collection, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock, SystemClock
from appliance.db import Database
from appliance.events import Good
from appliance.gathering import Gathering
from store.shelf import reads
from store.shelf.reads import Explained

Films = Callable[[AsyncSession, Sequence[str]], Awaitable[Collection[str]]]
"""Of these products those that can be watched as they were explained; whoever keeps films answers."""
PAUSE = 0.05
"""Seconds of the machine between two looks: a look at thirty goods takes about as long."""


class Shown(msgspec.Struct, frozen=True):
    goods: list[Good]
    explained: Explained | None
    """讲解中."""
    clips: list[str]
    """看讲解: products that can be watched as they were explained before."""


class Showing:
    def __init__(self, db: Database, clock: Clock, films: Films) -> None:
        self._db = db
        self._films = films
        self._clock = clock
        self._gathering: Gathering[str, Shown] = Gathering("shelf.showing", self._look, SystemClock(), pause=PAUSE)

    async def of(self, room: str) -> Shown:
        """As it stands now; of a room that is not there nothing is shown."""
        return await self._gathering.ask(room)

    async def stop(self) -> None:
        await self._gathering.stop()

    async def _look(self, rooms: Sequence[str]) -> list[Shown]:
        async with self._db.read() as session:
            found = {room: await self._at(session, room) for room in dict.fromkeys(rooms)}
        return [found[room] for room in rooms]

    async def _at(self, session: AsyncSession, room: str) -> Shown:
        placed = await reads.on_shelf(session, room, self._clock.now())
        goods = [one.good for one in placed if one.shown]
        products = [good.product for good in goods]
        films = await self._films(session, products) if products else ()
        clips = [product for product in products if product in films]
        return Shown(goods, await reads.explained(session, room), clips)
