"""Rounds as they are played in `live`: entries come over open sockets, are filtered in memory and written in batches.

Memory only spares the database work that cannot change anything: who is in already, what is used up, what is over.
Who gets in and who is first is decided by `actions.enter`, and an answer is given after its commit.
"""

import asyncio
import logging
from datetime import timedelta

import msgspec

from appliance.bus import Bus, Subscription
from appliance.clock import Clock, doze
from appliance.db import Database, go_through
from appliance.errors import BadInput, Problem
from appliance.events import CommentHeld, CommentRecalled, CommentSaid, Event, RoundCounted, RoundEnded, RoundOpened
from appliance.identity.seats import Seat
from appliance.keys import Keys
from store.play import actions, drawing, reads
from store.play.actions import Coming, Entered
from store.play.problems import KeywordHeld, RoundNotFound, RoundNotOpen, RoundOver, StaffCannotPlay
from store.play.spec import FIRST_COME
from store.play.table import Table, Waiting

log = logging.getLogger(__name__)

PER_SECOND, BURST = 2.0, 6
"""Frames of one viewer."""
BATCH, WINS = 100, 20
"""Entries in one transaction; where each of them wins something, fewer: nobody who buys waits longer than 50 ms."""
TICK = 0.1
COUNT_SECONDS = 0.5
REREAD_SECONDS = 2.0
"""Between looks at the rows: news may be lost."""
GRACE = timedelta(milliseconds=300)
"""After its time a round stays open for what was heard in time and is not written yet, here or in another process."""
HAND_OUT = 20


class Join(msgspec.Struct, frozen=True):
    round: str
    choice: int = -1


