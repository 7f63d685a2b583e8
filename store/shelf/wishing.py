"""想看讲解: what viewers wish to have explained, told over the socket."""

from collections.abc import Sequence

import msgspec

from appliance.clock import Clock
from appliance.db import Database
from appliance.gathering import Gathering
from appliance.identity.seats import Seat
from store.shelf.actions import want
from store.shelf.problems import NotOnShelf, StaffMayNotWish

PAUSE = 0.3
"""Seconds between two writes: staff need not hear of every single wish."""

Wish = tuple[str, str, str]


class Want(msgspec.Struct, frozen=True, tag="want"):
    product: str
    ref: str = ""


class Wanted(msgspec.Struct, frozen=True):
    count: int
    """So many want it."""


class Wishes:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._gathering: Gathering[Wish, int] = Gathering("shelf.wishes", self._write, clock, pause=PAUSE)

    async def want(self, seat: Seat, body: bytes) -> Wanted:
        """Raises ValidationError, StaffMayNotWish, NotOnShelf."""
        asked = msgspec.json.decode(body, type=Want)
        if seat.role:
            raise StaffMayNotWish
        count = await self._gathering.ask((seat.room, asked.product, seat.viewer))
        if not count:
            raise NotOnShelf
        return Wanted(count)

    async def stop(self) -> None:
        await self._gathering.stop()

    async def _write(self, wishes: Sequence[Wish]) -> list[int]:
        return await self._db.write(want, wishes)
