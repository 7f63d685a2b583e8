"""Taps on the heart as they come in: counted in memory, told a few times a second, written down every few seconds."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Annotated

import msgspec

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.events import LikesCounted
from appliance.identity.seats import Seat
from chat.likes import actions, reads
from chat.likes.actions import Shown

TELL_SECONDS = 0.3
SAVE_EVERY = 10
"""Tellings between two writings."""
PER_SECOND = 12.0
"""Taps of one viewer that count: no thumb is faster for long."""
BURST = 36.0
REMEMBERED = 20_000

Tapped = Callable[[str, str, int], None]


def _nobody(_room: str, _viewer: str, _taps: int) -> None:
    """Hears of taps where nobody else wants to."""


class Taps(msgspec.Struct, frozen=True):
    count: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    """Since the last frame; more than a thumb can do is left out."""


class Counting:
    """``hub.hear("like", counting.hear, ...)``; `run` is a task of the process."""

    def __init__(
        self, db: Database, bus: Bus, clock: Clock, show_of: Callable[[str], str], tapped: Tapped = _nobody
    ) -> None:
        """`tapped` hears of the taps that count, too: room, viewer, how many."""
        self._tapped = tapped
        self._db = db
        self._bus = bus
        self._clock = clock
        self._show_of = show_of
        self._thumbs: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._totals: dict[Shown, int] = {}
        self._unsaved: defaultdict[Shown, int] = defaultdict(int)
        self._untold: set[str] = set()
        self._work = asyncio.Event()

    async def start(self) -> None:
        """Know what was counted before this process began."""
        async with self._db.read() as session:
            self._totals = await reads.latest(session)

    async def hear(self, seat: Seat, body: bytes) -> None:
        counted = self._counted(seat, msgspec.json.decode(body, type=Taps).count)
        if counted:
            shown = await self._shown(seat.room)
            self._totals[shown] += counted
            self._unsaved[shown] += counted
            self._untold.add(seat.room)
            self._work.set()
            self._tapped(seat.room, seat.viewer, counted)

    def total(self, room: str) -> int:
        """Of the show that is on air, this moment, as far as it is known by heart."""
        return self._totals.get((room, self._show_of(room)), 0)

    async def run(self) -> None:
        while True:
            if not (self._untold or self._unsaved):
                self._work.clear()
                await self._work.wait()
            for _ in range(SAVE_EVERY):
                await self._clock.sleep(TELL_SECONDS)
                self.tell()
            await self.save()

    def tell(self) -> None:
        """Say how many there are, where there are more."""
        rooms, self._untold = self._untold, set()
        for room in rooms:
            self._bus.publish(LikesCounted(room=room, total=self.total(room)))

    async def save(self) -> None:
        """Write down what is new; what the database does not take now stays for the next time."""
        unsaved, self._unsaved = self._unsaved, defaultdict(int)
        if not unsaved:
            return
        try:
            totals = await self._db.write(actions.add, unsaved)
        except Unavailable:
            totals = {}
            for shown, count in unsaved.items():
                self._unsaved[shown] += count
        for shown, written in totals.items():
            self._totals[shown] = written + self._unsaved.get(shown, 0)

    async def _shown(self, room: str) -> Shown:
        """Where its taps are counted; a total that is not known yet is looked up once."""
        shown = (room, self._show_of(room))
        if shown not in self._totals:
            async with self._db.read() as session:
                written = await reads.total(session, *shown)
            self._totals.setdefault(shown, written)
        return shown

    def _counted(self, seat: Seat, taps: int) -> int:
        """Those that a thumb could have made."""
        now = self._clock.monotonic()
        left, since = self._thumbs.get(seat.viewer, (BURST, now))
        left = min(BURST, left + (now - since) * PER_SECOND)
        counted = min(taps, int(left))
        self._thumbs[seat.viewer] = (left - counted, now)
        self._thumbs.move_to_end(seat.viewer)
        if len(self._thumbs) > REMEMBERED:
            self._thumbs.popitem(last=False)
        return counted
