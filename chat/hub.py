"""The hub: facts of the house go to whoever sits in their room, and what viewers say goes to whoever answers it.

It knows no feature: a fact for a room *is* what its viewers get, and handlers are given to it by name.
"""

from collections.abc import Callable, Container, Iterable
from datetime import datetime, timedelta
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
    RoomChanged,
    StaffChanged,
    ViewerKicked,
    ViewerMuted,
    ViewersPresent,
    encode,
)
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat import frames
from chat.frames import Frame, Welcome
from chat.hearing import Handler, Hearing
from chat.limits import Limits
from chat.own import Own
from chat.presence import COUNT_EVERY, Presence
from chat.register import Register
from chat.sitting import Sitting
from chat.ticks import Ticks

RETURNS_WITHIN = timedelta(hours=12)
"""After which even who never left asks for another seat."""
TRY_LATER, SEAT_REFUSED, SENT_OUT, TOO_OFTEN = 1013, 4401, 4403, 4409


class Now(msgspec.Struct, frozen=True):
    now: int


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub asks of others; all answer from memory."""

    edge_of: Callable[[str], datetime | None] = lambda _room: None
    """The media time (PROGRAM-DATE-TIME) of a room's live edge."""
    delay_of: Callable[[str], int] = lambda _room: 0
    """Seconds that a room's picture is held back."""
    beside: Callable[[str, Container[int]], int] = lambda _room, _seated: 0
    """How many play a room's picture, without those whose marks are seated."""
    watched: Callable[[], Iterable[str]] = tuple
    """The rooms whose picture somebody plays."""
    likes: Callable[[str], int] = lambda _room: 0
    """Taps on the heart, of the room's show so far."""
    may_sit: Callable[[Seat], Problem | None] = lambda _seat: None
    """Why somebody may not be here."""
    came: Callable[[Seat], None] = lambda _seat: None
    """A viewer has sat down who had no seat in the room."""
    left: Callable[[Seat], None] = lambda _seat: None
    """A viewer has none any more."""


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
        self.register = Register(clock, limits, ports.edge_of, ports.delay_of)
        self.presence = Presence(bus, clock, self.register.rooms, ports.beside, ports.watched)
        self._bus = bus
        self._clock = clock
        self._key = key
        self._hearing = Hearing(clock, limits.answers_awaited)
        self._ticks = Ticks(clock)
        self._own = Own()
        self._out: dict[str, int] = {}
        """Whose seats that expire until then are good no more."""
        self._tasks = Tasks(clock)
        self._ear: Subscription | None = None
        self.hear("ping", self._ping, per_second=2, burst=10)

    async def start(self) -> None:
        self._ear = self._bus.listen(self._heard, name="hub")
        self._tasks.start("hub.ticks", self._ticks.run, restart="always")
        self._tasks.start("hub.seconds", self._keep_house, restart="always")

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

    @property
    def seats(self) -> dict[str, int]:
        """Taken seats by room."""
        return {name: len(room.sittings) for name, room in self.register.rooms.items() if room.sittings}

    @property
    def told(self) -> int:
        """Frames handed to viewers so far."""
        return self.register.told

    @property
    def refused(self) -> int:
        """What viewers said and was refused."""
        return self._hearing.refused

    # -- seats -------------------------------------------------------------------------------------------------

    def sit(self, room: str, query: bytes, socket: Socket) -> Sitting | None:
        asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1")).items()}
        after = asked.get("after", "")
        seat = self._seat(room, asked.get("token", ""), returning=bool(after))
        if seat is None:
            socket.end(SEAT_REFUSED)
            return None
        found = self.register.room(room)
        why = SENT_OUT if self.ports.may_sit(seat) else TRY_LATER if self.register.full(found, socket) else 0
        if why:
            socket.end(why)
            return None
        if (other := self.register.crowded_out(seat, found)) is not None:
            other.end(TOO_OFTEN)
        sitting = Sitting(self, msgspec.structs.replace(seat, line=self.register.line(socket)), found, socket)
        self.register.take(sitting)
        if found.members[seat.viewer] == 1 and not seat.role:
            self.ports.came(seat)
        self._greet(sitting, after)
        return sitting

    def said(self, sitting: Sitting, text: bytes) -> None:
        self._hearing.said(sitting, text)

    def left(self, sitting: Sitting) -> None:
        self.register.leave(sitting)
        self.presence.left(sitting)
        if not sitting.seat.role and sitting.seat.viewer not in sitting.room.members:
            self.ports.left(sitting.seat)

    def _seat(self, room: str, token: str, *, returning: bool) -> Seat | None:
        """Who comes back after a blip need not ask for another seat: a whole room would ask at once."""
        now = self._clock.now()
        try:
            seat = seats.read(self._key, token, room, now - RETURNS_WITHIN if returning else now)
        except NotSignedIn:
            return None
        if seat.expires <= self._out.get(seat.viewer, 0):
            return None
        if seat.expires <= now.timestamp() and not (self.presence.was_just_here(seat) or self.register.has(seat)):
            return None
        return seat

    def _greet(self, sitting: Sitting, after: str) -> None:
        room = sitting.room
        missed, gap = room.missed(after) if after else ([], False)
        said = Welcome(
            epoch=room.epoch,
            n=room.n,
            now=frames.milliseconds(self._clock.now()),
            edge=room.edge,
            delay=room.delay,
            gap=gap,
            viewers=self.presence.viewers(room.name),
            likes=self.ports.likes(room.name),
        )
        sitting.tell(Frame(frames.welcome(said), lasting=True))
        if not after:
            return self.presence.came(sitting)
        again = self._own.again(sitting.seat.viewer, self._clock.monotonic())
        for frame in (*missed, *room.standing(), *again):
            sitting.tell(frame)
        return None

    # -- facts -------------------------------------------------------------------------------------------------

    def _heard(self, fact: Event) -> None:
        if fact.audience is Audience.ROOM:
            room = self.register.rooms.get(fact.room)  # type: ignore[attr-defined]
            if room is not None:
                room.hear(fact)
                self._ticks.schedule(room)
            if isinstance(fact, RoomChanged) and not fact.public:
                self._leave_among_guests(fact.room)
        elif fact.audience is Audience.VIEWER:
            self._tell_member(fact.member, encode(fact))  # type: ignore[attr-defined]
        elif isinstance(fact, ViewersPresent):
            self.presence.hear(fact)
        else:
            self._show_out(fact)

    def _tell_member(self, member: str, fact: bytes) -> None:
        self._own.keep(member, fact, self._clock.monotonic())
        frame = Frame(frames.yours([fact]), lasting=True)
        for sitting in self.register.of(member):
            sitting.tell(frame)

    def _show_out(self, fact: Event) -> None:
        """Whose seat is no longer theirs."""
        if isinstance(fact, ViewerKicked):
            self._close(fact.member, SENT_OUT, fact.room)
        elif isinstance(fact, ViewerMuted) and fact.banned:
            self._close(fact.member, SENT_OUT)
        elif isinstance(fact, MembersMerged):
            self._void(fact.guest)
        elif isinstance(fact, MemberDeleted):
            self._void(fact.member)
        elif isinstance(fact, StaffChanged):
            self._void(f"staff:{fact.staff}")

    def _leave_among_guests(self, room: str) -> None:
        """A room turned private: who came without an invitation goes, and `may_sit` keeps them out."""
        for sitting in self.register.rooms[room].sittings if room in self.register.rooms else ():
            if not sitting.seat.invited:
                sitting.end(SENT_OUT)

    def _void(self, viewer: str) -> None:
        """Every seat that was signed for them until now."""
        self._out[viewer] = int((self._clock.now() + seats.GOOD_FOR).timestamp())
        self._close(viewer, SEAT_REFUSED)

    def _close(self, viewer: str, code: int, room: str = "") -> None:
        for sitting in self.register.of(viewer):
            if room in ("", sitting.room.name):
                sitting.end(code)

    # -- every second ------------------------------------------------------------------------------------------

    async def _keep_house(self) -> None:
        second = 0
        while True:
            await self._clock.sleep(1.0)
            second += 1
            self.presence.announce()
            if second % COUNT_EVERY == 0:
                self.presence.count()
                self.register.forget()
                self._own.forget(self._clock.monotonic())
                self._forget_out()
                self._look_around()

    def _look_around(self) -> None:
        """News may get lost: who may not be here any more goes now."""
        for sitting in self.register.everybody():
            if self.ports.may_sit(sitting.seat) is not None:
                sitting.end(SENT_OUT)

    def _forget_out(self) -> None:
        """When even who may return with an old seat may do so no more."""
        since = (self._clock.now() - RETURNS_WITHIN).timestamp()
        self._out = {viewer: until for viewer, until in self._out.items() if until > since}

    async def _ping(self, _seat: Seat, _body: bytes) -> Now:
        return Now(frames.milliseconds(self._clock.now()))
