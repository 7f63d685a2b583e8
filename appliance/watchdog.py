"""How systemd hears that a process is ready, stopping, and still of use (sd_notify(3), sd_watchdog_enabled(3))."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence

from appliance.clock import Clock

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[bool]]

READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"


def notify(*lines: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send assignments such as ``READY`` or ``STATUS=...`` to the service manager; False when there is none."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as wire:
            wire.sendto("\n".join(lines).encode(), address)
    except OSError:
        log.warning("the service manager cannot be told", exc_info=True)
        return False
    return True


def interval(environment: Mapping[str, str] = os.environ) -> float | None:
    """Seconds between two signs of life, half of what the service manager waits; None when it does not ask us."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = environment.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2_000_000 if microseconds.isdecimal() and int(microseconds) else None


class Watchdog:
    """Says ``WATCHDOG=1`` only while the loop turns and every check passes; the same verdict stands in `healthy`.

    `run` is a task for the process's `Tasks`. Without a service manager the checks are still made every ten seconds.
    """

    def __init__(
        self,
        clock: Clock,
        checks: Sequence[Check] = (),
        *,
        lag: float = 1.0,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """`lag`: the seconds that the loop may be late between two signs of life."""
        self._clock = clock
        self._checks = checks
        self._lag = lag
        self._environment = environment
        self._every = interval(environment) or 10.0
        self.healthy = True
        self.late = 0.0
        """The most that the loop was late since the last verdict, in seconds."""

    async def run(self) -> None:
        while True:
            await self._watch_the_loop()
            complaints = await self._complaints()
            self._log(complaints)
            self.healthy = not complaints
            if self.healthy:
                notify(ALIVE, environment=self._environment)

    async def _watch_the_loop(self) -> None:
        self.late = 0.0
        steps = max(1, round(self._every / 0.5))
        for _ in range(steps):
            due = self._clock.monotonic() + self._every / steps
            await self._clock.sleep(self._every / steps)
            self.late = max(self.late, self._clock.monotonic() - due)

    async def _complaints(self) -> list[str]:
        found = [f"the loop was {self.late:.1f} s late"] if self.late >= self._lag else []
        for check in self._checks:
            try:
                passed = await asyncio.wait_for(check(), timeout=self._every)
            except Exception as error:  # noqa: BLE001 - a check that breaks has not passed, and is named below
                found.append(f"{_name(check)}: {error!r}")
            else:
                found += [] if passed else [_name(check)]
        return found

    def _log(self, complaints: list[str]) -> None:
        if complaints:
            log.error("not well: %s", "; ".join(complaints))
        elif not self.healthy:
            log.info("well again")


def _name(check: Check) -> str:
    return getattr(check, "__qualname__", repr(check))
