"""How much one, or each of many, may have in a time (pure, told the time in seconds of a stopwatch)."""

import math
from collections import OrderedDict

_ROUNDING = 1e-6


class Allowance:
    """So many at once and so many a second, as one number: the moment when the next one is paid for (GCRA)."""

    __slots__ = ("_ahead", "_apart", "_paid_until")

    def __init__(self, per_second: float, burst: int) -> None:
        self._apart = 1 / per_second
        self._ahead = burst / per_second
        self._paid_until = -math.inf

    def take(self, now: float) -> float:
        """0 when one more may be; else the seconds until one may."""
        wait = self.wait(now)
        if not wait:
            self.charge(now)
        return wait

    def wait(self, now: float) -> float:
        """What `take` would say."""
        left = self._next(now) - now
        return left if left > _ROUNDING else 0.0

    def charge(self, now: float) -> None:
        """One more was, whether it may or not: elsewhere, say. A second's debt is the most."""
        self._paid_until = min(self._next(now), now + 1)

    def _next(self, now: float) -> float:
        return max(self._paid_until, now - self._ahead) + self._apart


class Allowances:
    """One of each name; of more than `most` whoever was quiet longest is forgotten, and has nearly all of it again."""

    def __init__(self, per_second: float, burst: int, most: int) -> None:
        self._terms = (per_second, burst)
        self._most = most
        self._known: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        return self._of(name).take(now)

    def wait(self, name: str, now: float) -> float:
        known = self._known.get(name)
        return 0.0 if known is None else known.wait(now)

    def charge(self, name: str, now: float) -> None:
        self._of(name).charge(now)

    def _of(self, name: str) -> Allowance:
        found = self._known.setdefault(name, Allowance(*self._terms))
        self._known.move_to_end(name)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return found
