"""How loud a second of sound is."""

import msgspec

FLOOR = -90.0
"""dBFS of silence, and of all that is softer."""
FULL = 0.0
"""dBFS of all that is louder than full scale too: it is cut off there."""


class Level(msgspec.Struct, frozen=True):
    """By AES17: a sine that just reaches full scale is 0 dBFS, by its power as by its peak."""

    power: float
    peak: float
    """Of the louder channel, both: a microphone on one side alone is no softer for that."""
