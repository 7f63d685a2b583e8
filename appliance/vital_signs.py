"""What every process of the house tells of itself: signs of life for systemd, figures for the system page."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from appliance.bus import Bus
from appliance.clock import SystemClock
from appliance.db import Database
from appliance.events import ProcessMeasured
from appliance.tasks import Tasks
from appliance.watchdog import Watchdog

MEASURE_SECONDS = 5.0


def look_after(
    tasks: Tasks, name: str, db: Database, bus: Bus, speed: Callable[[], float] = lambda: 0.0, *, box: str = ""
) -> Watchdog:
    """Start both among `tasks`; `speed` is the measured speed of encoding, 0 where it is not known.

    `box`: of two that share a shop, which.
    """
    clock = SystemClock()
    watchdog = Watchdog(clock, [db.healthy])
    family = _Family()

    async def measure() -> None:
        while True:
            await clock.sleep(MEASURE_SECONDS)
            cpu, rss = family.read()
            ok = watchdog.healthy and tasks.healthy
            bus.publish(ProcessMeasured(process=name, cpu=cpu, rss=rss, ok=ok, speed=speed(), box=box))

    tasks.start(f"{name}.watchdog", watchdog.run, restart="always")
    tasks.start(f"{name}.measure", measure, restart="always")
    return watchdog


class _Family:
    """The process and its descendants."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}

    def read(self) -> tuple[float, int]:
        """Cores used since the last call, and bytes of memory."""
        known, self._known = self._known, {}
        for pid in _family(os.getpid()):
            with suppress(psutil.NoSuchProcess):
                self._known[pid] = known.get(pid) or psutil.Process(pid)
        figures = [figure for one in self._known.values() if (figure := _figures(one))]
        return sum(cpu for cpu, _ in figures), sum(rss for _, rss in figures)


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants, as the kernel lists them (proc(5), children): looking through every process of the
    machine for them, as psutil does, took a fifth of what `live` uses at rest.
    """
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it ended just now
            for child in task.read_text().split():
                yield from _family(int(child))


def _figures(process: psutil.Process) -> tuple[float, int] | None:
    try:
        return process.cpu_percent() / 100, process.memory_info().rss
    except psutil.NoSuchProcess:
        return None
