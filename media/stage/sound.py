"""Everybody's sound in one, and for each on stage all but his own: nobody hears himself. Runs in the worker only.

Sound is int16, 48 kHz, two channels: arrays of shape (samples, 2). Places are sample numbers of the stage's clock.
"""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from media.packets import TIMESCALE

RATE = 48_000
FULL_SCALE = 32768
TICK = 960
"""Samples of a mix: 20 ms, one frame of Opus."""
_KEPT = 2 * RATE
_DRIFT = RATE // 25
"""What a voice may be off its time by, before it is moved: 40 ms, less than an ear notices."""

Pcm = npt.NDArray[np.int16]


class Voice:
    """One guest's sound on its way to the mix: two seconds at most."""

    def __init__(self) -> None:
        self._samples = np.zeros((_KEPT, 2), np.int16)
        self._until: int | None = None
        self._taken = 0

    def put(self, sound: Pcm, due: int) -> None:
        """Its first sample is due at `due`, in ticks of the stage's clock."""
        place = due * RATE // TIMESCALE
        if self._until is not None and abs(place - self._until) <= _DRIFT:
            place = self._until  # one piece after another: neither a gap nor an overlap is heard
        late = self._taken - place
        if late > 0:
            sound, place = sound[late:], self._taken
        if not len(sound) or place + len(sound) > self._taken + _KEPT:
            return
        self._silence(place)
        for part, start in _wrapped(sound, place):
            self._samples[start : start + len(part)] = part
        self._until = place + len(sound)

    def take(self, place: int) -> Pcm:
        """The `TICK` samples from `place` on: silence where there are none."""
        found = np.zeros((TICK, 2), np.int16)
        for part, start in _wrapped(found, place):
            kept = self._samples[start : start + len(part)]
            part[:] = kept
            kept[:] = 0
        self._taken = place + TICK
        return found

    def _silence(self, place: int) -> None:
        """What lies between the last piece and this one was never said."""
        if self._until is not None and self._until < place:
            gap = self._samples[: min(place - self._until, _KEPT)]
            for part, start in _wrapped(gap, self._until):
                self._samples[start : start + len(part)] = 0


def mixed(voices: Mapping[str, Pcm], apart: Collection[str]) -> tuple[Pcm, dict[str, Pcm]]:
    """The sum of all, and for each of `apart` the sum without their own; too loud is clipped, once, at the end."""
    total = np.zeros((TICK, 2), np.int32)
    for voice in voices.values():
        total += voice
    return _clipped(total), {who: _clipped(total - voices[who] if who in voices else total) for who in apart}


def _clipped(total: npt.NDArray[np.int32]) -> Pcm:
    return np.clip(total, -32768, 32767).astype(np.int16)


def _wrapped(sound: Pcm, place: int) -> Iterator[tuple[Pcm, int]]:
    """In the pieces in which it lies in the ring, each with where it begins there."""
    start = place % _KEPT
    first = min(len(sound), _KEPT - start)
    yield sound[:first], start
    if first < len(sound):
        yield sound[first:], 0
