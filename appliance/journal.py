"""Reading the journal: every durable fact, in the order of commits, for those who must miss none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.bus import Bus
from appliance.clock import Clock, SystemClock, doze
from appliance.db import Cursor, Database, JournalRow, Transaction
from appliance.events import Event, decode

PAGE = 100
"""Rows read at once."""

POLL = 5.0
"""Seconds after which a follower looks by itself, for facts whose call on the bus was lost."""

SAVE = 1.0
"""Seconds of work after which a follower keeps its place."""

_Row = Row[int, datetime, str, str]

log = logging.getLogger(__name__)


class Entry(msgspec.Struct, frozen=True):
    """A durable fact and when it was committed; `id` grows in the order of commits."""

    id: int
    at: datetime
    event: Event


async def entries(db: Database, after: int, limit: int) -> list[Entry]:
    """The next facts after the id `after`, at most `limit`; facts that this version does not know are left out."""
    found: list[Entry] = []
    while len(found) < limit:
        rows = await _rows(db, after, limit)
        found += [entry for row in rows if (entry := _entry(row))]
        if len(rows) < limit:
            break
        after = rows[-1].id
    return found[:limit]


class Deed(msgspec.Struct, frozen=True):
    """What was done in a room, when, and on behalf of which colleague, if it was one."""

    at: datetime
    by: str
    event: Event


class Deeds(msgspec.Struct, frozen=True):
    items: list[Deed]
    """The latest first."""
    before: int
    """Where to go on looking for what was done before; 0: there is nothing."""


LOOKED_AT = 20_000
"""Entries of the journal that one question about deeds looks at: a day of a busy shop."""


async def deeds(
    session: AsyncSession, room: str, kinds: Sequence[type[Event]], since: datetime, limit: int
) -> list[Deed]:
    """Facts of these `kinds` in `room` and in the whole shop, the latest first."""
    found = await done(session, kinds, limit=limit, room=room)
    return [deed for deed in found.items if deed.at >= since]


async def done(
    session: AsyncSession,
    kinds: Sequence[type[Event]],
    *,
    limit: int,
    room: str = "",
    by: str = "",
    before: int = 0,
    without: Sequence[str] = (),
) -> Deeds:
    """Facts of these `kinds`, the latest first; in `room` and in the whole shop (`room` of such a fact is empty).

    `by` one colleague; `without` those whose JSON holds one of these.
    """
    end = before or await newest(session) + 1
    oldest = end - LOOKED_AT
    statement = select(JournalRow.id, JournalRow.at, JournalRow.by, JournalRow.body).where(
        JournalRow.id < end, JournalRow.id >= oldest, JournalRow.kind.in_([kind.__name__ for kind in kinds])
    )
    if room:
        here = [JournalRow.body.contains(f'"room":"{place}"', autoescape=True) for place in (room, "")]
        nowhere = [kind.__name__ for kind in kinds if "room" not in kind.__struct_fields__]
        statement = statement.where(or_(*here, JournalRow.kind.in_(nowhere)))
    if by:
        statement = statement.where(JournalRow.by == by)
    for words in without:
        statement = statement.where(~JournalRow.body.contains(words, autoescape=True))
    rows = (await session.execute(statement.order_by(JournalRow.id.desc()).limit(limit))).all()
    last = rows[-1].id if len(rows) == limit else oldest if oldest > 1 else 0
    return Deeds([Deed(row.at, row.by or "", decode(row.body)) for row in rows], last)


async def newest(session: AsyncSession) -> int:
    """The id of the newest entry, 0 in an empty journal."""
    return await session.scalar(select(func.max(JournalRow.id))) or 0


async def last_id(db: Database) -> int:
    """The same, for who reads nothing else."""
    async with db.read() as session:
        return await newest(session)


class Follower:
    """Hands every entry to `handler`, in order, at least once, from where `name` last came to.

    A handler that fails gets the same entry again after 1, 2, 4 ... 60 s; nothing behind it is handed out before.
    Handling an entry twice must change nothing: after a crash up to a second's work comes again.
    """

    def __init__(
        self,
        db: Database,
        name: str,
        handler: Callable[[Entry], Awaitable[None]],
        clock: Clock | None = None,
        wake: Bus | None = None,
    ) -> None:
        self._db = db
        self._name = name
        self._handler = handler
        self._clock = clock or SystemClock()
        self._wake = wake
        self._rung = asyncio.Event()

    async def at_end(self) -> None:
        """Forget what is past: only facts from now on are wanted. Call before `start`."""
        await self._db.write(_move, self._name, await last_id(self._db))

    async def start(self) -> None:
        self._task = asyncio.create_task(self.run(), name=f"follower {self._name}")

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def run(self) -> None:
        """Follow for ever; for those who supervise the task themselves."""
        bell = self._wake.listen(self._ring, name=f"{self._name}'s bell") if self._wake else None
        try:
            await self._follow()
        finally:
            if bell is not None:
                bell.close()

    async def _follow(self) -> None:
        patience = 1.0
        while True:
            try:
                self._rung.clear()
                full = await self._page()
                patience = 1.0
            except Exception:  # whatever the handler or the database raised, the place is kept
                log.exception("follower %s failed; it tries again in %.0f s", self._name, patience)
                await self._clock.sleep(patience)
                patience = min(patience * 2, 60)
            else:
                if not full:
                    await doze(self._clock, POLL, self._rung)

    async def _page(self) -> bool:
        """Handle a page of rows; whether there may be more behind it."""
        saved = done = await self._place()
        since = self._clock.monotonic()
        try:
            rows = await _rows(self._db, done, PAGE)
            for row in rows:
                await self._handle(row)
                done = row.id
                if self._clock.monotonic() - since >= SAVE:
                    saved, since = await self._save(done), self._clock.monotonic()
        finally:
            if done != saved:
                await self._save(done)
        return len(rows) == PAGE

    async def _place(self) -> int:
        async with self._db.read() as session:
            return await session.scalar(select(Cursor.entry).where(Cursor.name == self._name)) or 0

    async def _save(self, entry: int) -> int:
        await self._db.write(_move, self._name, entry)
        return entry

    async def _handle(self, row: _Row) -> None:
        entry = _entry(row)
        if entry is not None:
            await self._handler(entry)

    def _ring(self, event: Event) -> None:
        if event.durable:
            self._rung.set()


async def _rows(db: Database, after: int, limit: int) -> Sequence[_Row]:
    columns = select(JournalRow.id, JournalRow.at, JournalRow.kind, JournalRow.body)
    async with db.read() as session:
        return (await session.execute(columns.where(JournalRow.id > after).order_by(JournalRow.id).limit(limit))).all()


def _entry(row: _Row) -> Entry | None:
    try:
        return Entry(row.id, row.at, decode(row.body))
    except msgspec.MsgspecError as error:
        log.warning("journal entry %d (%s) is passed over: %s", row.id, row.kind, error)
        return None


def _move(tx: Transaction, name: str, entry: int) -> None:
    moved = {"entry": entry, "moved_at": tx.now}
    if tx.execute(update(Cursor).where(Cursor.name == name).values(moved)).rowcount == 0:
        tx.execute(insert(Cursor).values(name=name, **moved))
