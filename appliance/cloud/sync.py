"""云同步 in the `back` process: what the shop keeps goes to its storage, when the line has room for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.cloud import actions, reads
from appliance.cloud.actions import Thing
from appliance.cloud.bucket import Bucket
from appliance.cloud.finding import Pictures
from appliance.cloud.models import Upload
from appliance.cloud.replica import Replica
from appliance.cloud.sending import FileLost, Stopped, send
from appliance.cloud.terms import Terms, may_send, spare
from appliance.config import Config
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.events import Event, ShowMirrored, SyncMeasured
from appliance.keys import Keys

log = logging.getLogger(__name__)

REST_SECONDS = 5.0
"""Between two looks at what there is to send."""
TELL_SECONDS = 3.0
PAGE = 200
"""Files queued in one transaction."""
FRESH_SECONDS = 5.0
"""What a live show took of the line longer ago says nothing about now."""


Agreed = tuple[Terms, datetime]
Work = Callable[[Bucket, Terms], Awaitable[bool]]


class Finder(Protocol):
    """Another part of the house that closes files."""

    async def find(self, session: AsyncSession, data: Path) -> list[Thing]:
        """What has been closed since it was asked last; telling something twice is no harm."""

    def forget(self) -> None:
        """All of it is to be told once more."""


class Sync:
    def __init__(
        self,
        config: Config,
        db: Database,
        bus: Bus,
        keys: Keys,
        clock: Clock,
        *,
        on_air: Callable[[AsyncSession], Awaitable[bool]],
        finders: tuple[Finder, ...] = (),
    ) -> None:
        self._config = config
        self._db = db
        self._bus = bus
        self._keys = keys
        self._clock = clock
        self._on_air = on_air
        self._finders = finders
        self._pictures = Pictures(config.data)
        self._replica = Replica(config, clock)
        self._name = ""
        self._why = ""
        self._unreached = False
        """The shop's own data could not be brought there."""
        self._before_all = asyncio.Lock()
        """Held while the shop's own data goes: what is large lets it pass between two parts."""
        self._queueing = asyncio.Lock()
        """What is found must not be queued anew when it has left the storage meanwhile."""
        self._mirrored: dict[str, tuple[float, ShowMirrored]] = {}

    def hear(self, event: Event) -> None:
        """A live show that goes there as it runs has the line first."""
        if isinstance(event, ShowMirrored):
            self._mirrored[event.room] = (self._clock.monotonic(), event)

    async def run(self) -> None:
        """A task of the process."""
        while True:
            agreed = await self._agreed()
            if agreed is None:
                await self._clock.sleep(REST_SECONDS)
                continue
            terms, _ = agreed
            self._forget()
            async with Bucket(terms.storage, self._clock) as bucket:
                self.yield_line(bucket, terms)
                telling = asyncio.create_task(self._tell(bucket, terms), name="sync telling")
                try:
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._while_agreed(agreed, self.tend, bucket), name="sync tending")
                        both.create_task(self._while_agreed(agreed, self.turn, bucket), name="sync sending")
                finally:
                    telling.cancel()
                    await asyncio.gather(telling, return_exceptions=True)

    def yield_line(self, bucket: Bucket, terms: Terms) -> bool:
        """Whether large things must wait, for a live show does not get there in time."""
        now = self._clock.monotonic()
        live = [said for at, said in self._mirrored.values() if now - at < FRESH_SECONDS and said.state != "off"]
        behind = any(said.state == "late" for said in live)
        bucket.kilobits = spare(terms.kilobits, sum(said.bitrate for said in live), behind=behind)
        return behind

    async def tend(self, bucket: Bucket, terms: Terms) -> bool:
        """The shop's own data, then one withdrawal, whatever else is on its way; whether there may be more at once."""
        try:
            if terms.replica_key:
                async with self._before_all:
                    await self._replica.turn(bucket, terms)
            self._unreached = False
        except Unavailable as error:
            self._unreached = True
            log.warning("the shop's own data waits: %s", error)
            return False
        return await self._withdraw(bucket)

    async def turn(self, bucket: Bucket, terms: Terms) -> bool:
        """One file; whether there may be more to do at once. What waits is told even while nothing goes."""
        self._why = ""
        await self._find(terms)
        held_up = await self._held_up(bucket, terms)
        async with self._db.read() as session:
            kinds = ("picture",) if held_up or not terms.recordings else ("picture", "recording")
            upload = await reads.next_upload(session, self._clock.now(), kinds, self._config.box)
        if upload is None:
            self._why = "disk-full" if self._replica.full else held_up
            return False
        return await self._send(bucket, terms, upload)

    async def _while_agreed(self, agreed: Agreed, work: Work, bucket: Bucket) -> None:
        while await self._agreed() == agreed:
            if not await work(bucket, agreed[0]):
                await self._clock.sleep(REST_SECONDS)

    async def _held_up(self, bucket: Bucket, terms: Terms) -> str:
        """Why large things must wait now; empty: they need not."""
        async with self._db.read() as session:
            on_air = await self._on_air(session)
        if self.yield_line(bucket, terms):
            return "live"
        return "" if may_send(terms, self._clock.now(), on_air=on_air) else terms.when

    async def _withdraw(self, bucket: Bucket) -> bool:
        """One of those that were deleted here; whether one is gone. What stays holds nothing up."""
        async with self._db.read() as session:
            name = await reads.next_leaving(session, self._clock.now())
        if name is None:
            return False
        try:
            await bucket.delete(name)
        except Unavailable as error:
            log.warning("%s stays in the storage for now: %s", name, error)
            await self._db.write(actions.failed, name, str(error))
            return False
        async with self._queueing:
            await self._db.write(actions.withdrawn, name)
        return True

    async def _agreed(self) -> Agreed | None:
        async with self._db.read() as session:
            return await reads.agreed(session, self._keys)

    def _forget(self) -> None:
        """Another storage has nothing of ours yet, and with one that was given up the queue went."""
        self._pictures.forget()
        for finder in self._finders:
            finder.forget()

    async def _find(self, terms: Terms) -> None:
        async with self._queueing:
            found = await self._pictures.find()
            if terms.recordings:
                async with self._db.read() as session:
                    for finder in self._finders:
                        found += await finder.find(session, self._config.data)
            for start in range(0, len(found), PAGE):
                await self._db.write(actions.find, found[start : start + PAGE], self._config.box)

    async def _send(self, bucket: Bucket, terms: Terms, upload: Upload) -> bool:
        async def may_go_on() -> bool:
            async with self._before_all:
                return upload.kind == "picture" or not await self._held_up(bucket, terms)

        self._name = upload.name
        try:
            sent = await send(bucket, upload.name, self._config.data / upload.name, upload.sha256, may_go_on)
            if not await self._db.write(actions.arrived, upload.name, sent.size, sent.sha256):
                await bucket.delete(upload.name)
        except Stopped:
            log.info("%s waits, and goes on where it was", upload.name)
        except FileLost as error:
            log.error("%s cannot be sent: %s", upload.name, error)  # noqa: TRY400 - the file's fault, not the code's
            await self._db.write(actions.lost, upload.name, str(error))
        except Unavailable as error:
            self._why = "unreachable"
            log.warning("%s waits: %s", upload.name, error)
            await self._db.write(actions.failed, upload.name, str(error))
            return False
        finally:
            self._name = ""
        return True

    async def _tell(self, bucket: Bucket, terms: Terms) -> None:
        before, told = 0, True
        while True:
            await self._clock.sleep(TELL_SECONDS)
            self.yield_line(bucket, terms)
            moved = bucket.sent - before
            before = bucket.sent
            waiting = self._replica.waiting()
            why = "unreachable" if self._unreached else self._why
            if moved or told or why or waiting:
                self._bus.publish(
                    SyncMeasured(name=self._name, bitrate=int(moved * 8 / TELL_SECONDS), waiting=waiting, why=why)
                )
            told = bool(moved)
