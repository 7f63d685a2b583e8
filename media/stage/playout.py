"""When a guest's pictures and sounds are shown: late enough that they are there, and both by one clock (pure).

A guest's frames have times of their own, the same clock for pictures and sound, and come now earlier, now later. The
earliest of the last seconds says what their clock is in ours; what comes later by up to `delay` is still in time. So a
mouth and its voice, which lie at one time, are shown at one time, whatever way each took.
"""

from media.packets import TIMESCALE

LEAST, MOST = TIMESCALE * 80 // 1000, TIMESCALE * 400 // 1000
"""How long a frame waits, in ticks; beyond the longest a guest is rather broken up than heard even later."""
_SPARE = TIMESCALE * 20 // 1000
_WINDOW = 10 * TIMESCALE
"""For so long the earliest frame is remembered: a clock that runs slow is followed."""


class Playout:
    def __init__(self) -> None:
        self.delay = LEAST
        self._base: int | None = None
        self._earliest: int | None = None
        self._since = 0

    def due(self, dts: int, now: int) -> int:
        """When a frame that comes `now` is to be shown, in ticks of our clock; it may be past."""
        offset = now - dts
        if self._base is None or abs(offset - self._base) > _WINDOW:
            self._base, self._earliest, self._since = offset, offset, now
        self._follow(offset, now)
        late = offset - self._base
        if late > self.delay:
            self.delay = min(MOST, late + _SPARE)
        return dts + self._base + self.delay

    def _follow(self, offset: int, now: int) -> None:
        assert self._base is not None  # noqa: S101 - set by the first frame
        assert self._earliest is not None  # noqa: S101 - the same
        self._earliest = min(self._earliest, offset)
        if offset < self._base:
            self._base = offset
        elif now - self._since >= _WINDOW:
            self._base, self._earliest, self._since = self._earliest, offset, now
