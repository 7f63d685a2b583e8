"""Who is there, as the rooms of this process see it: kept in memory, written down in lots every few seconds."""

from collections.abc import Callable, Mapping
from datetime import datetime

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.events import Event, MemberDeleted, MembersMerged
from appliance.identity.seats import Seat
from chat.visits import actions
from chat.visits.actions import Stay
from chat.visits.sources import source

EVERY_SECONDS = 5
LONGEST_UNWRITTEN = 60.0
"""Seconds of a stay that a crash may lose."""
LOT = 300
COUNT_EVERY = 3
"""Writings between two counts of who watches."""
MOST_GONE = 2_000

Who = tuple[str, str]
"""A room and a viewer."""


class _Here:
    """Somebody who sits there now: what is not written down of it since `since`."""

    __slots__ = ("seat", "show", "since")

    def __init__(self, seat: Seat, show: str, since: float) -> None:
        self.seat = seat
        self.show = show
        self.since = since


class Attending:
    """The hub tells `came` and `left`; `run` is a task of the process. Between two shows nobody is counted."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, show_of: Callable[[str], str]) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._show_of = show_of
        self._here: dict[Who, _Here] = {}
        self._stays: list[Stay] = []
        self._gone: dict[str, None] = {}

    def listen(self) -> None:
        """Who was merged or has left for good is nobody any more, whatever their seat still says."""
        self._bus.listen(self._lost, (MembersMerged, MemberDeleted), name="visits")

    def came(self, seat: Seat) -> None:
        """The first seat of a viewer in a room."""
        show = self._show_of(seat.room)
        here = self._here[seat.room, seat.viewer] = _Here(seat, show, self._clock.monotonic())
        self._keep(here, self._clock.now())

    def left(self, seat: Seat) -> None:
        """The last one."""
        here = self._here.pop((seat.room, seat.viewer), None)
        if here is not None:
            self._keep(here, self._clock.now())

    async def run(self, viewers: Callable[[], Mapping[str, int]]) -> None:
        """`viewers`: how many watch each room, those without a seat too."""
        while True:
            for _ in range(COUNT_EVERY):
                await self._clock.sleep(EVERY_SECONDS)
                self._look_around()
                await self.flush()
            await self._count(viewers())

    async def flush(self) -> None:
        """Write down what is new, a lot at a time; what the database does not take now stays for the next time."""
        while lot := self._stays[:LOT]:
            try:
                await self._db.write(actions.note, lot)
            except Unavailable:
                return
            del self._stays[: len(lot)]

    async def stop(self) -> None:
        for here in self._here.values():
            self._keep(here, self._clock.now())
        await self.flush()

    def _look_around(self) -> None:
        """Shows begin and end while people sit there, and who stays for hours is not to be lost in a crash."""
        now = self._clock.now()
        for here in self._here.values():
            show = self._show_of(here.seat.room)
            if show == here.show and self._clock.monotonic() - here.since < LONGEST_UNWRITTEN:
                continue
            self._keep(here, now)
            if show != here.show:
                here.show = show
                self._keep(here, now)

    def _keep(self, here: _Here, now: datetime) -> None:
        seconds = int(self._clock.monotonic() - here.since)
        here.since += seconds
        seat = here.seat
        if here.show and seat.viewer not in self._gone:
            self._stays.append(Stay(here.show, seat.viewer, seat.room, source(seat.source), now, seconds))

    async def _count(self, viewers: Mapping[str, int]) -> None:
        counts = {room: number for room, number in viewers.items() if self._show_of(room)}
        if not counts:
            return
        step = EVERY_SECONDS * COUNT_EVERY
        at = datetime.fromtimestamp(int(self._clock.now().timestamp()) // step * step, self._clock.now().tzinfo)
        try:
            await self._db.write(actions.count, counts, at)
        except Unavailable:
            return  # the next count is as good

    def _lost(self, fact: Event) -> None:
        viewer = fact.guest if isinstance(fact, MembersMerged) else fact.member  # type: ignore[attr-defined]
        self._gone[viewer] = None
        self._stays = [one for one in self._stays if one.viewer != viewer]
        if len(self._gone) > MOST_GONE:
            del self._gone[next(iter(self._gone))]
