"""Who of those that begin to watch a show again counts as a view: each viewer once in a while."""

from appliance.allowance import Allowances
from appliance.clock import Clock
from appliance.subscriber import is_public

WHILE = 4 * 3600
"""Seconds: in so long whoever opens it again watches on."""
LINE_MAY = 60
"""Views of a show from one line at once, and then in a while: many sit behind one address, a program is many guests."""
MOST_KNOWN = 20_000


class Views:
    def __init__(self, clock: Clock, line_may: int = LINE_MAY) -> None:
        self._clock = clock
        self._viewers = Allowances(1 / WHILE, 1, MOST_KNOWN)
        self._lines = Allowances(line_may / WHILE, line_may, MOST_KNOWN)

    def counts(self, show: str, viewer: str, line: str) -> bool:
        """`line` is as `subscriber` names it; one that may be a proxy's limits nobody."""
        now = self._clock.monotonic()
        if self._viewers.take(f"{show} {viewer}", now):
            return False
        return not is_public(line) or not self._lines.take(f"{show} {line}", now)
