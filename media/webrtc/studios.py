"""WebRTC for every room: who pushes goes the way of any publisher, who watches gets what was sent as it is."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec

from appliance.clock import Clock
from appliance.errors import Problem
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.publishers import Ingest, Publication, Publishers
from media.webrtc.problems import Crowded, NothingToWatch, SessionOver
from media.webrtc.studio import Studio
from media.webrtc.wire import HOST, Scene, Ways

log = logging.getLogger(__name__)

_REMEMBERED = 200
MOST_TRIES = 3
"""Of one guest that have not got through yet, or that watch from one chair; the oldest makes room for the newest."""
MOST_WATCHERS = 12
"""In one room, beside those on stage; a watcher costs a hundredth of a core, and the shop's uplink its bitrate."""


class Answered(msgspec.Struct, frozen=True):
    room: str
    session: str
    sdp: str


class Studios:
    def __init__(self, ingest: Ingest, publishers: Publishers, clock: Clock, ways: Ways) -> None:
        self.open: dict[str, Studio] = {}
        self._ingest = ingest
        self._publishers = publishers
        self._clock = clock
        self._ways = ways
        self._sessions: dict[str, _Session] = {}
        self._last_words: dict[str, tuple[str, bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def push(self, key: str, sdp: str, peer: str) -> Answered:
        """A publisher at the host `peer`. It has the room as soon as it gets through. Raises Problem."""
        room, publication = await self._ingest.admit(key, peer)
        session = _Pushing(self, room, peer, publication)
        self._publishers.expect(room, session)
        try:
            return await self._answer(session, sdp, sends=True)
        except BaseException:
            session.gone("没有连上 / it never got through")
            raise

    def expect(self, room: str) -> None:
        """Somebody is about to push or watch: a worker is ready then."""
        self._studio(room).awaken()

    async def join(self, room: str, seat: str, sdp: str, hears: "HearsGuest") -> Answered:
        """A guest who has a seat on the room's stage; a newer connection takes it over. Raises Problem."""
        tries = [one for one in self._sessions.values() if isinstance(one, _Joining) and one.seat == seat]
        await self._make_room(room, [one for one in tries if not one.stands])
        session = _Joining(self, room, seat, hears)
        try:
            return await self._answer(session, sdp, sends=True, chair=seat)
        except BaseException:
            session.missed()
            raise

    async def send(self, room: str, deliver: Callable[[str], Awaitable[str]]) -> str:
        """The room's host, as he is, to another box: the session. `deliver` brings our offer there and its answer here.

        Raises Problem, and OSError where the worker is just gone.
        """
        session = _Sending(self, room)
        self._sessions[session.name] = session
        try:
            offer = await self._studio(room).offer(session.name, session)
            answer = await deliver(offer)
            await self._studio(room).take(session.name, answer)
        except BaseException:
            self._sessions.pop(session.name, None)
            if room in self.open:
                await self.open[room].close(session.name)
            raise
        return session.name

    def is_sent(self, session: str) -> bool:
        """Whether it still stands."""
        return session in self._sessions

    async def arrange(self, room: str, scene: Scene) -> None:
        """Who is on stage in this room, and how: who no longer is watches no longer.

        Raises OSError where the worker is just gone: it is told later.
        """
        if room in self.open or scene.guests:
            await self._studio(room).arrange(scene)
        seated = {"", HOST, *(guest.chair for guest in scene.guests)}
        await self._close(room, [one for one in self._watching(room) if one.chair not in seated])

    async def watch(self, room: str, sdp: str, chair: str = "") -> Answered:
        """From a `chair` on stage one's own voice is left out, and there is always a place.

        Raises NothingToWatch, Crowded and what else an offer may lead to.
        """
        if not self.is_pushed(room):
            raise NothingToWatch
        if chair:
            await self._make_room(room, [one for one in self._watching(room) if one.chair == chair])
        elif sum(not one.chair for one in self._watching(room)) >= MOST_WATCHERS:
            raise Crowded(most=MOST_WATCHERS, retry_after=30)
        return await self._answer(_Watching(self, room, chair), sdp, sends=False, chair=chair)

    async def hang_up(self, session: str) -> None:
        """The peer itself says that it is over. Raises SessionOver when that is known."""
        known = self._sessions.get(session)
        if known is None or known.room not in self.open:
            raise SessionOver
        await self.open[known.room].close(session)

    def is_pushed(self, room: str) -> bool:
        """Whether its host came by WebRTC."""
        return any(isinstance(one, _Pushing) and one.room == room and one.seated for one in self._sessions.values())

    def is_pushed_otherwise(self, room: str) -> bool:
        """Whether its host came by a way in which nobody is mixed in."""
        return self._publishers.has(room) and not self.is_pushed(room)

    def why(self, session: str) -> tuple[str, bool]:
        """Why it ended, if it did a while ago, and whether coming back would not help."""
        return self._last_words.get(session, ("", False))

    async def run(self) -> None:
        """A task of the process: workers that nobody needs end."""
        while True:
            for studio in tuple(self.open.values()):
                studio.tick()
            await self._clock.sleep(1)

    async def stop(self) -> None:
        await asyncio.gather(*(studio.stop() for studio in tuple(self.open.values())))

    # -- what sessions ask ----------------------------------------------------------------------------------------

    def seat(self, publisher: "_Pushing") -> bool:
        try:
            self._publishers.seat(publisher.room, publisher)
        except Problem as problem:
            log.warning("%s: refused for room %s: %s", publisher.peer, publisher.room, problem)
            publisher.refuse(f"{problem.sentence('zh')} / {problem.sentence('en')}")
            return False
        log.info("%s: on air in room %s by WebRTC", publisher.peer, publisher.room)
        return True

    def left(self, session: "_Session", why: str, *, final: bool = False) -> None:
        if self._sessions.pop(session.name, None) is not None:
            self._last_words[session.name] = why, final
            while len(self._last_words) > _REMEMBERED:
                del self._last_words[next(iter(self._last_words))]
        if isinstance(session, _Pushing):
            self._publishers.leave(session.room, session)

    def joined(self, seat: str) -> bool:
        """Whether a guest sends, by whichever connection."""
        return any(isinstance(one, _Joining) and one.seat == seat for one in self._sessions.values())

    def throw_out(self, session: "_Pushing") -> None:
        studio = self.open.get(session.room)
        if studio is not None:
            task = asyncio.create_task(studio.close(session.name), name=f"throw out {session.peer}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, session: "_Session", sdp: str, *, sends: bool, chair: str = "") -> Answered:
        self._sessions[session.name] = session
        try:
            told = await self._studio(session.room).answer(session.name, sdp, session, sends=sends, chair=chair)
        except BaseException:
            self._sessions.pop(session.name, None)
            raise
        return Answered(session.room, session.name, told)

    def _watching(self, room: str) -> "list[_Watching]":
        return [one for one in self._sessions.values() if isinstance(one, _Watching) and one.room == room]

    async def _make_room(self, room: str, alike: "Sequence[_Joining | _Watching]") -> None:
        """For one more of them, the oldest first."""
        await self._close(room, alike[: 1 - MOST_TRIES])

    async def _close(self, room: str, those: "Sequence[_Joining | _Watching]") -> None:
        for one in those:
            if room in self.open:
                await self.open[room].close(one.name)

    def _studio(self, room: str) -> Studio:
        if room not in self.open:
            self.open[room] = Studio(room, self._ways, self._clock, self._ended)
        return self.open[room]

    def _ended(self, studio: Studio) -> None:
        if self.open.get(studio.room) is studio:
            del self.open[studio.room]


class HearsGuest(Protocol):
    """Whoever keeps the seats."""

    def came(self, seat: str) -> None: ...

    def went(self, seat: str) -> None: ...


class _Unseen:
    """Of which nothing comes that the room sees as it is: guests are mixed in the worker, who watches sends nothing."""

    def configure(self, config: VideoConfig | AudioConfig) -> None: ...

    def packet(self, packet: Packet) -> None: ...

    def loud(self, level: Level) -> None: ...

    def lossy(self, lost: float) -> None: ...


class _Joining(_Unseen):
    """One guest; what he sends stays in the worker, where it is mixed."""

    def __init__(self, studios: Studios, room: str, seat: str, hears: HearsGuest) -> None:
        self.name = secrets.token_urlsafe(18)
        self.room = room
        self.seat = seat
        self.stands = False
        self._studios = studios
        self._hears = hears

    def connected(self) -> None:
        self.stands = True
        self._hears.came(self.seat)

    def gone(self, why: str, *, final: bool = False) -> None:
        log.info("a guest is gone: %s", why, extra={"room": self.room})
        self._studios.left(self, why, final=final)
        self.missed()

    def missed(self) -> None:
        """It is no more, or came to nothing while an older one went, which still counted on it."""
        if not self._studios.joined(self.seat):
            self._hears.went(self.seat)


class _Watching(_Unseen):
    def __init__(self, studios: Studios, room: str, chair: str = "") -> None:
        self.name = secrets.token_urlsafe(18)
        self.room = room
        self.chair = chair
        self._studios = studios

    def connected(self) -> None:
        log.info("somebody watches without delay", extra={"room": self.room})

    def gone(self, why: str, *, final: bool = False) -> None:
        self._studios.left(self, why, final=final)


class _Sending(_Watching):
    def connected(self) -> None:
        log.info("another store's box sees the host", extra={"room": self.room})


class _Pushing:
    """One publisher; it has the room while `seated`."""

    def __init__(self, studios: Studios, room: str, peer: str, publication: Publication) -> None:
        self.name = secrets.token_urlsafe(18)
        self.room = room
        self.peer = peer
        self.seated = False
        self._studios = studios
        self._publication: Publication | None = publication

    def refuse(self, sentence: str) -> None:
        """Somebody else has the room now, or staff ended it."""
        log.info("%s: no longer on air: %s", self.peer, sentence)
        self._studios.throw_out(self)
        self.gone(sentence, final=True)

    def connected(self) -> None:
        if self._publication is not None:  # it may have been refused on its way here
            self.seated = self._studios.seat(self)

    def configure(self, config: VideoConfig | AudioConfig) -> None:
        if self.seated and self._publication is not None:
            self._publication.configure(config)

    def packet(self, packet: Packet) -> None:
        if self.seated and self._publication is not None:
            self._publication.packet(packet)

    def loud(self, level: Level) -> None:
        if self.seated and self._publication is not None:
            self._publication.loud(level)

    def lossy(self, lost: float) -> None:
        if self.seated and self._publication is not None:
            self._publication.lossy(lost)

    def gone(self, why: str, *, final: bool = False) -> None:
        if self._publication is None:
            return
        self.seated = False
        self._studios.left(self, why, final=final)
        publication, self._publication = self._publication, None
        publication.close(why)


_Session = _Pushing | _Watching | _Joining
