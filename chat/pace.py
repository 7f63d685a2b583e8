"""How often a room speaks: at once while it is quiet, in ticks when it is busy (pure)."""

import math

QUIET, BUSY = 10.0, 100.0
"""Facts a second, beyond which a room speaks each 100 ms, each 250 ms."""
CROWD, EACH_SEAT = 500, 0.00005
"""Seats beyond which a mere count waits for the next one, and seconds that it waits for each of them. To tell one of
them something costs 7 us, so counts take a seventh of a core at most, however often they move."""
URGENT_EACH = 0.05
"""What is urgent goes at once, unless something urgent has gone out this little before: a burst is one frame."""


class Beat:
    """Counts what is said, so that the newest second weighs most."""

    def __init__(self) -> None:
        self._rate = 0.0
        self._at = -math.inf

    def heard(self, now: float) -> None:
        self._rate = self._decayed(now) + 1
        self._at = now

    def interval(self, now: float) -> float:
        """Seconds between two frames of what need not be quick."""
        rate = self._decayed(now)
        return 0.0 if rate <= QUIET else 0.1 if rate <= BUSY else 0.25

    @staticmethod
    def patience(seats: int) -> float:
        """Seconds that a count may wait, as the next one makes it old."""
        return seats * EACH_SEAT if seats > CROWD else 0.0

    def _decayed(self, now: float) -> float:
        return self._rate * math.exp(self._at - now) if self._rate else 0.0
