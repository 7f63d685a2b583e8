"""Letting old facts go: the journal keeps them as long as the shop wishes, and always for who has yet to read them."""

import logging
from datetime import timedelta

from sqlalchemy import delete, func, select

from appliance.clock import Clock
from appliance.db import Cursor, Database, JournalRow, Transaction

PAGE = 200
"""Rows that one action looks at: nobody who buys waits longer for the writer than that takes."""
BREATH_SECONDS = 0.05
EVERY_SECONDS = 3600.0

log = logging.getLogger(__name__)


class Pruning:
    def __init__(self, db: Database, clock: Clock, keep: timedelta) -> None:
        """`keep` of nothing keeps every fact for good."""
        self._db = db
        self._clock = clock
        self._keep = keep

    async def run(self) -> None:
        """A task of the process."""
        while True:
            if self._keep and (gone := await self.prune()):
                log.info("%d old facts left the journal", gone)
            await self._clock.sleep(EVERY_SECONDS)

    async def prune(self) -> int:
        """Delete what is too old, a page at a time; how many rows went."""
        gone = 0
        while pruned := await self._db.write(prune_page, self._keep):
            gone += pruned
            await self._clock.sleep(BREATH_SECONDS)
        return gone


def prune_page(tx: Transaction, keep: timedelta) -> int:
    """Delete those of the journal's first rows that are older than `keep` and that every follower has passed."""
    head = tx.execute(select(JournalRow.id, JournalRow.at).order_by(JournalRow.id).limit(PAGE)).all()
    slowest = tx.scalar(select(func.min(Cursor.entry)))
    old = [row.id for row in head if row.at < tx.now - keep and (slowest is None or row.id <= slowest)]
    return tx.execute(delete(JournalRow).where(JournalRow.id.in_(old))).rowcount if old else 0
