"""Handing what was said to WeChat's text check, after it was said: nobody waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Conflict, Unavailable
from appliance.ids import new_id
from chat.comments import actions
from chat.comments.models import Comment

EVERY_SECONDS = 0.5
QUIET_SECONDS = 2.0
"""Between looks while nobody says anything."""
PATIENCE_SECONDS = 15.0
"""After a check that was not answered, or while there is nobody to ask."""
WITHIN = timedelta(minutes=10)
"""What could not be checked by then stays as it is."""
AT_ONCE = 20

Verdict = Literal["pass", "review", "risky", "none"]
"""none: it cannot be asked about this viewer."""

log = logging.getLogger(__name__)

TextCheck = Callable[[str, str, str], Awaitable[Verdict]]
"""``await check(viewer, name, text)``. Raises Conflict while the shop has no account, Unavailable for no answer."""


class Checking:
    """`run` is a task of the process `back`."""

    def __init__(self, db: Database, clock: Clock, check: TextCheck) -> None:
        self._db = db
        self._clock = clock
        self._check = check

    async def run(self) -> None:
        while True:
            try:
                pause = EVERY_SECONDS if await self.check_some() else QUIET_SECONDS
            except (Conflict, Unavailable) as problem:
                log.debug("comments are not checked for now: %s", problem)
                pause = PATIENCE_SECONDS
            await self._clock.sleep(pause)

    async def check_some(self) -> int:
        """How many were asked about. Raises Conflict, Unavailable."""
        unchecked = (Comment.checked == "", Comment.id >= new_id(self._clock.now() - WITHIN)[:10])
        async with self._db.read() as session:
            statement = select(Comment).where(*unchecked).order_by(Comment.id).limit(AT_ONCE)
            found = list(await session.scalars(statement))
        verdicts = await asyncio.gather(
            *(self._check(one.viewer, one.name, one.text) for one in found), return_exceptions=True
        )
        for one, verdict in zip(found, verdicts, strict=True):
            if isinstance(verdict, str):
                await self._db.write(actions.note_check, one.room, one.id, verdict)
        for verdict in verdicts:
            if isinstance(verdict, BaseException):
                raise verdict
        return len(found)
