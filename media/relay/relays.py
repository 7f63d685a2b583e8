"""Every relay of the house in the `live` process: which run, how they fare, and who is told."""

import asyncio
import logging

import msgspec

from appliance.alarms import actions as alarms
from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database, Transaction
from appliance.events import BroadcastAired, BroadcastEnded, Event, OutletsChanged, RelayMeasured, RelaySwitched
from appliance.keys import Keys
from media.on_air.feed import Feed
from media.on_air.pictures import Pictures
from media.relay import clouds, reads
from media.relay.reads import Wish
from media.relay.sending import Health, Sending

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
REFRESH_SECONDS = 10.0
"""News may get lost, the database does not."""
TROUBLE_SECONDS = 60.0
"""A relay that does not stand for so long needs a person."""


class _Running(msgspec.Struct):
    wish: Wish
    feed: Feed
    sending: Sending
    stood_at: float
    alarmed: bool = False


class Relays:
    heard = (BroadcastAired, BroadcastEnded, OutletsChanged, RelaySwitched)

    def __init__(self, db: Database, bus: Bus, keys: Keys, clock: Clock, pictures: Pictures) -> None:
        self._db = db
        self._bus = bus
        self._keys = keys
        self._clock = clock
        self._pictures = pictures
        self._wishes: list[Wish] = []
        self._running: dict[str, _Running] = {}
        self._refreshed_at = -REFRESH_SECONDS

    def hear(self, event: Event) -> None:
        """What the house did to rooms and outlets: the next look reads the rows."""
        if isinstance(event, self.heard):
            self._refreshed_at = -REFRESH_SECONDS

    async def run(self) -> None:
        """A task of the process; when it is ended, so are the relays."""
        try:
            while True:
                await self.look()
                await self._clock.sleep(LOOK_SECONDS)
        finally:
            await asyncio.gather(*(self._end(name) for name in list(self._running)))

    async def look(self) -> None:
        """Once a second: start what should run, end what should not, and tell how the rest fares."""
        if self._clock.monotonic() - self._refreshed_at >= REFRESH_SECONDS:
            self._refreshed_at = self._clock.monotonic()
            async with self._db.read() as session:
                self._wishes = await reads.wishes(session, self._keys)
        wanted = {wish.name: wish for wish in self._wishes if self._pictures.airing.is_on(wish.room)}
        for name, running in list(self._running.items()):
            if wanted.get(name) != running.wish:
                await self._end(name)
        for name, wish in wanted.items():
            if name not in self._running:
                self._begin(wish)
        for running in self._running.values():
            await self._tell(running)

    def _begin(self, wish: Wish) -> None:
        feeds = self._pictures.picture(wish.room).feeds
        feed = feeds.get(wish.rendition) or feeds["source"]
        sending = Sending(wish.name, lambda: clouds.push_address(wish.cloud, wish.room, self._clock.now()), self._clock)
        self._running[wish.name] = _Running(wish, feed, sending, self._clock.monotonic())
        feed.tap(sending)
        sending.start()
        log.info("relay to %s begins", wish.title, extra={"room": wish.room})

    async def _end(self, name: str) -> None:
        running = self._running.pop(name)
        running.feed.untap(running.sending)
        await running.sending.stop()
        self._publish(running.wish, "off", 0, running.sending.look())
        if running.alarmed:
            await self._db.write(_over, running.wish)

    async def _tell(self, running: _Running) -> None:
        health, now = running.sending.look(), self._clock.monotonic()
        self._publish(running.wish, health.state, int(now - health.since), health)
        if health.state == "live":
            running.stood_at = now
        troubled = now - running.stood_at > TROUBLE_SECONDS
        if troubled != running.alarmed:
            running.alarmed = troubled
            if troubled:
                await self._db.write(_trouble, running.wish, health.reason)
            else:
                await self._db.write(_over, running.wish)

    def _publish(self, wish: Wish, state: str, seconds: int, health: Health) -> None:
        self._bus.publish(
            RelayMeasured(
                room=wish.room,
                outlet=wish.outlet,
                state=state,
                seconds=seconds,
                bitrate=health.bitrate,
                gaps=health.gaps,
                reason=health.reason,
            )
        )


def begin_afresh(tx: Transaction) -> None:
    """No relay of a process that starts has failed yet."""
    alarms.clear_all(tx, "relay-")


def _trouble(tx: Transaction, wish: Wish, reason: str) -> None:
    alarms.sound(
        tx,
        f"relay-{wish.name}",
        f"推到“{wish.title}”的云直播一直接不上：{reason or '对方没有回答'}。观众先看本机的画面",
        f"The relay to {wish.title} does not stand: {reason or 'no answer'}. Viewers watch this box meanwhile",
        wish.room,
    )


def _over(tx: Transaction, wish: Wish) -> None:
    alarms.clear(tx, f"relay-{wish.name}")
