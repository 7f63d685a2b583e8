"""When a guest's pictures and sounds are shown: late enough that they are there, and both by one clock (pure).

A guest's frames have times of their own, the same clock for pictures and sound, and come now earlier, now later. The
earliest of the last seconds says what their clock is in ours; what comes later by up to `delay` is still in time. So a
mouth and its voice, which lie at one time, are shown at one time, whatever way each took.

Where one of the two always comes too late for that, each goes by its own earliest: a voice beside its mouth is better
than none.
"""

from media.packets import TIMESCALE, Track

LEAST, MOST = TIMESCALE * 80 // 1000, TIMESCALE * 400 // 1000
"""How long a frame waits, in ticks; beyond the longest a guest is rather broken up than heard even later."""
_SPARE = TIMESCALE * 20 // 1000
_WINDOW = 10 * TIMESCALE
"""For so long the earliest frame is remembered: a clock that runs slow is followed."""


class Playout:
    def __init__(self) -> None:
        self.delay = LEAST
        self._ways: dict[Track, _Way] = {}

    def due(self, track: Track, dts: int, now: int) -> int:
        """When a frame that comes `now` is to be shown, in ticks of our clock; it may be past."""
        offset = now - dts
        way = self._ways.setdefault(track, _Way(offset, now))
        way.follow(offset, now)
        base = self._base(way, now)
        late = offset - base
        if late > self.delay:
            self.delay = min(MOST, late + _SPARE)
        return dts + base + self.delay

    def _base(self, way: "_Way", now: int) -> int:
        together = min(each.base for each in self._ways.values() if now - each.heard <= _WINDOW)
        return together if way.base - together <= MOST - LEAST else way.base


class _Way:
    """How much later than its time a track's frames come, at least."""

    def __init__(self, offset: int, now: int) -> None:
        self.base = self._earliest = offset
        self._since = self.heard = now

    def follow(self, offset: int, now: int) -> None:
        self.heard = now
        if abs(offset - self.base) > _WINDOW:  # another clock
            self.base, self._earliest, self._since = offset, offset, now
        self._earliest = min(self._earliest, offset)
        if offset < self.base:
            self.base = offset
        elif now - self._since >= _WINDOW:
            self.base, self._earliest, self._since = self._earliest, offset, now
