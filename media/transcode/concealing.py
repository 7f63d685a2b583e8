"""What is heard where sound was lost on the way: the last of it once more, fading. Runs in workers only."""

import av
import numpy as np

from media.packets import TIMESCALE

MISSED = TIMESCALE * 15 // 1000
"""Opus frames last 20 ms: this much nothing is a frame that is missing."""
FADE = 0.6
"""What is left of the loudness after each frame in a row that is missing; a fifth of a second later it is silence."""


class Concealer:
    """Remembers the last frame, planar floats."""

    def __init__(self) -> None:
        self._heard: av.AudioFrame | None = None
        self._last: np.ndarray | None = None
        """Its samples, looked at only where one is lost."""
        self._gain = 1.0

    def heard(self, frame: av.AudioFrame) -> None:
        self._heard = frame
        self._last = None
        self._gain = 1.0

    def frame(self, rate: int) -> av.AudioFrame | None:
        """One frame as long as the last; None where nothing was heard yet."""
        if self._heard is None:
            return None
        last = self._heard.to_ndarray() if self._last is None else self._last
        ramp = np.linspace(self._gain, self._gain * FADE, last.shape[1], dtype=np.float32)
        self._gain *= FADE
        turned = np.ascontiguousarray(last[:, ::-1])  # backwards it begins where the last one ended: no click
        shaded = av.AudioFrame.from_ndarray(turned * ramp, "fltp", "mono" if len(turned) == 1 else "stereo")
        shaded.sample_rate = rate
        self._last = turned
        return shaded
