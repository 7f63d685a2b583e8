"""Whose orders a viewer may hear of by typing a phone number: those of a few numbers, not of a list."""

from collections import OrderedDict

from appliance.allowance import Allowances
from appliance.clock import Clock
from appliance.subscriber import is_public

HOUR = 3600
ONE_MAY, LINE_MAY = 10, 120
"""Different numbers at once and then in an hour: of one viewer, of one line, behind which many sit."""
MOST_KNOWN = 20_000


class Numbers:
    """Of one process; a number that a viewer asked with is theirs to ask with again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._viewers = Allowances(ONE_MAY / HOUR, ONE_MAY, MOST_KNOWN)
        self._lines = Allowances(LINE_MAY / HOUR, LINE_MAY, MOST_KNOWN)
        self._asked: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait(self, viewer: str, line: str, phone: str | None) -> float:
        """Seconds until the orders to `phone` (a fingerprint) may count; 0: now.

        `line` is as `subscriber` names it; one that may be a proxy's limits nobody.
        """
        if not phone or (viewer, phone) in self._asked:
            return 0
        now = self._clock.monotonic()
        wait = self._viewers.wait(viewer, now) or (self._lines.take(line, now) if is_public(line) else 0)
        if not wait:
            self._viewers.take(viewer, now)
            self._asked[viewer, phone] = None
            if len(self._asked) > MOST_KNOWN:
                self._asked.popitem(last=False)
        return wait
