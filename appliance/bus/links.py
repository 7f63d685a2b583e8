"""The two ends of a connection between processes."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import cast

from appliance.bus.frames import Frames, FrameTooLong

MOST_UNSENT = 4096
"""Frames that may wait for a process that does not read, beside what the socket holds."""

_HIGH_WATER = 1 << 20
_PATIENCE = 0.5

log = logging.getLogger(__name__)


class Outbound(asyncio.Protocol):
    """Sends frames to one process. While it does not read, the newest `MOST_UNSENT` are kept for it."""

    def __init__(self, gone: Callable[[], None]) -> None:
        self.dropped = 0
        self._gone = gone
        self._unsent: deque[bytes] = deque(maxlen=MOST_UNSENT)
        self._stuck = False
        self._lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_HIGH_WATER)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._lost.set()
        self._gone()

    def pause_writing(self) -> None:
        self._stuck = True

    def resume_writing(self) -> None:
        self._stuck = False
        while self._unsent and not self._stuck:
            self._transport.write(self._unsent.popleft())

    def send(self, data: bytes) -> None:
        if not self._stuck:
            self._transport.write(data)
            return
        self.dropped += len(self._unsent) == MOST_UNSENT
        self._unsent.append(data)

    async def hang_up(self) -> None:
        """What is on its way still goes out, if the process takes it now."""
        self._transport.close()
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._lost.wait()
        except TimeoutError:
            self._transport.abort()


class Inbound(asyncio.Protocol):
    """Hears the frames of one process."""

    def __init__(self, callers: set["Inbound"], heard: Callable[[bytes], None]) -> None:
        self._callers = callers
        self._frames = Frames()
        self._heard = heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._callers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._callers.discard(self)

    def data_received(self, data: bytes) -> None:
        try:
            for body in self._frames.feed(data):
                self._heard(body)
        except FrameTooLong as error:
            log.warning("a stranger on the bus is shown out: frame of %s bytes", error)
            self._transport.abort()

    def close(self) -> None:
        self._transport.abort()
