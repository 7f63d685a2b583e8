"""How often somebody may have something made (pure, told the time)."""

import math
from collections import OrderedDict, deque

MOST_KNOWN = 5000


class Pace:
    def __init__(self, most: int, window: float) -> None:
        """`most` in `window` seconds."""
        self._most = most
        self._window = window
        self._made: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, who: str, now: float) -> int:
        """Seconds until there may be one more; 0: now, and it is counted. `now` in seconds of a stopwatch."""
        made = self._made.setdefault(who, deque())
        self._made.move_to_end(who)
        while len(self._made) > MOST_KNOWN:
            self._made.popitem(last=False)
        while made and made[0] <= now - self._window:
            made.popleft()
        if len(made) >= self._most:
            return max(1, math.ceil(made[0] + self._window - now))
        made.append(now)
        return 0
