"""How the box itself fares."""

import asyncio
import os
from pathlib import Path
from typing import ClassVar

import msgspec
import psutil


class Machine(msgspec.Struct, frozen=True):
    FULL_CPU: ClassVar[float] = 0.9
    FULL_MEMORY: ClassVar[float] = 0.92
    FULL_DISK: ClassVar[float] = 0.93

    cpu: float
    """Share of all cores that is busy."""
    cores: int
    memory_used: int
    memory_total: int
    disk_used: int
    disk_total: int
    disk_free: int
    up_seconds: float

    @property
    def memory(self) -> float:
        return self.memory_used / self.memory_total

    @property
    def disk(self) -> float:
        return self.disk_used / self.disk_total

    @property
    def tight(self) -> bool:
        """Whether one of them is nearly used up."""
        return self.cpu > self.FULL_CPU or self.memory > self.FULL_MEMORY or self.disk > self.FULL_DISK


async def measure(data: Path, now: float) -> Machine:
    """`data` lies on the disk that matters; `now` in Unix seconds. Takes a tenth of a second, in a thread."""
    return await asyncio.to_thread(_measure, data, now)


def _measure(data: Path, now: float) -> Machine:
    memory, disk = psutil.virtual_memory(), psutil.disk_usage(str(data))
    return Machine(
        cpu=psutil.cpu_percent(interval=0.1) / 100,
        cores=os.cpu_count() or 1,
        memory_used=memory.total - memory.available,
        memory_total=memory.total,
        disk_used=disk.used,
        disk_total=disk.used + disk.free,
        disk_free=disk.free,
        up_seconds=max(now - psutil.boot_time(), 0),
    )
