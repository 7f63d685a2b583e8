"""What every process of the house tells of itself: signs of life for systemd, figures for the system page."""

from collections.abc import Callable

import psutil

from appliance.bus import Bus
from appliance.clock import SystemClock
from appliance.db import Database
from appliance.events import ProcessMeasured
from appliance.tasks import Tasks
from appliance.watchdog import Watchdog

MEASURE_SECONDS = 5.0


def look_after(tasks: Tasks, name: str, db: Database, bus: Bus, speed: Callable[[], float] = lambda: 0.0) -> Watchdog:
    """Start both among `tasks`; `speed` is the measured speed of encoding, 0 where it is not known."""
    clock = SystemClock()
    watchdog = Watchdog(clock, [db.healthy])
    family = _Family()

    async def measure() -> None:
        while True:
            await clock.sleep(MEASURE_SECONDS)
            cpu, rss = family.read()
            ok = watchdog.healthy and tasks.healthy
            bus.publish(ProcessMeasured(process=name, cpu=cpu, rss=rss, ok=ok, speed=speed()))

    tasks.start(f"{name}.watchdog", watchdog.run, restart="always")
    tasks.start(f"{name}.measure", measure, restart="always")
    return watchdog


class _Family:
    """The process and its children."""

    def __init__(self) -> None:
        self._known = {psutil.Process().pid: psutil.Process()}

    def read(self) -> tuple[float, int]:
        """Cores used since the last call, and bytes of memory."""
        here = psutil.Process()
        self._known = {one.pid: self._known.get(one.pid, one) for one in [here, *here.children(recursive=True)]}
        figures = [figure for one in self._known.values() if (figure := _figures(one))]
        return sum(cpu for cpu, _ in figures), sum(rss for _, rss in figures)


def _figures(process: psutil.Process) -> tuple[float, int] | None:
    try:
        return process.cpu_percent() / 100, process.memory_info().rss
    except psutil.NoSuchProcess:
        return None
