"""One room's media time: where it breaks, and what the wall clock said."""

from collections import deque
from datetime import datetime, timedelta

import msgspec

from appliance.clock import Clock
from media.packets import TIMESCALE

_SAME = TIMESCALE // 10
"""A rendition that begins this little before a break of the source belongs behind it."""
_DRIFT = timedelta(seconds=0.5)
_REMEMBERED = 64


class Stretch(msgspec.Struct, frozen=True):
    """Media time between two breaks."""

    sequence: int
    """Discontinuity sequence number."""
    start: int
    date: datetime

    def at(self, tick: int) -> datetime:
        return self.date + timedelta(seconds=(tick - self.start) / TIMESCALE)


class Timeline:
    """Breaks are the source's. The other renditions show them at the same media time, for a player that changes between
    renditions matches them by discontinuity sequence (RFC 8216bis, 6.2.4).
    """

    def __init__(self, clock: Clock, behind: timedelta = timedelta()) -> None:
        self._clock = clock
        self._behind = behind
        self._stretches: deque[Stretch] = deque(maxlen=_REMEMBERED)

    def turn(self, tick: int) -> Stretch:
        """The source begins a new epoch here. Dates run on evenly unless the wall clock has gone elsewhere."""
        now, last = self._clock.now(), self._stretches[-1] if self._stretches else None
        even = last.at(tick) if last else now - self._behind
        date = even if last is None or abs(even - now) < _DRIFT else max(now, even)
        stretch = Stretch(last.sequence + 1 if last else 0, tick, date)
        self._stretches.append(stretch)
        return stretch

    def at(self, tick: int) -> Stretch:
        """The stretch that holds this moment; the first one for any moment before it."""
        for stretch in reversed(self._stretches):
            if stretch.start <= tick + _SAME:
                return stretch
        return self._stretches[0] if self._stretches else self.turn(tick)
