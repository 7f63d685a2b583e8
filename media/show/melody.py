"""A quiet tune of five tones that goes round and round."""

import numpy as np
import numpy.typing as npt

RATE = 48_000
"""Hz."""

Wave = npt.NDArray[np.float32]

_BEAT = 0.5
_SCALE = (220.0, 247.5, 277.2, 330.0, 371.2, 440.0, 495.0, 554.4)
"""A major pentatonic and a little above, in just intonation where it matters."""
_TUNE = (0, 2, 4, 5, 4, 2, 3, -1, 1, 3, 5, 6, 5, 3, 4, -1, 0, 2, 4, 7, 6, 5, 4, -1, 3, 2, 1, 2, 0, -1, 0, -1)
"""Places in the scale, one a beat; -1 is a rest."""
_LOUDNESS = 0.11


class Melody:
    """Stereo samples from any moment on."""

    def __init__(self) -> None:
        self._turn = _turn()

    def samples(self, start: int, count: int) -> Wave:
        """Two rows of `count` samples from sample `start` of the show."""
        return np.take(self._turn, range(start, start + count), axis=1, mode="wrap")


def _turn() -> Wave:
    """One turn; what still rings at its end rings on into its beginning."""
    beat, ring = int(_BEAT * RATE), int(2.5 * RATE)
    turn = np.zeros((2, beat * len(_TUNE)), np.float32)
    for place, note in enumerate(_TUNE):
        if note >= 0:
            sound = _plucked(_SCALE[note], ring)
            where = np.arange(place * beat, place * beat + ring) % turn.shape[1]
            side = 0.5 + 0.3 * np.sin(place)
            turn[0, where] += sound * side
            turn[1, where] += sound * (1 - side)
    return turn


def _plucked(pitch: float, count: int) -> Wave:
    time = np.arange(count) / RATE
    partials = sum(np.sin(2 * np.pi * pitch * n * time) * np.exp(-time * (2 + 2 * n)) / n**1.6 for n in (1, 2, 3, 4))
    attack = np.minimum(time / 0.008, 1)
    fade = np.minimum((count / RATE - time) / 0.1, 1)
    return (_LOUDNESS * partials * attack * fade).astype(np.float32)
