"""Which clips no page of viewers shows, and since when: what nobody sees for long may be let go."""

from collections.abc import Awaitable, Callable, Collection

from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock
from appliance.db import Database
from media.recording.clips import actions, reads

LOOK_SECONDS = 60.0
PAGE = 200
"""Clips told in one transaction."""
Shelved = Callable[[AsyncSession], Awaitable[Collection[str]]]
"""The products whose pages viewers can open."""


class Watching:
    def __init__(self, db: Database, clock: Clock, shelved: Shelved) -> None:
        self._db = db
        self._clock = clock
        self._shelved = shelved

    async def run(self) -> None:
        """A task of the `back` process."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        async with self._db.read() as session:
            seen = await reads.seen(session, await self._shelved(session))
            known = await reads.since_when_unseen(session)
        lost = [clip for clip, since in known.items() if since is None and clip not in seen]
        found = [clip for clip, since in known.items() if since is not None and clip in seen]
        for told, clips in ((actions.lose_sight, lost), (actions.catch_sight, found)):
            for start in range(0, len(clips), PAGE):
                await self._db.write(told, clips[start : start + PAGE])
