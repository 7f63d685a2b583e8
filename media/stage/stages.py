"""Every room's stage in `live`: what the rows say of who is on it is told to the worker, and the other way round."""

import asyncio
import logging
from collections.abc import Callable

from appliance.bus import Bus, Subscription
from appliance.clock import Clock, doze
from appliance.db import Database
from appliance.errors import Problem
from appliance.events import BroadcastEnded, Event, StageChanged
from media.broadcasts import reads as broadcasts
from media.stage.seats import actions, reads
from media.stage.seats.problems import SeatOver
from media.webrtc.studios import Answered, Studios
from media.webrtc.wire import Guest, Scene

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
REREAD_EVERY = 10
"""Ticks between two looks at the rows: news may be lost."""


class Stages:
    """`run` is a task of the process."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, studios: Studios) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._studios = studios
        self._rooms: set[str] = set()
        """Where anybody is invited, waits or stands on stage, as far as is known."""
        self._changed: set[str] = set()
        self._unshared: dict[str, float] = {}
        """Rooms whose host came by another way than WebRTC, and since when: seconds of the clock."""
        self._wake = asyncio.Event()
        self._ear: Subscription | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Nobody is connected to a process that has just begun: who was on stage has half a minute to come again."""
        self._ear = self._bus.listen(self._hear, (StageChanged, BroadcastEnded), name="stages")
        async with self._db.read() as session:
            self._rooms = set(await reads.rooms_in_use(session))
            seated = [seat.id for room in self._rooms for seat in await reads.on_stage(session, room)]
        for seat in seated:
            await self._db.write(actions.went, seat)
        self._changed |= self._rooms

    async def stop(self) -> None:
        if self._ear is not None:
            self._ear.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def join(self, seat: str, sdp: str) -> Answered:
        """Raises SeatNotFound, SeatOver and what an offer may lead to."""
        room = await self._seated(seat)
        await self.tell(room)
        return await self._studios.join(room, seat, sdp, self)

    async def listen(self, seat: str, sdp: str) -> Answered:
        """The show without that guest's own voice. Raises SeatNotFound, SeatOver and what `Studios.watch` does."""
        room = await self._seated(seat)
        answered = await self._studios.watch(room, sdp, seat)
        await self.tell(room)  # who was sent off meanwhile is hung up
        return answered

    def came(self, seat: str) -> None:
        self._write(actions.came, seat)

    def went(self, seat: str) -> None:
        self._write(actions.went, seat)

    async def run(self) -> None:
        while True:
            for _ in range(REREAD_EVERY):
                await doze(self._clock, TICK_SECONDS, self._wake)
                self._wake.clear()
                await self.look()
            await self.reread()

    async def reread(self) -> None:
        """Every stage in use is told again: whose news was lost is not seen or heard for longer."""
        async with self._db.read() as session:
            self._rooms |= set(await reads.rooms_in_use(session))
        self._changed |= self._rooms

    async def look(self) -> None:
        """Tell what changed, end what is due."""
        changed, self._changed = self._changed, set()
        for room in changed:
            try:
                await self.tell(room)
            except Exception:  # the others are told all the same, and this one after the next reread
                log.exception("a stage is not told", extra={"room": room})
        if self._rooms:
            await self._db.write(actions.lapse)
            await self._unseat()

    async def tell(self, room: str) -> None:
        """The room's worker hears who is on stage there."""
        async with self._db.read() as session:
            known = await broadcasts.room(session, room)
            laid, seats = await reads.laid(session, room), await reads.seats(session, room)
        self._rooms = self._rooms | {room} if seats else self._rooms - {room}
        guests = tuple(
            Guest(seat.id, seat.name, seat.muted, not seat.camera_off) for seat in seats if seat.state == "seated"
        )
        try:
            await self._studios.arrange(room, Scene(laid.layout, laid.portrait, known.title, guests))
        except OSError:
            log.info("the room's worker is gone: it is told when it is back", extra={"room": room})

    async def _unseat(self) -> None:
        """Guests whose host goes on by RTMP are seen by nobody; one who only comes back finds them where they were."""
        now, before = self._clock.monotonic(), self._unshared
        self._unshared = {
            room: before.get(room, now) for room in self._rooms if self._studios.is_pushed_otherwise(room)
        }
        for room, since in self._unshared.items():
            if now - since >= actions.AWAY.total_seconds():
                await self._db.write(actions.unseat, room)

    async def _seated(self, seat: str) -> str:
        """On which room's stage. Raises SeatNotFound, SeatOver."""
        async with self._db.read() as session:
            found = await reads.seat(session, seat)
        if found.state != "seated":
            raise SeatOver
        return found.room

    def _hear(self, event: Event) -> None:
        if isinstance(event, BroadcastEnded):
            self._write(actions.clear, event.room)
        elif isinstance(event, StageChanged):
            self._changed.add(event.room)
            self._wake.set()

    def _write(self, action: Callable[..., None], subject: str) -> None:
        async def write() -> None:
            try:
                await self._db.write(action, subject)
            except Problem as problem:  # the seat is over already
                log.info("a stage moved on: %s", problem)

        task = asyncio.create_task(write(), name=f"stage {subject}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
