"""A bounded part of the disk for what lies in the storage: blocks of files; what nobody has read for longest goes."""

import logging
import os
import secrets
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from appliance.disk import is_full

BLOCK = 2 << 20
"""Bytes of a block; the last of a file is shorter."""
CHECK = 4
"""Bytes behind each block that tell whether it is whole (CRC-32): power may fail at any moment."""
FRESH_SECONDS = 60.0
"""So often it is noted that a block is read."""
FORGOTTEN_SECONDS = 3600.0
"""What is still half-written then was left by a process that died."""

log = logging.getLogger(__name__)


class Cache:
    """``FOLDER/NAME/00012`` is the thirteenth block of the file NAME. Threads may share it, and processes too."""

    def __init__(self, folder: Path, limit: int, reserve: int = 0) -> None:
        """`limit`: bytes in all. `reserve`: when fewer bytes of the disk are free, nothing is added."""
        self._folder = folder
        self._limit = limit
        self._reserve = reserve
        self._lock = threading.Lock()
        self._used = 0
        self._uncounted = limit
        """Bytes that were added since all were counted, as if there were many at first."""

    def get(self, name: str, number: int) -> bytes | None:
        file = self._file(name, number)
        try:
            content = file.read_bytes()
            if file.stat().st_mtime < time.time() - FRESH_SECONDS:
                os.utime(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("a block cannot be read: %s", error)
            return None
        block, check = content[:-CHECK], content[-CHECK:]
        if check != _check(block):
            file.unlink(missing_ok=True)
            return None
        return block

    def put(self, name: str, number: int, block: bytes) -> None:
        """Under its name only when it is whole; a full disk keeps nothing, and that is no failure."""
        size = len(block) + CHECK
        file = self._file(name, number)
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if size > self._limit or shutil.disk_usage(self._folder).free - size < self._reserve:
                return
            fresh.write_bytes(block + _check(block))
            fresh.rename(file)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            if not is_full(error):
                log.warning("a block cannot be kept: %s", error)
            return
        with self._lock:
            self._count(size)
            if self._used > self._limit:
                self._make_room()

    def held(self, below: str) -> int:
        """Bytes of all files below a folder of names."""
        return sum(size for _, size, _ in _blocks(self._folder / below))

    def _count(self, size: int) -> None:
        """One more block. Every tenth of the limit all are counted anew: other processes add to them, too."""
        self._used += size
        self._uncounted += size
        if self._uncounted > self._limit // 10:
            self._used, self._uncounted = self.held(""), 0

    def _make_room(self) -> None:
        """Down to nine tenths, so that it is not done for each block."""
        blocks = sorted(_blocks(self._folder))
        used = sum(size for _, size, _ in blocks)
        for read_at, size, file in blocks:
            half_written = file.name.startswith(".")
            if half_written and read_at > time.time() - FORGOTTEN_SECONDS:
                continue
            if used > self._limit * 9 // 10 or half_written:
                file.unlink(missing_ok=True)
                used -= size
                _tidy(file.parent, self._folder)
        self._used = used

    def _file(self, name: str, number: int) -> Path:
        return self._folder / name / f"{number:05}"


def _check(block: bytes) -> bytes:
    return zlib.crc32(block).to_bytes(CHECK, "big")


def _blocks(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each was read last, and its size; what goes meanwhile is passed over."""
    for root, _, names in os.walk(folder):
        for name in names:
            file = Path(root, name)
            try:
                about = file.stat()
            except FileNotFoundError:
                continue
            yield about.st_mtime, about.st_size, file


def _tidy(folder: Path, root: Path) -> None:
    """Folders in which nothing is left."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
