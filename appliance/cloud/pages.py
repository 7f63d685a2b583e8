"""Which pages of the database changed since we looked last."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

import msgspec

from appliance.cloud.segments import write

PAGE = 4096
"""SQLite's own, so that one row costs one page and the few above it."""
_MARK = 12
"""Bytes of a page's hash."""


class Changed(msgspec.Struct, frozen=True):
    size: int
    """Of the database, in pages."""
    pages: dict[int, bytes]
    marks: bytes
    """Of all pages, one behind another."""


class Ledger(msgspec.Struct, frozen=True):
    """How far a generation has come; what was sent of each page, as its hash."""

    generation: str
    key: str
    number: int = 0
    """Of the next segment."""
    first: int = 0
    """Bytes of segment 0."""
    rest: int = 0
    """Bytes of those behind it."""
    marks: bytes = b""

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """None where there is none, or none that can be read: then a new generation begins."""
        try:
            return msgspec.msgpack.decode(file.read_bytes(), type=cls)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    def write(self, file: Path) -> None:
        write(file, msgspec.msgpack.encode(self))

    def noted(self, changed: Changed, size: int) -> "Ledger":
        first, rest = (size, 0) if self.number == 0 else (self.first, self.rest + size)
        return Ledger(self.generation, self.key, self.number + 1, first, rest, changed.marks)

    def grown(self, times: int, most: int) -> bool:
        return self.number > most or (self.number > 1 and self.rest > times * max(self.first, 1 << 20))


class Pages:
    def __init__(self, database: Path, copy: Path) -> None:
        self._database = database
        self._copy = copy
        self._watch = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        self._version = -1

    def forget(self) -> None:
        """Look at every page next time, whether somebody has written or not."""
        self._version = -1

    def changed(self, ledger: Ledger) -> Changed | None:
        """None where nothing has been written since."""
        [version] = self._watch.execute("PRAGMA data_version").fetchone()
        if version == self._version:
            return None
        try:
            self._snapshot()
            changed = self._compared(ledger)
        finally:
            self._copy.unlink(missing_ok=True)
        self._version = version
        return changed if changed.pages or len(changed.marks) != len(ledger.marks) else None

    def _compared(self, ledger: Ledger) -> Changed:
        marks, pages, size = bytearray(), {}, 0
        for number, page in enumerate(self._read()):
            mark = hashlib.blake2b(page, digest_size=_MARK).digest()
            if ledger.marks[number * _MARK : (number + 1) * _MARK] != mark:
                pages[number] = page
            marks += mark
            size = number + 1
        return Changed(size, pages, bytes(marks))

    def _snapshot(self) -> None:
        """One state of the database in one step: writers go on meanwhile, for SQLite's log keeps both."""
        self._copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._copy)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            self._watch.backup(copy)

    def _read(self) -> Iterator[bytes]:
        with self._copy.open("rb") as file:
            while page := file.read(PAGE):
                yield page
