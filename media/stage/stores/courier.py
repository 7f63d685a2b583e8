"""In `live`: while a contest with another store goes on, that store is told how our side stands, and sees our host."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from appliance.bus import Bus, Subscription
from appliance.clock import Clock, doze
from appliance.db import Database
from appliance.errors import Problem
from appliance.events import BattleBegan, BattleOver, Event
from appliance.keys import Keys
from media.stage.battles import between
from media.stage.battles.models import Battle
from media.stage.battles.problems import StandingKnown
from media.stage.battles.standing import Standing
from media.stage.seats import reads as seats
from media.stage.stores import reads
from media.stage.stores.mail import Addressee, Mail
from media.webrtc.studios import Studios

log = logging.getLogger(__name__)

TELL_SECONDS = 0.5
AGAIN_SECONDS = 2.0
"""Between two tries to send the picture."""
PATIENCE = 3.0
REREAD_SECONDS = 5.0


class Courier:
    """`run` is a task of the process."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, keys: Keys, studios: Studios) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._keys = keys
        self._studios = studios
        self._wake = asyncio.Event()
        self._ear: Subscription | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        """Of each contest that goes on."""

    async def start(self) -> None:
        self._ear = self._bus.listen(self._hear, (BattleBegan, BattleOver), name="stores")

    async def stop(self) -> None:
        if self._ear is not None:
            self._ear.close()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            await self.look()
            await doze(self._clock, REREAD_SECONDS, self._wake)

    async def look(self) -> None:
        """Take up what goes on."""
        async with self._db.read() as session:
            going_on = await reads.contests(session)
        self._tasks = {battle: task for battle, task in self._tasks.items() if not task.done()}
        for battle in going_on:
            if battle not in self._tasks:
                self._tasks[battle] = asyncio.create_task(self._attend(battle), name=f"contest {battle}")

    def _hear(self, event: Event) -> None:
        if isinstance(event, BattleOver) or (isinstance(event, BattleBegan) and event.store):
            self._wake.set()

    async def _attend(self, battle: str) -> None:
        """Until it is over."""
        async with Mail(self._keys, self._clock, PATIENCE) as mail, asyncio.TaskGroup() as both:
            both.create_task(self._until_over(battle, TELL_SECONDS, lambda found, to: self._tell(mail, found, to)))
            feed = Feeding(self._studios, mail)
            both.create_task(self._until_over(battle, AGAIN_SECONDS, lambda found, to: self._show(feed, found, to)))

    async def _until_over(
        self, battle: str, seconds: float, does: Callable[[Battle, Addressee], Awaitable[None]]
    ) -> None:
        while True:
            async with self._db.read() as session:
                found = await reads.contest(session, battle)
                store = await reads.known(session, found.store)
            to = Addressee(store.address, store.key)
            try:
                await does(found, to)
            except (Problem, OSError) as error:
                log.info("another store in the contest %s: %s", battle, error)
            except Exception:  # the show goes on without it
                log.exception("a contest with another store")
            if found.state == "over":
                return
            await self._clock.sleep(seconds)

    async def _tell(self, mail: Mail, battle: Battle, to: Addressee) -> None:
        """Our standing; what it answers is its own."""
        said = await mail.ask(to, await self._db.write(between.told, battle.id))
        if isinstance(said, Standing) and said.battle == battle.id:
            with suppress(StandingKnown):
                await self._db.write(between.hear, battle.store, said)

    async def _show(self, feed: "Feeding", battle: Battle, to: Addressee) -> None:
        async with self._db.read() as session:
            seat = await seats.seat(session, battle.seat)
        if battle.state == "over" or seat.state != "seated":
            await feed.end()
        else:
            await feed.keep(battle, to)


class Feeding:
    """Our host's own picture on its way to the other store: it is sent again when it breaks off."""

    def __init__(self, studios: Studios, mail: Mail) -> None:
        self._studios = studios
        self._mail = mail
        self._session = ""

    async def keep(self, battle: Battle, to: Addressee) -> None:
        """Raises Problem where it does not get there."""
        if self._studios.is_sent(self._session) or not self._studios.is_pushed(battle.room):
            return
        self._session = await self._studios.send(battle.room, lambda sdp: self._mail.offer(to, battle.id, sdp))

    async def end(self) -> None:
        if self._studios.is_sent(self._session):
            await self._studios.hang_up(self._session)
