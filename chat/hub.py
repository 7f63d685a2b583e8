"""The hub: facts of the house go to whoever sits in their room, and what viewers say goes to whoever answers it.

It knows no feature: a fact for a room *is* what its viewers get, and handlers are given to it by name.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Container
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec

from appliance.bus import Bus, Subscription
from appliance.clock import Clock
from appliance.edge import Socket
from appliance.errors import NotSignedIn, Problem
from appliance.events import (
    Audience,
    Event,
    MemberDeleted,
    MembersMerged,
    StaffChanged,
    ViewerKicked,
    ViewerMuted,
    encode,
)
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat import frames
from chat.frames import Frame, Welcome
from chat.hearing import Handler, Hearing
from chat.limits import Limits
from chat.room import Room
from chat.sitting import Sitting

TRY_LATER, SEAT_REFUSED, SENT_OUT, TOO_OFTEN = 1013, 4401, 4403, 4409
TICK = 0.025

Key = TypeVar("Key", str, int)


class Now(msgspec.Struct, frozen=True):
    now: int


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub asks of others; all answer from memory."""

    edge_of: Callable[[str], datetime | None] = lambda _room: None
    """The media time (PROGRAM-DATE-TIME) of a room's live edge."""
    beside: Callable[[str, Container[int]], int] = lambda _room, _seated: 0
    """How many play a room's picture, without those whose marks are seated."""
    likes: Callable[[str], int] = lambda _room: 0
    """Taps on the heart, of the room's show so far."""
    may_sit: Callable[[Seat], Problem | None] = lambda _seat: None
    """Why somebody may not enter."""


