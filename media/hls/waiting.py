"""Requests that wait for a part that is not there yet."""

import logging
from collections.abc import Callable

from appliance.clock import Clock
from media.hls.answers import Answer
from media.hls.cutting import TARGET_SECONDS

Reply = Callable[[Answer], None]

BLOCKING_SECONDS = 3 * TARGET_SECONDS
"""Who waits longer is answered 503 (RFC 8216bis, 6.2.5.2)."""
MOST_WAITING = 20_000
"""Requests parked on one channel; the next is answered 503."""

log = logging.getLogger(__name__)


class Parked:
    """One waiting request."""

    def __init__(self, line: "Line", key: int, render: Callable[[], Answer], reply: Reply) -> None:
        self.key = key
        """The edge (`Window.edge`) that it waits for."""
        self.render = render
        self.deadline = line.deadline()
        self._line = line
        self._reply: Reply | None = reply

    def cancel(self) -> None:
        """The requester has gone: it will not be replied to."""
        if self._reply is not None:
            self._reply = None
            self._line.length -= 1

    def answer(self, answer: Answer) -> None:
        """Reply, once. One requester's failure is its own."""
        reply = self._reply
        if reply is None:
            return
        self.cancel()
        try:
            reply(answer)
        except Exception:  # whatever the requester's connection raises
            log.exception("a requester could not be replied to")


class Line:
    """Everybody who waits on one channel."""

    def __init__(self, clock: Clock) -> None:
        self.length = 0
        self._clock = clock

    def park(self, key: int, render: Callable[[], Answer], reply: Reply) -> Parked | None:
        """None when the line is full."""
        if self.length >= MOST_WAITING:
            return None
        self.length += 1
        return Parked(self, key, render, reply)

    def deadline(self) -> float:
        return self._clock.monotonic() + BLOCKING_SECONDS

    def now(self) -> float:
        return self._clock.monotonic()
