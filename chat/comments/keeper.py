"""What was said on its way into its rows: a few times a second, so that a busy room costs no more than a quiet one."""

import asyncio
import logging

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Unavailable
from chat.comments import actions
from chat.comments.actions import Said

EVERY_SECONDS = 0.25
MOST_WAITING = 20_000
"""Comments that may wait for a database that does not take them; then the oldest are lost, with a line in the log."""
AT_ONCE = 500

log = logging.getLogger(__name__)


class Keeper:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._waiting: list[Said] = []
        self._work = asyncio.Event()

    def keep(self, said: Said) -> None:
        """It is in its row within half a second."""
        self._waiting.append(said)
        self._work.set()
        if len(self._waiting) > MOST_WAITING:
            log.error("a comment is not kept: the database takes none", extra={"room": said.room})
            del self._waiting[0]

    async def run(self) -> None:
        """A task of the process."""
        while True:
            if not self._waiting:
                self._work.clear()
                await self._work.wait()
            await self._clock.sleep(EVERY_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Write down what waits; what the database does not take now is tried again."""
        while self._waiting:
            some = self._waiting[:AT_ONCE]
            try:
                await self._db.write(actions.keep, some)
            except Unavailable:
                log.warning("comments wait for the database", extra={"waiting": len(self._waiting)})
                return
            gone = {one.id for one in some}
            self._waiting = [one for one in self._waiting if one.id not in gone]
