"""Contests as they go on in `live`: taps are counted in memory and written every half second, gifts and orders come
from the journal, and what is due is done.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from appliance.bus import Bus, Subscription
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import NotAllowed
from appliance.events import BattleBegan, BattleEnded, BattleOver, BattleScored, Event
from appliance.identity.seats import Seat
from appliance.ids import new_id
from appliance.journal import Entry, Follower
from media.stage.battles import actions, between, reads
from media.stage.battles.actions import Scored
from media.stage.battles.problems import BattleNotFound

TELL_SECONDS = 0.5
REREAD_EVERY = 20
"""Tellings between two looks at the rows: news may be lost."""
_INSTANT = timedelta(milliseconds=1)


class Worth(msgspec.Struct, frozen=True):
    """What somebody did for a side, other than to tap."""

    room: str
    member: str
    source: str
    """gift or order."""
    points: int


WorthOf = Callable[[Event], Awaitable[Worth | None]]


class Choice(msgspec.Struct, frozen=True):
    battle: str
    side: str


class StaffTakeNoSide(NotAllowed):
    zh = "店里的人不站队"
    en = "Staff take no side"


class _Bout(msgspec.Struct):
    room: str
    begins_at: datetime
    ends_at: datetime
    sides: dict[str, str]
    between: bool = False
    """With another store: everybody here is for the left."""
    told: tuple[int, int] = (0, 0)


class Referee:
    """One per `live`; `works` are tasks of the process, `choose` is the room's `side`, `tapped` hears of every tap."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, worth_of: WorthOf) -> None:
        """`worth_of` says what a fact is worth in points: the shop's business."""
        self._db = db
        self._bus = bus
        self._clock = clock
        self._worth_of = worth_of
        self._run = new_id(clock.now())
        self._number = 0
        self._bouts: dict[str, _Bout] = {}
        """Everything that is not over."""
        self._taps: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._ears: list[Subscription] = []
        self._news = Follower(db, "battles", self._hear, clock, bus)

    async def start(self) -> None:
        """What was going on before this process began goes on."""
        self._ears = [self._bus.listen(self._learn, (BattleBegan, BattleEnded, BattleOver), name="battles")]
        await self.reread()

    def stop(self) -> None:
        for ear in self._ears:
            ear.close()

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to be kept running, by name."""
        return {"battles": self.run, "battle-points": self._news.run}

    async def choose(self, seat: Seat, body: bytes) -> None:
        """Raises a Problem that says why not."""
        choice = msgspec.json.decode(body, type=Choice)
        bout = self._bouts.get(choice.battle)
        if bout is None or bout.room != seat.room:
            raise BattleNotFound
        if seat.role:
            raise StaffTakeNoSide
        await self._db.write(actions.choose, choice.battle, seat.viewer, choice.side)
        bout.sides[seat.viewer] = choice.side

    def tapped(self, room: str, member: str, taps: int) -> None:
        """Hearts are points for the tapper's side; who has not chosen is for the room's own host."""
        now = self._clock.now()
        for battle, bout in self._bouts.items():
            if bout.room == room and bout.begins_at <= now < bout.ends_at:
                self._taps[battle, bout.sides.get(member, "left")] += taps

    async def run(self) -> None:
        while True:
            for _ in range(REREAD_EVERY):
                await self._clock.sleep(TELL_SECONDS)
                if self._bouts:
                    await self.write()
                    await self._db.write(actions.move_on)
                    await self._db.write(between.move_on)
            await self.reread()

    async def write(self) -> None:
        """Taps become points, and everybody is told how it stands."""
        taps, self._taps = self._taps, defaultdict(int)
        now = self._clock.now()
        for (battle, side), count in taps.items():
            if battle in self._bouts:
                self._number += 1
                at = min(now, self._bouts[battle].ends_at - _INSTANT)  # the last taps are written after its end
                scored = Scored("likes", f"{self._run}.{self._number}", side, count, at)
                await self._db.write(actions.score, battle, [scored])
        for battle, bout in list(self._bouts.items()):
            await self._tell(battle, bout)

    async def reread(self) -> None:
        async with self._db.read() as session:
            found = {battle.id: battle for battle in await reads.going_on(session)}
            sides = {battle: await reads.sides(session, battle) for battle in found.keys() - self._bouts.keys()}
        for battle in self._bouts.keys() - found.keys():
            del self._bouts[battle]
        for battle, chosen in sides.items():
            row = found[battle]
            bout = _Bout(row.room, row.begins_at, row.ends_at, chosen, bool(row.store))
            self._bouts.setdefault(battle, bout)

    async def _tell(self, battle: str, bout: _Bout) -> None:
        async with self._db.read() as session:
            points = await reads.standing(session, battle)
        if points != bout.told:
            bout.told = points
            self._bus.publish(BattleScored(room=bout.room, battle=battle, left=points[0], right=points[1]))

    def _learn(self, event: Event) -> None:
        if isinstance(event, BattleBegan):
            bout = _Bout(event.room, event.begins_at, event.ends_at, {}, bool(event.store))
            self._bouts.setdefault(event.battle, bout)
        elif isinstance(event, BattleEnded) and event.battle in self._bouts:
            bout = self._bouts[event.battle]
            bout.ends_at = min(bout.ends_at, self._clock.now())
        elif isinstance(event, BattleOver):
            self._bouts.pop(event.battle, None)

    async def _hear(self, entry: Entry) -> None:
        """Hearing it twice changes nothing."""
        worth = await self._worth_of(entry.event) if self._bouts else None
        if worth is None:
            return
        for battle, bout in list(self._bouts.items()):
            if bout.room == worth.room:
                side = bout.sides.get(worth.member, "left")
                scored = Scored(worth.source, str(entry.id), side, worth.points, entry.at)
                await self._db.write(actions.score, battle, [scored])
