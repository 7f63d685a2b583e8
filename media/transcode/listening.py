"""How loud sound is that passes by decoded. Runs in workers only."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from media.loudness import FLOOR, FULL, Level

_SINE = 2.0
"""A sine of full scale has half the power of a constant of full scale."""


class Listener:
    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._energy: npt.NDArray[np.float64] = np.zeros(1)
        self._peak = 0.0
        self._samples = 0

    def hear(self, sound: npt.NDArray[Any]) -> Level | None:
        """`sound`: floats of shape (channels, samples), full scale is 1.0; the level when another second is whole."""
        self._energy = self._energy + np.einsum("cs,cs->c", sound, sound)
        self._peak = max(self._peak, float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))
        self._samples += sound.shape[1]
        if self._samples < self._rate:
            return None
        level = Level(_decibels(_SINE * float(self._energy.max()) / self._samples), _decibels(self._peak**2))
        self._energy, self._peak, self._samples = np.zeros(1), 0.0, 0
        return level


def _decibels(power: float) -> float:
    """What is no number, as broken packets decode to, counts as silence."""
    return round(min(FULL, max(FLOOR, 10 * math.log10(power))), 1) if power > 0 else FLOOR
