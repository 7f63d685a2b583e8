"""延时播出: a host's stream is held back for a while before the room plays it; what is cut until then nobody sees."""

from collections import deque

import msgspec

from appliance.clock import Clock
from media.loudness import Level
from media.packets import Config, Packet
from media.publishers import Publication

MOST_BYTES = 192 << 20
"""What one room may hold back: a minute at 25 Mbit/s. Of more than that the oldest plays earlier."""


class _Closed(msgspec.Struct, frozen=True):
    why: str


class Held:
    """A `Publication` before two others: `now` for those who look after the show, `later` for everybody else."""

    def __init__(self, now: Publication, later: Publication, seconds: int, clock: Clock) -> None:
        self.seconds = seconds
        self.over = False
        """It has given everything away, and no more comes."""
        self._now = now
        self._later = later
        self._clock = clock
        self._waiting: deque[tuple[float, Config | Packet | _Closed]] = deque()
        self._bytes = 0

    def configure(self, config: Config) -> None:
        self._now.configure(config)
        self._hold(config)

    def packet(self, packet: Packet) -> None:
        self._now.packet(packet)
        self._bytes += len(packet.data)
        self._hold(packet)
        self.release()

    def loud(self, level: Level) -> None:
        self._now.loud(level)

    def lossy(self, lost: float) -> None:
        self._now.lossy(lost)

    def close(self, why: str) -> None:
        """The rest plays in its time, unless it is dropped."""
        self._now.close(why)
        self._hold(_Closed(why))

    def drop(self, why: str) -> None:
        """What is held back will not play."""
        self._waiting.clear()
        self._bytes = 0
        if not self.over:
            self._end(why)

    def release(self) -> None:
        """Give away what is due."""
        now = self._clock.monotonic()
        while self._waiting and (self._waiting[0][0] <= now or self._bytes > MOST_BYTES):
            _, what = self._waiting.popleft()
            match what:
                case Packet():
                    self._bytes -= len(what.data)
                    self._later.packet(what)
                case _Closed(why):
                    self._end(why)
                case config:
                    self._later.configure(config)

    def _hold(self, what: Config | Packet | _Closed) -> None:
        if not self.over:
            self._waiting.append((self._clock.monotonic() + self.seconds, what))

    def _end(self, why: str) -> None:
        self.over = True
        self._later.close(why)
