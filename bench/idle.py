"""What the shop takes when nobody is there: `jinbo up` with one room, a minute after it has come to rest."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.lines import at_most
from bench.measured import Memory, cpu, memory
from bench.shop import Shop

_REST, _SECONDS = 40, 20
_HOLD = 250


def main() -> str:
    """One line: web, live and back, and beside them `up`, whose part on a server is systemd's."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        shop = Shop(Path(folder) / "data", ladder="auto")
        shop.open_room()
        with shop.running("up") as process:
            time.sleep(_REST)
            before = cpu(process)
            time.sleep(_SECONDS)
            used, all_four, three = cpu(process) - before, memory(process), _children(process)
    return (
        f"idle: {three.pss:.0f} MB in three processes, {three.pss / _HOLD:.2f} x the limit "
        f"(PSS; RSS {three.rss:.0f} MB; {at_most(three.pss, _HOLD)}), "
        f"{all_four.pss:.0f} MB with the supervisor, {100 * used / _SECONDS:.1f} % of a core"
    )


def _children(process: int) -> Memory:
    each = [memory(child.pid) for child in psutil.Process(process).children()]
    return Memory(sum(one.pss for one in each), sum(one.rss for one in each))
