"""Whatever becomes of `live`, no worker stays behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

PARENT = """
import asyncio
from appliance.clock import SystemClock
from media.ladder import Rung
from media.transcode.supervisor import Transcoder

class Nobody:
    config = packet = loud = shed = restored = died = lambda *_: None

async def main():
    transcoder = Transcoder("room", [Rung("low", 90, 100_000, 64_000, "ultrafast")], Nobody(), SystemClock())
    await transcoder.start()
    while not transcoder.health.alive:
        await asyncio.sleep(0.02)
    print(transcoder.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def runs(pid: int) -> bool:
    """A zombie that nobody has waited for does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
async def family():
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
    worker = int(await parent.stdout.readline())
    yield parent, worker
    if parent.returncode is None:
        parent.kill()
    await parent.wait()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_a_worker_dies_with_its_parent(family, streams, end: signal.Signals) -> None:
    parent, worker = family
    assert runs(worker)
    parent.send_signal(end)
    await parent.wait()
    await streams.until(lambda: not runs(worker), seconds=5)


async def test_not_even_a_worker_that_is_stopped_in_the_middle_stays(family, streams) -> None:
    parent, worker = family
    os.kill(worker, signal.SIGSTOP)
    parent.kill()
    await parent.wait()
    await streams.until(lambda: not runs(worker), seconds=5)


async def test_a_worker_gives_way_to_the_shop(family) -> None:
    parent, worker = family
    assert os.getpriority(os.PRIO_PROCESS, worker) == os.getpriority(os.PRIO_PROCESS, parent.pid) + 10