class Hub:
    """``hub = Hub(bus, clock, key, Ports(...)); await hub.start()``; the edge leads sockets to `sit`."""

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        key: bytes,
        ports: Ports = Ports(),  # noqa: B008 - frozen
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        """`key` signed the seats' tokens."""
        self.ports = ports
        self.limits = limits
        self.rooms: dict[str, Room] = {}
        self._bus = bus
        self._clock = clock
        self._key = key
        self._hearing = Hearing(clock, limits.answers_awaited)
        self._viewers: dict[str, dict[Sitting, None]] = {}
        self._addresses: Counter[str] = Counter()
        self._late: dict[Room, None] = {}
        self._called: set[Room] = set()
        self._work = asyncio.Event()
        self._told = 0
        self._tasks = Tasks(clock)
        self._ear: Subscription | None = None
        self.hear("ping", self._ping, per_second=2, burst=10)

    async def start(self) -> None:
        self._ear = self._bus.listen(self._heard, name="hub")
        self._tasks.start("hub.ticks", self._keep_ticking, restart="always")

    async def stop(self) -> None:
        if self._ear is not None:
            await self._ear.closed()
        await self._hearing.stop()
        await self._tasks.stop()

    def hear(self, kind: str, handler: Handler, *, per_second: float, burst: int, house: float | None = None) -> None:
        """Let viewers say `kind`: each so many a second, `burst` at once, and `house` a second all together.

        The handler gets the whole frame, raises Problems, and what it returns is the answer.
        """
        self._hearing.hear(kind, handler, per_second=per_second, burst=burst, house=house)

    # -- seats -------------------------------------------------------------------------------------------------

    def sit(self, room: str, query: bytes, socket: Socket) -> Sitting | None:
        asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1")).items()}
        try:
            seat = seats.read(self._key, asked.get("token", ""), room, self._clock.now())
        except (NotSignedIn, msgspec.DecodeError):
            socket.end(SEAT_REFUSED)
            return None
        found = self._room(room)
        why = SENT_OUT if self.ports.may_sit(seat) is not None else TRY_LATER if self._is_full(found, socket) else 0
        if why:
            socket.end(why)
            return None
        self._make_place(seat, found)
        sitting = Sitting(self, seat, found, socket)
        self._greet(sitting, asked.get("after", ""))
        self._take_in(sitting)
        return sitting

    def leave(self, sitting: Sitting) -> None:
        room, own = sitting.room, self._viewers[sitting.seat.viewer]
        del room.sittings[sitting], own[sitting]
        if not own:
            del self._viewers[sitting.seat.viewer]
        _less(room.sessions, sitting.socket.session)
        if not sitting.seat.role:
            _less(room.members, sitting.seat.viewer)
        _less(self._addresses, sitting.socket.address)
        room.left_at = self._clock.monotonic()

    def said(self, sitting: Sitting, text: bytes) -> None:
        self._hearing.said(sitting, text)

    def viewers(self, room: str) -> int:
        """Who sits there, and who plays the picture without a seat; the shop's own people are not counted."""
        found = self.rooms.get(room)
        if found is None:
            return self.ports.beside(room, ())
        return len(found.members) + self.ports.beside(room, found.sessions)

    @property
    def seats(self) -> dict[str, int]:
        """Taken seats by room."""
        return {name: len(room.sittings) for name, room in self.rooms.items() if room.sittings}

    @property
    def told(self) -> int:
        """Frames handed to viewers so far."""
        return self._told + sum(room.told for room in self.rooms.values())

    @property
    def refused(self) -> int:
        """What viewers said and was refused."""
        return self._hearing.refused

    def _room(self, name: str) -> Room:
        if name not in self.rooms:
            self.rooms[name] = Room(name, self._clock, self.ports.edge_of)
        return self.rooms[name]

    def _is_full(self, room: Room, socket: Socket) -> bool:
        if len(room.sittings) >= self.limits.seats_per_room:
            return True
        at_home = socket.address in self.limits.trusted
        return not at_home and self._addresses[socket.address] >= self.limits.seats_per_address

    def _make_place(self, seat: Seat, room: Room) -> None:
        """Who opens too many pages loses the oldest."""
        own = [other for other in self._viewers.get(seat.viewer, ()) if other.room is room]
        if len(own) >= self.limits.seats_per_viewer:
            own[0].end(TOO_OFTEN)

    def _greet(self, sitting: Sitting, after: str) -> None:
        room = sitting.room
        missed, gap = room.missed(after) if after else ([], False)
        said = Welcome(
            epoch=room.epoch,
            n=room.n,
            now=frames.milliseconds(self._clock.now()),
            edge=room.edge,
            gap=gap,
            viewers=self.viewers(room.name),
            likes=self.ports.likes(room.name),
        )
        for frame in (Frame(frames.welcome(said), lasting=True), *missed, *(room.standing() if after else ())):
            sitting.tell(frame)

    def _take_in(self, sitting: Sitting) -> None:
        room, seat = sitting.room, sitting.seat
        room.sittings[sitting] = None
        room.sessions[sitting.socket.session] += 1
        if not seat.role:
            room.members[seat.viewer] += 1
        self._addresses[sitting.socket.address] += 1
        self._viewers.setdefault(seat.viewer, {})[sitting] = None

    # -- facts -------------------------------------------------------------------------------------------------

    def _heard(self, fact: Event) -> None:
        if fact.audience is Audience.ROOM:
            room = self.rooms.get(fact.room)  # type: ignore[attr-defined]
            if room is not None:
                room.hear(fact)
                self._schedule(room)
        elif fact.audience is Audience.VIEWER:
            self._tell_member(fact.member, fact)  # type: ignore[attr-defined]
        else:
            self._show_out(fact)

    def _tell_member(self, member: str, fact: Event) -> None:
        frame = Frame(frames.yours([encode(fact)]), lasting=True)
        for sitting in tuple(self._viewers.get(member, ())):
            sitting.tell(frame)

    def _show_out(self, fact: Event) -> None:
        """Whose seat is no longer theirs."""
        if isinstance(fact, ViewerKicked):
            self._close(fact.member, SENT_OUT, fact.room)
        elif isinstance(fact, ViewerMuted) and fact.banned:
            self._close(fact.member, SENT_OUT)
        elif isinstance(fact, MembersMerged):
            self._close(fact.guest, SEAT_REFUSED)
        elif isinstance(fact, MemberDeleted):
            self._close(fact.member, SEAT_REFUSED)
        elif isinstance(fact, StaffChanged):
            self._close(f"staff:{fact.staff}", SEAT_REFUSED)

    def _close(self, viewer: str, code: int, room: str = "") -> None:
        for sitting in tuple(self._viewers.get(viewer, ())):
            if room in ("", sitting.room.name):
                sitting.end(code)

    # -- ticks -------------------------------------------------------------------------------------------------

    def _schedule(self, room: Room) -> None:
        due = room.due
        if due is not None and due <= self._clock.monotonic():
            if room not in self._called:  # with the loop's next turn: what comes in one go is told in one go
                self._called.add(room)
                asyncio.get_running_loop().call_soon(self._speak, room)
        else:
            self._late[room] = None
            self._work.set()

    def _speak(self, room: Room) -> None:
        self._called.discard(room)
        self._late.pop(room, None)
        room.flush()

    async def _keep_ticking(self) -> None:
        while True:
            self._work.clear()
            if not self._late:
                await self._work.wait()
            await self._clock.sleep(TICK)
            now = self._clock.monotonic()
            for room in [each for each in self._late if (each.due or 0.0) <= now]:
                self._speak(room)

    async def _ping(self, _seat: Seat, _body: bytes) -> Now:
        return Now(frames.milliseconds(self._clock.now()))


def _less(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
