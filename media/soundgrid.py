"""AAC frames on their grid: 1024 samples each, counted, not timed, so that they meet without gap or overlap.

RTMP stamps sound in whole milliseconds and phones stamp it in bursts; placed as stamped, it would crackle.
"""

from media.aac import FRAME_SAMPLES
from media.packets import TIMESCALE

_FAR = TIMESCALE // 5
"""A distance from the stamps (200 ms) that is no jitter: the sound has a gap, or overlaps."""
_SMOOTHING = 16
"""Frames over which jitter is averaged."""
_TOLERANCE = 2
"""Frames that the average may be away before the grid follows the stamps."""


class SoundGrid:
    """Frame by frame; all times in ticks."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._frame = FRAME_SAMPLES * TIMESCALE / sample_rate
        self._origin: int | None = None
        self._samples = 0
        self._error = 0.0
        self._corrected = 0.0

    @property
    def drift(self) -> float:
        """How far the stamps have run away from the count since the beginning."""
        return self._corrected + self._error

    def place(self, stamp: int) -> tuple[int, int] | None:
        """Start and end of the frame that is stamped so, or None when it overlaps what was placed."""
        if self._origin is None:
            self._origin = stamp
        away = stamp - self._at(self._samples)
        if away < -_FAR:
            return None
        if away > _FAR:
            self._follow(away)
        self._error += (stamp - self._at(self._samples) - self._error) / _SMOOTHING
        if self._error < -_TOLERANCE * self._frame:
            self._error += self._frame
            self._corrected -= self._frame
            return None
        if self._error > _TOLERANCE * self._frame:
            self._follow(self._error)
        start = self._at(self._samples)
        self._samples += FRAME_SAMPLES
        return start, self._at(self._samples)

    def _follow(self, distance: float) -> None:
        """Leave a gap."""
        self._samples += round(distance * self._rate / TIMESCALE)
        self._corrected += distance
        self._error = 0.0

    def _at(self, samples: int) -> int:
        return (self._origin or 0) + samples * TIMESCALE // self._rate
