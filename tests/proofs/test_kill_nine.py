"""Two hundred times a real writer is killed with signal 9 while it sells; nothing it acknowledged is lost."""

import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.db import migrate

KILLS = 200
NURSERY = Path(__file__).with_name("kill_nine_nursery.py")


class Shop:
    """The nursery and the reading end of the pipe that acknowledged keys come through."""

    def __init__(self, url: str) -> None:
        self._reads, writes = os.pipe()
        os.set_blocking(self._reads, False)
        command = [sys.executable, str(NURSERY), url, str(writes)]
        self.nursery = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[writes]
        )
        os.close(writes)

    def live_and_die(self, first: int, seconds: float) -> list[int]:
        """What one life acknowledged; `seconds` after its first sale it is killed."""
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(f"{first}\n")
        self.nursery.stdin.flush()
        child = int(self.nursery.stdout.readline())
        acknowledged = self._first_sale()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        while Path(f"/proc/{child}").exists():
            time.sleep(0.001)
        return acknowledged + self._sales()

    def close(self) -> None:
        self.nursery.kill()
        self.nursery.communicate()
        os.close(self._reads)

    def _first_sale(self) -> list[int]:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if sales := self._sales():
                return sales
            time.sleep(0.002)
        raise AssertionError("a writer sold nothing in 30 s")

    def _sales(self) -> list[int]:
        data = b""
        while True:
            try:
                data += os.read(self._reads, 8 * 8192)
            except BlockingIOError:
                return [key for (key,) in struct.iter_unpack("<q", data)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "jinbo.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def shop(file: Path) -> Iterator[Shop]:
    shop = Shop(f"sqlite:///{file}")
    yield shop
    shop.close()


@pytest.mark.proof
def test_two_hundred_kills_lose_no_acknowledged_write(
    shop: Shop, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(9)
    acknowledged: set[int] = set()
    began, first = time.monotonic(), 0
    for _ in range(KILLS):
        sold = shop.live_and_die(first, chance.uniform(0, 0.12))
        kept = _check(file)
        assert not set(sold) - kept, "acknowledged and lost"
        acknowledged |= set(sold)
        first = max(kept) + 1
    assert acknowledged <= kept
    with capsys.disabled():
        seconds = time.monotonic() - began
        sys.stdout.write(f"\nkill -9: {KILLS} kills, {len(acknowledged)} acknowledged, 0 lost, {seconds:.0f} s\n")


def _check(file: Path) -> set[int]:
    """The keys that are there, each once, with its row and its journal entry together."""
    with sqlite3.connect(file) as database:
        rows = [key for (key,) in database.execute("SELECT entry FROM cursors")]
        facts = database.execute("SELECT count(*), count(DISTINCT body) FROM journal").fetchone()
        (sound,) = database.execute("PRAGMA quick_check").fetchone()
    database.close()
    assert sound == "ok"
    assert facts == (len(rows), len(rows)), "rows and journal tell the same story"
    return set(rows)
