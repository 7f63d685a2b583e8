"""The platforms' time of day: China's, and a second clock that fate may push ahead."""

from datetime import datetime, timedelta, timezone

from appliance.clock import Clock

CHINA = timezone(timedelta(hours=8))


class Moments:
    """Signatures and receipts bear the real time; what is due (retries, expiry, bills) follows the one ahead."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        return self.clock.now()

    def due(self) -> datetime:
        return self.clock.now() + self._ahead

    def push(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


def day(moment: datetime) -> str:
    """2026-11-23, as a bill means it."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d")


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def spoken(moment: datetime) -> str:
    """2026-11-23 18:30:00, as Alipay and bills write it."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
