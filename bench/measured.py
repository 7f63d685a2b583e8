"""What the kernel knows about processes, and free ports."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_connection, create_server
from typing import NamedTuple

import psutil

_QUIET = 0.05
_LOOK_SECONDS = 2.0
_LOOKS = 2
_PATIENCE = 120.0


class Memory(NamedTuple):
    """Of a process and its descendants, in MB (10^6 bytes)."""

    pss: float
    """Pages that several of them share count once."""
    rss: float


def machine() -> str:
    """One line on where and when this was measured."""
    model = next(
        (line.partition(":")[2].strip() for line in _read(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.machine(),
    )
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    today = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    return f"{today}, {os.cpu_count()} x {model}, load {load}, Python {platform.python_version()}"


def cpu(root: int) -> float:
    """CPU seconds that a process and its living descendants have used.

    By the scheduler's own count in nanoseconds (/proc/PID/task/TID/schedstat): the usual clock ticks of 10 ms are too
    coarse for a server that uses a third of one per cent.
    """
    stats = (task / "schedstat" for pid in _tree(root) for task in _tasks(pid))
    return sum(int(line.split()[0]) for stat in stats for line in _read(stat)) / 1e9


def memory(root: int) -> Memory:
    with_pss = [psutil.Process(pid).memory_full_info() for pid in _tree(root)]
    return Memory(sum(one.pss for one in with_pss) / 1e6, sum(one.rss for one in with_pss) / 1e6)


def settle(root: int) -> None:
    """Wait until a process and its descendants have finished what they do at their start."""
    until, quiet = time.monotonic() + _PATIENCE, 0
    while time.monotonic() < until:
        before = cpu(root)
        time.sleep(_LOOK_SECONDS)
        # What a child that ended had used is gone from the sum, so the difference may be negative.
        quiet = quiet + 1 if abs(cpu(root) - before) < _QUIET * _LOOK_SECONDS else 0
        if quiet == _LOOKS:
            return
    raise TimeoutError(f"process {root} does not come to rest")


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError):
            create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def _tree(root: int) -> Iterator[int]:
    process = psutil.Process(root)
    yield root
    for child in process.children(recursive=True):
        yield child.pid


def _tasks(pid: int) -> list[Path]:
    with suppress(FileNotFoundError):
        return list(Path(f"/proc/{pid}/task").iterdir())
    return []


def _read(file: Path) -> list[str]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return file.read_text().splitlines()
    return []
