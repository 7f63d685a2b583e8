"""Where a show was livelier than it usually is, from what was said, tapped and ordered in every ten seconds. Pure.

Counts of half minutes are made comparable by their roots (Anscombe 1948: what comes by chance then spreads by one) and
measured by the show's own median and median deviation. The same counts give the same peaks.
"""

import math
import statistics
from collections.abc import Mapping, Sequence

import msgspec

STEP = 10
"""Seconds."""
MOST = 5
SHORTEST_SHOW = 12
"""Steps: of a shorter show nobody knows what is usual."""
LONGEST_FELT = 180
"""Seconds: a clip that is longer does not yet show the peak in it."""
_KINDS: dict[str, tuple[float, int, int]] = {"comments": (1.0, 1, 6), "likes": (0.5, 20, 100), "orders": (1.5, 1, 3)}
"""By kind: its weight, how many are one (a thumb taps twelve times a second), and how few in 30 s are no peak."""
_ENOUGH = 5.0
_SAID_FROM = 2.0
_BEGINS, _ENDS = 0.2, 0.4
"""Shares of the height between which a peak is."""
_REACTING = 15
"""Seconds from what was shown to what was said of it."""
_AFTER = 5
_LONGEST, _SHORTEST = 120, 20
_LOUDEST = 3
"""Steps in which a peak is counted."""


class Count(msgspec.Struct, frozen=True):
    kind: str
    """comments, likes or orders."""
    count: int
    """In the loudest half minute."""
    usual: int
    """In half a minute of this show."""


class Peak(msgspec.Struct, frozen=True):
    """All in seconds since the beginning of the show."""

    since: int
    until: int
    top: int
    """Where the loudest half minute begins."""
    counts: tuple[Count, ...]
    """What made it one, the strongest first."""
    score: float
    within: str = ""
    """The clip that shows it already; empty: none does."""


class Taken(msgspec.Struct, frozen=True):
    """What a clip shows, in seconds since the beginning of the show."""

    clip: str
    since: float
    until: float


def peaks(counts: Mapping[str, Sequence[int]], taken: Sequence[Taken] = ()) -> list[Peak]:
    """At most `MOST`, in the order of the show. `counts`: by kind, one for each step; all are equally long."""
    steps = max((len(of) for of in counts.values()), default=0)
    if steps < SHORTEST_SHOW:
        return []
    heights = {kind: _heights(of, _KINDS[kind][1]) for kind, of in counts.items()}
    felt = [math.hypot(*(_KINDS[kind][0] * max(of[at], 0.0) for kind, of in heights.items())) for at in range(steps)]
    found: list[Peak] = []
    free = [True] * steps
    while len(found) < MOST and (tops := [at for at in range(steps) if free[at] and felt[at] >= _ENOUGH]):
        top = max(tops, key=lambda at: (felt[at], -at))
        first, last = _reach(felt, free, top)
        told = _told(counts, heights, top)
        if told:
            since, until = _window(first, last, top, steps)
            found.append(Peak(since, until, _loudest(top, steps) * STEP, told, round(felt[top], 2)))
        for at in range(max(first - _LOUDEST, 0), min(last + _LOUDEST + 1, steps)):
            free[at] = False
    return [_joined(one, taken) for one in sorted(found, key=lambda one: one.since)]


def _heights(of: Sequence[int], unit: int) -> list[float]:
    """How far the half minute around each step is above what is usual, in what is usual to spread by."""
    roots = [2 * math.sqrt(_around(of, at) / unit + 3 / 8) for at in range(len(of))]
    usual = statistics.median(roots)
    spread = max(1.4826 * statistics.median(abs(root - usual) for root in roots), 1.0)
    return [(root - usual) / spread for root in roots]


def _reach(felt: Sequence[float], free: Sequence[bool], top: int) -> tuple[int, int]:
    """From where it began to rise to where it has died down; never into another peak."""
    first = last = top
    while first > 0 and free[first - 1] and felt[first - 1] >= felt[top] * _BEGINS:
        first -= 1
    while last + 1 < len(felt) and free[last + 1] and felt[last + 1] >= felt[top] * _ENDS:
        last += 1
    return first, last


def _told(counts: Mapping[str, Sequence[int]], heights: Mapping[str, Sequence[float]], top: int) -> tuple[Count, ...]:
    """The kinds that stand out there; nothing when all of them are a handful."""
    strong = [kind for kind in counts if heights[kind][top] >= _SAID_FROM]
    strong.sort(key=lambda kind: (-_KINDS[kind][0] * heights[kind][top], kind))
    told = [Count(kind, _around(counts[kind], top), _usual(counts[kind])) for kind in strong]
    return tuple(told) if any(one.count >= _KINDS[one.kind][2] for one in told) else ()


def _around(of: Sequence[int], top: int) -> int:
    first = _loudest(top, len(of))
    return sum(of[first : first + _LOUDEST])


def _loudest(top: int, steps: int) -> int:
    """Where the half minute around a step begins."""
    return max(min(top - 1, steps - _LOUDEST), 0)


def _usual(of: Sequence[int]) -> int:
    """The median of every half minute."""
    return round(statistics.median(sum(of[at : at + _LOUDEST]) for at in range(len(of) - _LOUDEST + 1)))


def _window(first: int, last: int, top: int, steps: int) -> tuple[int, int]:
    """From a little before the rise; of a long one what leads up to its top."""
    since, until = first * STEP - _REACTING, (last + 1) * STEP + _AFTER
    if until - since > _LONGEST:
        since = max(since, _loudest(top, steps) * STEP - _LONGEST // 2)
        until = min(until, since + _LONGEST)
    since = max(since, 0)
    return since, min(max(until, since + _SHORTEST), steps * STEP)


def _joined(peak: Peak, taken: Sequence[Taken]) -> Peak:
    """A clip that has more than half of it, and is not much longer, shows it already."""
    for one in taken:
        shared = min(peak.until, one.until) - max(peak.since, one.since)
        if shared * 2 > peak.until - peak.since and one.until - one.since <= LONGEST_FELT:
            return msgspec.structs.replace(peak, within=one.clip)
    return peak
