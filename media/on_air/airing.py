"""The shows behind the pictures: what is on air, told to the database in the order in which it happened."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Problem, Unavailable
from media.broadcasts import actions, reads

log = logging.getLogger(__name__)


AGAIN_SECONDS = 1.0
"""How soon the database is told again what it could not take."""


class Airing:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._news: asyncio.Queue[tuple[str, int | None]] = asyncio.Queue()
        """By how much later than it came the picture plays that is there; None: it is gone."""
        self._on_air: dict[str, str] = {}

    def began(self, room: str, delay: int) -> None:
        """The host's picture is there, so many seconds after it came."""
        self._news.put_nowait((room, delay))

    def broke_off(self, room: str) -> None:
        """The host's picture is gone."""
        self._news.put_nowait((room, None))

    def ended(self, room: str, broadcast: str) -> None:
        """Staff or patience ended the show; a host who came at that moment has begun another, which goes on."""
        if self._on_air.get(room) == broadcast:
            del self._on_air[room]

    def show(self, room: str) -> str:
        """The broadcast that is on air; empty between two."""
        return self._on_air.get(room, "")

    @property
    def shows(self) -> Mapping[str, str]:
        """What is on air, by room."""
        return self._on_air

    def is_on(self, room: str) -> bool:
        return room in self._on_air

    async def refresh(self, plays: Callable[[str], bool]) -> None:
        """See what is on air; a show whose host does not play, such as one that a power cut broke off, has lost him."""
        async with self._db.read() as session:
            shows = await reads.shows(session, when="on-air")
        self._on_air = {show.room: show.id for show in shows}
        for show in shows:
            if show.state == "live" and not plays(show.room):
                self.broke_off(show.room)

    @property
    def settled(self) -> bool:
        """The database knows everything."""
        return self._news.empty()

    async def run(self) -> None:
        """A task of the process: tells the database."""
        while True:
            await self.tell_next()

    async def tell_next(self) -> None:
        """Wait for a piece of news and tell it."""
        room, delay = await self._news.get()
        while True:
            try:
                return await self._tell(room, delay)
            except Unavailable:
                log.warning("a show's change waits for the database", extra={"room": room})
                await self._clock.sleep(AGAIN_SECONDS)
            except Problem:
                return log.exception("a show's change is not kept", extra={"room": room})

    async def _tell(self, room: str, delay: int | None) -> None:
        if delay is not None:
            self._on_air[room] = await self._db.write(actions.air, room, delay)
        elif room in self._on_air:
            await self._db.write(actions.lose_host, self._on_air[room])
