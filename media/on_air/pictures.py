"""Every room's picture in the `live` process: lets hosts in, keeps the slates going, and tells the house."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Conflict, NotAllowed
from appliance.events import BroadcastEnded, Event, OutputDelayed, PictureCut, RoomChanged, RoomOpened, StreamKeyRotated
from appliance.keys import Keys
from media.broadcasts import reads
from media.broadcasts.addresses import undelayed
from media.broadcasts.models import Room
from media.hls.origin import Origin, Variant
from media.on_air.airing import Airing
from media.on_air.delay import Held
from media.on_air.feed import Feed
from media.on_air.gate import Gate
from media.on_air.picture import OPENING, Picture
from media.on_air.previews import Previews
from media.on_air.publication import Publication
from media.on_air.rungs import Rungs
from media.on_air.slates import Slates
from media.slate.loop import Kind

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1
REFRESH_SECONDS = 10.0
FORGOTTEN_SECONDS = 300.0
"""A channel that nobody pushes to or watches is closed after this long."""
ENDED_SECONDS = 20.0
"""An encoder that dials again by itself after staff ended the show is refused for this long."""


class KeyRefused(NotAllowed):
    zh = "推流密钥不对或已更换，请到控制台重新复制"
    en = "The stream key is wrong or was changed: copy it again from the console"


class ShowEnded(Conflict):
    zh = "店里刚结束了这场直播：先停止推流，{retry_after} 秒后可以再开播"
    en = "Staff have just ended this show: stop your encoder, then wait {retry_after} seconds to go live again"


class PictureIsCut(Conflict):
    zh = "店里断开了这个直播间的画面：等中控放行后再推流"
    en = "Staff have cut this room's picture: push again when the control room allows it"


class Door(Protocol):
    """Whoever knows the publishers, as it is used here."""

    def cut(self, room: str, why: str) -> None: ...


class Pictures:
    def __init__(
        self,
        *,
        db: Database,
        keys: Keys,
        clock: Clock,
        gate: Gate,
        variants: Sequence[Variant],
        rungs: Callable[[str, Mapping[str, Feed]], Rungs],
        cache: Path,
    ) -> None:
        """`variants` stand in every room's playlist; `rungs` makes the ladder of one host's stream into a room."""
        self.origin = Origin(clock, self._open_cold)
        self.open: dict[str, Picture] = {}
        self.airing = Airing(db, clock)
        self.door: Door
        """Set by whoever lets publishers in."""
        self._db = db
        self._keys = keys
        self._clock = clock
        self._gate = gate
        self._variants = variants
        self._rungs = rungs
        self._slates = Slates(cache)
        self._hosts: dict[str, str] = {}
        self._delays: dict[str, int] = {}
        self._held: dict[str, list[Held]] = {}
        self._undelayed: dict[str, str] = {}
        """Rooms by the names of the channels on which staff see them as they come."""
        self.previews = Previews(self.origin, variants[0], self._slates.of, clock)
        self._ended: dict[str, float] = {}

    async def start(self) -> None:
        """Know every room; their own slates are drawn later."""
        await self._slates.start()
        await self._look()

    async def admit(self, key: str, peer: str) -> tuple[str, Publication | Held]:
        """For every way to push. Raises KeyRefused, PictureIsCut, ShowEnded."""
        async with self._db.read() as session:
            room = await reads.room_of_key(session, self._keys, key)
        if room is None:
            raise KeyRefused
        if room.cut_at is not None:
            raise PictureIsCut
        wait = self._ended.get(room.id, -ENDED_SECONDS) + ENDED_SECONDS - self._clock.monotonic()
        if wait > 0:
            self._ended[room.id] = self._clock.monotonic()  # an encoder that dials by itself never gets in
            raise ShowEnded(retry_after=int(ENDED_SECONDS))
        self._gate.admit(room.id, public=room.public)
        log.info("a host pushes", extra={"room": room.id, "peer": peer})
        self._hosts[room.id] = room.key_fingerprint
        return room.id, self._hold(room) if room.delay else self._publication(room.id)

    def picture(self, room: str) -> Picture:
        """The room's picture, opened if need be."""
        if room not in self.open:
            channel = self.origin.open(room, self._variants, OPENING)
            feeds = {variant.name: Feed(channel.rendition(variant.name)) for variant in self._variants}
            kind: Kind = "back" if self.airing.is_on(room) else "soon"
            self.open[room] = Picture(feeds, self._slates.of(room), self._clock, kind)
        return self.open[room]

    def delay(self, room: str) -> int:
        """Seconds between what a host does and what viewers see of it, beyond the picture's own way."""
        held = self._held.get(room)
        return held[-1].seconds if held else self._delays.get(room, 0)

    def arriving(self, room: str) -> Picture:
        """That of a room which is open, as it comes from its host, whether viewers see it now or later."""
        return self.previews.picture(room) if room in self._held else self.open[room]

    async def hear(self, event: Event) -> None:
        """What the rest of the house did to rooms and shows."""
        if isinstance(event, BroadcastEnded):
            self._end(event.room, event.broadcast)
        elif isinstance(event, StreamKeyRotated):
            self._cut_off(event.room)
        elif isinstance(event, PictureCut):
            self._cut(event.room)
        elif isinstance(event, RoomOpened | RoomChanged | OutputDelayed):
            await self.refresh()

    async def refresh(self) -> None:
        """Look at every room again, and draw the slates that have another title."""
        for room in await self._look():
            if await self._slates.entitle(room.id, room.title) and room.id in self.open:
                self.open[room.id].redraw(self._slates.of(room.id))

    async def keep_fresh(self) -> None:
        """A task of the process: news may get lost, the database does not."""
        while True:
            await self.refresh()
            await self._clock.sleep(REFRESH_SECONDS)

    async def tick(self) -> None:
        """A task of the process: slates go on, vanished hosts are noticed, forgotten rooms are closed."""
        while True:
            self.tick_all()
            await self._clock.sleep(TICK_SECONDS)

    def tick_all(self) -> None:
        for room, picture in list(self.open.items()):
            self._release(room)
            self._tick_one(room, picture)
        self.previews.tick()

    def _tick_one(self, room: str, picture: Picture) -> None:
        watched = self._clock.monotonic() if picture.tapped else self.origin.channels[room].watched
        was = picture.state
        picture.tick(watched)
        if was == "live" and picture.state == "away":
            self.airing.broke_off(room)
        waited_for = picture.source is not None or room in self._held
        if not waited_for and self._clock.monotonic() - watched > FORGOTTEN_SECONDS:
            self.origin.close(room)
            del self.open[room]

    def _publication(self, room: str) -> Publication:
        picture = self.picture(room)
        return Publication(
            picture,
            room,
            lambda: self._rungs(room, picture.feeds),
            lambda: self.airing.began(room, self.delay(room)),
        )

    def _hold(self, room: Room) -> Held:
        now, later = self.previews.publication(room.id), self._publication(room.id)
        held = Held(now, later, room.delay, self._clock)
        self._held.setdefault(room.id, []).append(held)
        return held

    def _release(self, room: str) -> None:
        """What is due plays though the host sends nothing at this moment."""
        for held in self._held.get(room, ()):
            held.release()
        if room in self._held and all(held.over for held in self._held[room]):
            del self._held[room]

    def _open_cold(self, room: str) -> bool:
        """Somebody asks for a room that plays nothing yet."""
        if not self._gate.knows(room):
            return False
        held_back = self._undelayed.get(room)
        if held_back is None:
            self.picture(room)
        else:
            self.previews.picture(held_back)
        return True

    def _end(self, room: str, broadcast: str) -> None:
        self.airing.ended(room, broadcast)
        if room in self.open:
            self.open[room].rest("soon")
        if room in self._hosts:
            self._ended[room] = self._clock.monotonic()
            self._throw_out(room, "本场直播已结束 / this show has ended")

    def _cut_off(self, room: str) -> None:
        self._hosts.pop(room, None)
        self._throw_out(room, "推流密钥已更换 / the stream key was changed")

    def _cut(self, room: str) -> None:
        self._hosts.pop(room, None)
        self._throw_out(room, "店里断开了画面 / staff have cut the picture")

    def _throw_out(self, room: str, why: str) -> None:
        """The host, and what of him has not played yet."""
        for held in self._held.get(room, ()):
            held.drop(why)
        self.door.cut(room, why)

    async def _look(self) -> list[Room]:
        async with self._db.read() as session:
            rooms = await reads.rooms(session)
        self._delays = {room.id: room.delay for room in rooms if room.delay}
        self._undelayed = {undelayed(room): room for room in self._delays}
        for name in self._undelayed:
            self._gate.admit(name, public=False)
        await self.airing.refresh(self._plays)
        for room in rooms:
            self._gate.admit(room.id, public=room.public)
            if self._hosts.get(room.id, room.key_fingerprint) != room.key_fingerprint:
                self._cut_off(room.id)
            elif room.cut_at is not None and room.id in self._hosts:
                self._cut(room.id)
        return rooms

    def _plays(self, room: str) -> bool:
        return room in self.open and self.open[room].state == "live"
