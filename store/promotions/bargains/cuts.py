"""How much each cut takes (pure): at random, the early ones more, all of them together exactly what there is to cut."""

import functools
import hashlib
import hmac
from itertools import accumulate, pairwise

SPREAD = 1000
"""Chance moves a cut's weight between half of its mean and one and a half times it, in so many steps."""
FIRST, LAST = 5, 1
"""The mean weight of the first cut to that of the last."""


@functools.lru_cache(maxsize=256)
def cuts(seed: str, total: int, count: int) -> tuple[int, ...]:
    """Fen by place: `count` of them, at least one fen each, `total` in all. The same seed cuts the same way.

    `seed` is hex; `total` is at least `count`.
    """
    if not 1 <= count <= total:
        raise ValueError("a cut takes a fen at least")
    weights = [_mean(place, count) * (SPREAD // 2 + _chance(seed, place)) for place in range(count)]
    whole, rest = sum(weights), total - count
    marks = [0, *(rest * upto // whole for upto in accumulate(weights))]
    return tuple(1 + upper - lower for lower, upper in pairwise(marks))


def _mean(place: int, count: int) -> int:
    """Falling evenly from the first to the last."""
    return FIRST * (count - 1 - place) + LAST * place if count > 1 else 1


def _chance(seed: str, place: int) -> int:
    """From 0 to SPREAD."""
    drawn = hmac.digest(bytes.fromhex(seed), place.to_bytes(4, "big"), hashlib.sha256)
    return int.from_bytes(drawn[:8], "big") % (SPREAD + 1)
