"""What one viewer, one address and one room may take (pure)."""

import math

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    seats_per_viewer: int = 4
    """In one room; a further one takes the place of the oldest."""
    seats_per_address: int = 1_000
    """In all rooms; many viewers share one behind a shop's or a carrier's router."""
    seats_per_room: int = 20_000
    answers_awaited: int = 16
    """Of one seat; what it says beyond is refused until some are answered."""
    rooms_kept: float = 600.0
    """Seconds that an empty room is remembered, for those who come back."""
    trusted: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    """Addresses of this box: no limit per address holds for them."""


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
        return max(0.0, self._next(now) - now)

    def charge(self, now: float) -> None:
        """One more was, whether it may or not: elsewhere, say. A second's debt is the most."""
        self._paid_until = min(self._next(now), now + 1)

    def _next(self, now: float) -> float:
        return max(self._paid_until, now - self._ahead) + self._apart
