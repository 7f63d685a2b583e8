"""The shop's own data, page by page, on its way to the storage: sealed segments in order, from which a box is rebuilt.

A generation begins with every page of the database and the house's key (segment 0); each further segment holds the
pages that changed since the one before. What a crash or a cut line leaves undone lies in the spool and goes later, in
order. A generation that has grown far larger than the database is followed by a new one.
"""

import asyncio
import logging
import shutil
import sqlite3
import threading
from pathlib import Path

from sqlalchemy import make_url

from appliance.clock import Clock
from appliance.cloud import segments
from appliance.cloud.bucket import Bucket
from appliance.cloud.pages import Ledger, Pages
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.disk import is_full
from appliance.ids import is_id, later_id

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
SHARE = 30.0
"""A look at the database that took a second is followed by so many seconds' rest."""
GROWN = 4
"""A generation ends when its segments are so many times as large as its first."""
MOST_SEGMENTS = 5000
KEPT_GENERATIONS = 2
FILES = ("secrets/house.key", "jinbo.toml")
"""What a box needs beside its rows to read them."""


class Replica:
    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._folder = config.data / "cloud"
        self._spool = self._folder / "spool"
        url = make_url(config.database_url)
        self._database = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        self._due = 0.0
        self._mark = ""
        """Of the key and the storage that it turned to last."""
        self._noting = threading.Lock()
        """A task that was cancelled leaves its thread behind."""
        self._pages: Pages | None = None
        self.full = False
        """The disk has no room for what is to be sent."""

    def waiting(self) -> int:
        """Segments that have not arrived yet."""
        return len(self._spooled())

    async def turn(self, bucket: Bucket, terms: Terms) -> None:
        """Note what changed, if it is time, and send what waits. Raises Unavailable."""
        if self._database is None:
            return
        key = bytes.fromhex(terms.replica_key)
        mark = segments.fingerprint(key, terms.storage.endpoint, terms.storage.bucket)
        if mark != self._mark:
            self._mark, self._due = mark, 0.0
        if self._clock.monotonic() >= self._due:
            last = "" if await asyncio.to_thread(self._goes_on, mark) else await self._last(bucket)
            began = self._clock.monotonic()
            self.full = not await asyncio.to_thread(self._note_where_room_is, key, mark, last)
            took = self._clock.monotonic() - began
            self._due = self._clock.monotonic() + max(EVERY_SECONDS, SHARE * took)
        for file in await asyncio.to_thread(self._sendable, mark):
            await self._send(bucket, terms, file)

    def _sendable(self, mark: str) -> list[Path]:
        """What waits for this storage: it leaves the box when it is sent, and another's would miss it."""
        files = self._spooled()
        return files if files and self._ledger(mark) is not None else []

    def _goes_on(self, mark: str) -> bool:
        """The generation of the ledger does."""
        ledger = self._ledger(mark)
        return ledger is not None and not ledger.grown(GROWN, MOST_SEGMENTS)

    def _ledger(self, mark: str) -> Ledger | None:
        """`mark`: None where it is of another key or another storage, which has nothing that could be gone on with."""
        ledger = Ledger.read(self._folder / "ledger")
        return ledger if ledger is not None and ledger.key == mark else None

    async def _last(self, bucket: Bucket) -> str:
        """The generation that is restored as yet: a clock that goes wrong, or did, must not begin one before it."""
        names = {name.split("/")[1] async for name in bucket.names("shop/")}
        names |= {folder.name for folder in self._spool.iterdir()} if self._spool.is_dir() else set()
        return max(filter(is_id, names), default="")

    def _note_where_room_is(self, key: bytes, mark: str, last: str) -> bool:
        """False: the disk has none but for orders. What changed is seen again later, however much it is by then."""
        with self._noting:
            self._forget_other(mark)
            if shutil.disk_usage(self._config.data).free < self._config.orders_only:
                return False
            try:
                self._note(key, mark, last)
            except (OSError, sqlite3.Error) as error:
                if not is_full(error):
                    raise
                log.warning("the shop's own data waits for room on the disk: %s", error)
                return False
        return True

    def _forget_other(self, mark: str) -> None:
        """What waits goes with its ledger, never without: that one would go on behind what is gone."""
        if self._ledger(mark) is None:
            (self._folder / "ledger").unlink(missing_ok=True)
            shutil.rmtree(self._spool, ignore_errors=True)

    def _note(self, key: bytes, mark: str, last: str) -> None:
        """Write the pages that changed into the spool, then into the ledger: after a crash between, they come again.

        `last`: a new generation begins behind it.
        """
        if self._database is None:
            return
        pages = self._pages = self._pages or Pages(self._database, self._folder / "snapshot.db")
        ledger = self._ledger(mark)
        if ledger is None or ledger.grown(GROWN, MOST_SEGMENTS):
            ledger = Ledger(later_id(last, self._clock.now()), mark)
            pages.forget()
        changed = pages.changed(ledger)
        if changed is None:
            return
        files = self._files() if ledger.number == 0 else {}
        segment = segments.Segment(
            ledger.generation, ledger.number, self._clock.now(), changed.size, changed.pages, files
        )
        sealed = segments.seal(segment, key)
        segments.write(self._spool / ledger.generation / f"{ledger.number:06}.seg", sealed)
        ledger.noted(changed, len(sealed)).write(self._folder / "ledger")

    async def _send(self, bucket: Bucket, terms: Terms, file: Path) -> None:
        generation = file.parent.name
        content = await asyncio.to_thread(file.read_bytes)
        if file.name == segments.FIRST:
            lock = terms.replica_lock.encode()
            await bucket.put(f"shop/{generation}/{segments.LOCK}", lock, "application/octet-stream")
        await bucket.put(f"shop/{generation}/{file.name}", content, "application/octet-stream")
        await asyncio.to_thread(file.unlink)
        if file.name == segments.FIRST:
            await self._let_go(bucket, generation)

    async def _let_go(self, bucket: Bucket, newest: str) -> None:
        """Generations before the last two, in the storage and in the spool."""
        for folder in self._spool.iterdir():
            if folder.name < newest and not any(folder.iterdir()):
                await asyncio.to_thread(shutil.rmtree, folder)
        names = [name async for name in bucket.names("shop/")]
        generations = sorted({name.split("/")[1] for name in names})
        old = {*generations[:-KEPT_GENERATIONS]} - {newest}
        for name in names:
            if name.split("/")[1] in old:
                await bucket.delete(name)

    def _spooled(self) -> list[Path]:
        return sorted(self._spool.glob("*/*.seg")) if self._spool.is_dir() else []

    def _files(self) -> dict[str, bytes]:
        return {name: (self._config.data / name).read_bytes() for name in FILES if (self._config.data / name).exists()}
