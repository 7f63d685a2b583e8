"""Pictures that viewers send: each is opened, and lies on the disk for good, so they come one after the other."""

import math

from appliance.allowance import Allowance, Allowances
from appliance.clock import Clock
from appliance.errors import TooMany

ONE_MAY, HOUSE_MAY = 30, 120
"""Pictures at once and then in a minute: of one, of all. A claim has nine, and many sit behind one address."""
MOST_KNOWN = 5000


class Sending:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._one = Allowances(ONE_MAY / 60, ONE_MAY, MOST_KNOWN)
        self._all = Allowance(HOUSE_MAY / 60, HOUSE_MAY)

    def check(self, who: str, *, known: bool = False) -> None:
        """`who`: a buyer, `known`, who waits for nobody else; or the address of somebody who may come under any name.

        Raises TooMany.
        """
        now = self._clock.monotonic()
        wait = self._one.take(who, now) or (0 if known else self._all.take(now))
        if wait:
            raise TooMany(retry_after=math.ceil(wait))
