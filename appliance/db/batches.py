"""Work on many rows in one transaction, where one row that resists holds up no other."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from appliance.db.transaction import Transaction

if TYPE_CHECKING:
    from appliance.db.database import Database

log = logging.getLogger(__name__)


PAGE = 500
"""Rows that one action takes out: nobody who buys waits longer for the writer than that takes."""


class Batch(NamedTuple):
    """How many were looked after, and how many could not be and stay as they were."""

    done: int = 0
    resisted: int = 0


def each(tx: Transaction, found: Sequence[str], step: Callable[[Transaction, str], object]) -> Batch:
    """Take `step` with each id; what one that fails has done is undone, logged, and left for a colleague."""
    done = sum(_stepped(tx, one, step) for one in found)
    return Batch(done, len(found) - done)


def some(
    tx: Transaction, due: Select[str], step: Callable[[Transaction, str], object], limit: int, passing: int
) -> Batch:
    """`each` of `limit` of those that are `due`, behind the first `passing`, of which is known that they resist."""
    return each(tx, tx.execute(due.limit(limit).offset(passing)).scalars().all(), step)


async def let_go(db: "Database", page: Callable[[Transaction, datetime, int], int], keep: timedelta) -> int:
    """Take ``page(tx, until, PAGE)`` until nothing older than `keep` is there; how many rows went.

    A `keep` of nothing keeps them for good.
    """
    gone = 0
    while keep and (some := await db.write(_page, page, keep)):
        gone += some
    return gone


def _page(tx: Transaction, page: Callable[[Transaction, datetime, int], int], keep: timedelta) -> int:
    return page(tx, tx.now - keep, PAGE)


async def go_through(db: "Database", step: Callable[[Transaction, int, int], Batch], size: int) -> None:
    """Take ``step(tx, size, passing)`` until nothing is due; nobody who writes waits longer than one step takes."""
    passing = 0
    while sum(batch := await db.write(step, size, passing)) == size:
        passing += batch.resisted


def _stepped(tx: Transaction, one: str, step: Callable[[Transaction, str], object]) -> bool:
    try:
        tx.attempt(step, one)
    except DBAPIError:
        raise  # the database wants the whole action again
    except Exception:
        log.exception("one of many could not be looked after", extra={"id": one})
        return False
    return True
