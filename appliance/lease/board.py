"""Which boxes there are, as this process read a second ago: for addresses, not for decisions."""

import logging
from collections.abc import Sequence

from quart import current_app
from sqlalchemy.exc import SQLAlchemyError

from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Unavailable
from appliance.lease import reads
from appliance.lease.reads import Standing

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class Boxes:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self.known: Sequence[Standing] = ()
        """The live one first; none: this box is alone."""

    async def run(self) -> None:
        """A task of the process, where two boxes share a shop."""
        while True:
            try:
                await self.look()
            except (Unavailable, SQLAlchemyError, OSError) as error:
                log.warning("which box is live is as it was: %s", error)
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        async with self._db.read() as session:
            self.known = await reads.boxes(session)


def boxes() -> Boxes:
    """That of the app which answers the current request."""
    found = current_app.extensions["boxes"]
    assert isinstance(found, Boxes)  # noqa: S101 - set by create_app and by nobody else
    return found
