"""When rooms speak: at once with the loop's next turn, or when their time has come."""

import asyncio

from appliance.clock import Clock
from chat.room import Room

EACH = 0.025
"""Seconds between two looks at the rooms that wait; nobody looks while none does."""


class Ticks:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._late: dict[Room, None] = {}
        self._called: set[Room] = set()
        self._work = asyncio.Event()

    def schedule(self, room: Room) -> None:
        """A room has something to say."""
        if room.due is not None and room.due <= self._clock.monotonic():
            if room not in self._called:  # what comes in one go is told in one go
                self._called.add(room)
                asyncio.get_running_loop().call_soon(self._speak, room)
        else:
            self._late[room] = None
            self._work.set()

    async def run(self) -> None:
        """A task of the process."""
        while True:
            self._work.clear()
            if not self._late:
                await self._work.wait()
            await self._clock.sleep(EACH)
            now = self._clock.monotonic()
            for room in [each for each in self._late if (each.due or 0.0) <= now]:
                self._speak(room)

    def _speak(self, room: Room) -> None:
        self._called.discard(room)
        self._late.pop(room, None)
        room.flush()
