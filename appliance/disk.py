"""A disk that takes no more: nothing half-written stays, and what waits for room is no failure."""

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = 4
"""What a program of ours ends with when the disk is full."""


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """Where to write what shall stand at `file`: it does when all of it is there, and else nothing of it stays."""
    fresh = file.with_name(f".{file.name}")
    try:
        yield fresh
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def is_full(error: Exception) -> bool:
    """Whether it would have worked with more room."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def no_room(what: str) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)


@contextmanager
def ending_when_full() -> Iterator[None]:
    """Around the work of a program: it ends with `FULL` where the disk had no room for it."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        sys.exit(FULL)
