"""Every live show that goes to the storage, in the `live` process: which do, how they fare, and who is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING

import msgspec

from appliance.alarms import actions as alarms
from appliance.bus import Bus
from appliance.clock import Clock
from appliance.cloud import reads as cloud
from appliance.cloud.terms import Terms
from appliance.db import Database, Transaction
from appliance.errors import Unavailable
from appliance.events import BroadcastAired, BroadcastEnded, CloudStorageSet, Event, RoomChanged, ShowMirrored
from appliance.keys import Keys
from media.broadcasts import reads as rooms
from media.hls.channel import Channel
from media.on_air.airing import Airing

if TYPE_CHECKING:
    from media.mirror.mirror import Mirror, Wish

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
TELL_SECONDS = 1.0
REST_SECONDS = 2.0
"""Between looks while no show goes there."""
REFRESH_SECONDS = 10.0
"""News may get lost, the database does not."""
TROUBLE_SECONDS = 60.0
"""A show that cannot be watched from there for so long needs a person."""


class _Running(msgspec.Struct):
    mirror: Mirror
    stood_at: float
    alarmed: bool = False


class Mirrors:
    """Nothing that talks to a storage is loaded before a shop has asked for this."""

    heard = (BroadcastAired, BroadcastEnded, CloudStorageSet, RoomChanged)

    def __init__(
        self,
        db: Database,
        bus: Bus,
        keys: Keys,
        clock: Clock,
        *,
        channels: Mapping[str, Channel],
        airing: Airing,
        page: str,
    ) -> None:
        """`page`: the origin of the viewers' page."""
        self._db = db
        self._bus = bus
        self._keys = keys
        self._clock = clock
        self._channels = channels
        self._airing = airing
        self._page = page
        self._terms: Terms | None = None
        self._ours: set[str] = set()
        self._public: set[str] = set()
        self._running: dict[str, _Running] = {}
        self._leaving: dict[asyncio.Task[None], str] = {}
        """And the show's folder."""
        self._refreshed_at = -REFRESH_SECONDS
        self._told_at = 0.0
        self._swept = False

    def hear(self, event: Event) -> None:
        """What the house did: the next look reads the rows."""
        if isinstance(event, self.heard):
            self._refreshed_at = -REFRESH_SECONDS

    async def run(self) -> None:
        """A task of the process."""
        try:
            while True:
                await self.look()
                await self._clock.sleep(LOOK_SECONDS if self._running else REST_SECONDS)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """What stands in the storage stands still there, and goes on with the next process."""
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await asyncio.gather(*(running.mirror.leave() for running in self._running.values()))
        self._running.clear()

    async def look(self) -> None:
        """Begin what should go there, end what should not, pass on what is new, and tell how it fares."""
        await self._refresh()
        wanted = self._wanted()
        for room, running in list(self._running.items()):
            if wanted.get(room) != running.mirror.wish:
                await self._end(room)
        for room, wish in wanted.items():
            if room not in self._running:
                self._begin(wish)
        now = self._clock.monotonic()
        for room, running in self._running.items():
            self._channels[room].watched = now  # whoever watches elsewhere watches
            running.mirror.share(len(self._running))
            running.mirror.look()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            for running in list(self._running.values()):
                await self._tell(running)

    async def _refresh(self) -> None:
        if self._clock.monotonic() - self._refreshed_at < REFRESH_SECONDS:
            return
        self._refreshed_at = self._clock.monotonic()
        async with self._db.read() as session:
            self._terms = await cloud.terms(session, self._keys)
            known = await rooms.rooms(session) if self._terms is not None else []
        self._ours = {room.id for room in known}
        self._public = {room.id for room in known if room.public}
        if self._terms is not None and self._terms.public and not self._swept:
            self._swept = True
            self._leave_to(self._sweep(self._terms), "", "sweep")

    def _wanted(self) -> dict[str, Wish]:
        if self._terms is None or not self._terms.live:
            return {}
        from media.mirror.mirror import Wish  # noqa: PLC0415 - with it comes an HTTP client

        return {
            room: Wish(room, show, channel.life, self._terms, self._page)
            for room, show in self._airing.shows.items()
            if room in self._public and (channel := self._channels.get(room)) is not None
        }

    def _begin(self, wish: Wish) -> None:
        from media.mirror.mirror import Mirror  # noqa: PLC0415

        for task, folder in self._leaving.items():
            if folder == wish.folder:
                task.cancel()  # it would take away what stands there anew
        mirror = Mirror(wish, self._channels[wish.room], self._clock)
        self._running[wish.room] = _Running(mirror, self._clock.monotonic())
        mirror.start()
        log.info("a live show goes to the storage", extra={"room": wish.room})

    async def _end(self, room: str) -> None:
        running = self._running.pop(room)
        mirror = running.mirror
        self._publish(mirror, "off")
        if running.alarmed:
            await self._db.write(_over, room)
        if self._airing.show(room) == mirror.wish.show and self._goes_on(mirror.wish):
            await mirror.leave()
        elif self._airing.show(room) == mirror.wish.show:
            self._leave_to(mirror.withdraw(), mirror.wish.folder, "withdrawn")
        else:
            mirror.look()
            self._leave_to(mirror.end(), mirror.wish.folder, "ending")

    def _goes_on(self, wish: Wish) -> bool:
        """The same show at the same place, though with another channel or other terms."""
        now = self._wanted().get(wish.room)
        return now is not None and now.terms.storage == wish.terms.storage

    def _leave_to(self, work: Coroutine[None, None, None], folder: str, name: str) -> None:
        task = asyncio.create_task(work, name=f"mirror {folder} {name}")
        self._leaving[task] = folder
        task.add_done_callback(self._leaving.pop)

    async def _sweep(self, terms: Terms) -> None:
        """What an earlier process could not tidy up goes; of rooms that are not ours another house may be on air."""
        from appliance.cloud.bucket import Bucket  # noqa: PLC0415

        try:
            async with Bucket(terms.storage, self._clock) as bucket:
                async for name in bucket.names("live/"):
                    _, room, show, *_ = [*name.split("/"), "", ""]
                    if room in self._ours and not self._stays(room, show):
                        await bucket.delete(name)
        except Unavailable as error:
            self._swept = False
            log.warning("shows that are over stay in the storage for now: %s", error)

    def _stays(self, room: str, show: str) -> bool:
        """It is on air and for everybody, or whoever is behind still sees it out."""
        goes_there = self._terms is not None and self._terms.live != "" and room in self._public
        return (goes_there and self._airing.show(room) == show) or f"live/{room}/{show}" in self._leaving.values()

    async def _tell(self, running: _Running) -> None:
        mirror, now = running.mirror, self._clock.monotonic()
        state = self._publish(mirror)
        if state in ("live", "filling"):
            running.stood_at = now
        troubled = now - running.stood_at > TROUBLE_SECONDS
        if troubled != running.alarmed:
            running.alarmed = troubled
            await self._db.write(_trouble if troubled else _over, mirror.wish.room)

    def _publish(self, mirror: Mirror, state: str = "") -> str:
        health, wish = mirror.health(), mirror.wish
        self._bus.publish(
            ShowMirrored(
                room=wish.room,
                address=wish.address,
                renditions=health.renditions,
                state=state or health.state,
                seconds=int(self._clock.monotonic() - health.since),
                lag=round(health.lag, 1),
                bitrate=health.bitrate,
                left=health.left,
                zh=health.problem.sentence("zh") if health.problem else "",
                en=health.problem.sentence("en") if health.problem else "",
            )
        )
        return health.state


def begin_afresh(tx: Transaction) -> None:
    """No show of a process that starts has failed to go there yet."""
    alarms.clear_all(tx, "mirror-")


def _trouble(tx: Transaction, room: str) -> None:
    alarms.sound(
        tx,
        f"mirror-{room}",
        "直播一直没能从对象存储播放，原因写在“云”的“云同步”里。观众先看别处的画面",
        "The show cannot be watched from the object storage; Cloud tells why. Viewers watch elsewhere meanwhile",
        room,
    )


def _over(tx: Transaction, room: str) -> None:
    alarms.clear(tx, f"mirror-{room}")
