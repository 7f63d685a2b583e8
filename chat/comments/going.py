"""正在去买: who opened a product, told once a second for all of a room."""

import asyncio
from collections import OrderedDict
from typing import Annotated

import msgspec

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.events import ShoppersWent
from appliance.identity.seats import Seat

TELL_SECONDS = 1.0
NAMES = 3
AGAIN_SECONDS = 30.0
"""Who goes to the same product again within this time is not told again."""
REMEMBERED = 20_000


class Opened(msgspec.Struct, frozen=True):
    product: Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern="^[0-9A-Za-z_-]+$")]


class Going:
    """``hub.hear("going", going.hear, ...)``; `run` is a task of the process."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._went: dict[tuple[str, str], list[str]] = {}
        self._work = asyncio.Event()
        self._lately: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    async def hear(self, seat: Seat, body: bytes) -> None:
        """Colleagues look, they do not buy."""
        product = msgspec.json.decode(body, type=Opened).product
        me, now = (seat.room, seat.viewer, product), self._clock.monotonic()
        if seat.role or (me in self._lately and now - self._lately[me] < AGAIN_SECONDS):
            return
        self._lately[me] = now
        self._lately.move_to_end(me)
        if len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)
        self._went.setdefault((seat.room, product), []).append(seat.name)
        self._work.set()

    async def run(self) -> None:
        while True:
            if not self._went:
                self._work.clear()
                await self._work.wait()
            await self._clock.sleep(TELL_SECONDS)
            self.tell()

    def tell(self) -> None:
        went, self._went = self._went, {}
        for (room, product), names in went.items():
            self._bus.publish(ShoppersWent(room=room, names=names[-NAMES:], count=len(names), product=product))