class Playing:
    """One per `live` process, between `start` and `stop`; `run` is a supervised task."""

    def __init__(self, db: Database, bus: Bus, clock: Clock, keys: Keys) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._keys = keys
        self._tables: dict[str, Table] = {}
        self._ears: list[Subscription] = []
        self._owed = True
        """Prizes may have been drawn that nobody was told of yet: also by who was killed before."""
        self._wake = asyncio.Event()

    async def start(self) -> None:
        self._ears = [
            self._bus.listen(self._hear, (RoundOpened, RoundEnded), name="play.rounds"),
            self._bus.listen(self._hear_comment, CommentSaid, name="play.keywords"),
            self._bus.listen(self._hear_held, (CommentHeld, CommentRecalled), name="play.held-keywords"),
        ]
        await self._remember()
        await self.reread()

    def stop(self) -> None:
        for ear in self._ears:
            ear.close()
        for table in self._tables.values():
            table.leave()

    async def join(self, seat: Seat, body: bytes) -> Entered:
        """The room's `join`. Raises a Problem that says why not."""
        asked = _join(body)
        table = self._tables.get(asked.round)
        if table is None or table.room != seat.room:
            raise RoundNotFound
        if seat.role:
            raise StaffCannotPlay
        told = table.known(seat.viewer)
        if told is not None:
            return told
        now = self._clock.now()
        if now < table.opens_at:
            raise RoundNotOpen(opens_at=table.opens_at)
        if table.over or now >= table.closes_at:
            raise RoundOver
        if table.holds(seat.viewer):
            raise KeywordHeld
        coming = Coming(
            member=seat.viewer,
            name=seat.name,
            choice=asked.choice,
            said=seat.viewer in table.said,
            at=now,
        )
        answer = table.seat(coming)
        self._wake.set()
        return await answer

    def enters(self, seat: Seat, text: str) -> bool:
        """Whether these words are just the keyword of a round that goes on here: it hears them, if nobody else does."""
        now = self._clock.now()
        meant = [one for one in self._tables.values() if one.listens(seat.room, text, now) and one.is_keyword(text)]
        for table in meant:
            self._said(table, seat.viewer, seat.name)
        return bool(meant)

    async def run(self) -> None:
        """Write what came, tell the counts, end what is due."""
        counted = reread = self._clock.monotonic()
        while True:
            await self.write()
            await self.close_due()
            now = self._clock.monotonic()
            if now - counted >= COUNT_SECONDS:
                counted = now
                self.tell_counts()
            if now - reread >= REREAD_SECONDS:
                reread = now
                await self.reread()
            await self._pause()

    async def write(self) -> None:
        """Everything that waits, in the order in which it came."""
        for table in list(self._tables.values()):
            await self._write(table)

    async def close_due(self) -> None:
        """Rounds whose time is over: once, whoever comes first, and their prizes a few at a time."""
        now = self._clock.now()
        for table in [one for one in self._tables.values() if not one.over and now >= one.closes_at + GRACE]:
            await self._write(table)
            await self._db.write(actions.end, self._keys, table.round, "closed")  # from here on nobody is let in
            table.over = self._owed = True
        if self._owed:
            self._owed = False
            await drawing.draw_all(self._db, self._keys)
            await go_through(self._db, actions.hand_out, HAND_OUT)

    async def reread(self) -> None:
        """Rounds that go on, as the rows say; what ended some time ago is forgotten."""
        now, before = self._clock.now(), set(self._tables)
        async with self._db.read() as session:
            going_on = await reads.unfinished(session)
        found = {one.id: one for one in going_on if one.state == "open"}
        self._owed = self._owed or len(found) < len(going_on)
        for one in found.values():
            self._open(Table.of(one))
        for table in list(self._tables.values()):
            # Never one that was announced during the read: it is too young to be in what was read.
            if table.round in before - found.keys() and not table.over:
                table.end(now, used_up=False)
            if table.over and now >= table.closes_at + reads.JUST_OVER:
                del self._tables[table.round]

    async def _remember(self) -> None:
        """What ended under a process that is gone: who asks again hears that it is over, not that it never was."""
        now = self._clock.now()
        async with self._db.read() as session:
            over = await reads.just_over(session, now)
        for one in over:
            self._tables[one.id] = Table.of(one)
            self._tables[one.id].end(now, used_up=one.reason == "used-up")

    def tell_counts(self) -> None:
        for table in self._tables.values():
            count = table.news()
            if count is not None:
                self._bus.publish(
                    RoundCounted(
                        room=table.room,
                        round=table.round,
                        entries=count.entries,
                        tallies=() if table.kind == "quiz" else count.tallies,
                        left=count.left,
                    )
                )

    async def _write(self, table: Table) -> None:
        while batch := table.next(WINS if table.kind in FIRST_COME else BATCH):
            await self._enter(table, batch)

    async def _enter(self, table: Table, batch: list[Waiting]) -> None:
        try:
            done = await self._db.write(actions.enter, self._keys, table.round, [coming for coming, _ in batch])
        except Exception as error:
            if not isinstance(error, Problem):
                log.exception("entries could not be written", extra={"round": table.round})
            for _, answer in batch:
                _answer(answer, error if isinstance(error, Problem) else Problem())
            return
        for (coming, answer), outcome in zip(batch, done.outcomes, strict=True):
            if isinstance(outcome, Entered):
                table.note(coming.member, outcome)
            _answer(answer, outcome)
        table.counted(done.count)

    def _hear(self, event: Event) -> None:
        if isinstance(event, RoundOpened):
            self._open(
                Table(
                    room=event.room,
                    round=event.round,
                    kind=event.kind,
                    opens_at=event.opens_at,
                    closes_at=event.closes_at,
                    keyword=event.keyword if event.rule == "keyword" else "",
                )
            )
        if isinstance(event, RoundEnded) and event.round in self._tables:
            self._tables[event.round].end(self._clock.now(), used_up=event.reason == "used-up")
            if event.reason == "closed":
                self._owed = True
                self._wake.set()

    def _hear_comment(self, event: Event) -> None:
        """Who says a round's keyword while it goes on is in."""
        if not isinstance(event, CommentSaid) or event.speaker.role:
            return
        for table in self._tables.values():
            if table.listens(event.room, event.text, self._clock.now()):
                self._said(table, event.speaker.viewer, event.speaker.name)

    def _said(self, table: Table, member: str, name: str) -> None:
        if table.known(member) is None:
            table.said.add(member)
            table.seat(Coming(member=member, name=name, said=True, at=self._clock.now()), waits=False)
            self._wake.set()

    def _hear_held(self, event: Event) -> None:
        """Whose keyword waits for a colleague asks in vain until then; one that is not let through was not said."""
        for table in self._tables.values():
            if isinstance(event, CommentRecalled):
                table.release(event.comment)
            elif isinstance(event, CommentHeld) and table.listens(event.room, event.text, self._clock.now()):
                table.hold(event.comment, event.speaker.viewer)

    def _open(self, table: Table) -> None:
        self._tables.setdefault(table.round, table)
        self._wake.set()

    async def _pause(self) -> None:
        """Until somebody comes, or a tick has passed; where nothing is played there is little to look at."""
        await doze(self._clock, TICK if self._tables else REREAD_SECONDS, self._wake)
        self._wake.clear()


def _join(body: bytes) -> Join:
    try:
        return msgspec.json.decode(body, type=Join)
    except msgspec.DecodeError as error:
        raise BadInput(why=str(error)) from error


def _answer(answer: "asyncio.Future[Entered] | None", outcome: Entered | Problem) -> None:
    """Nobody waits for an entry by keyword, and who left does not wait any more."""
    if answer is None or answer.done():
        return
    if isinstance(outcome, Problem):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
