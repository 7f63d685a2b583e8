"""kill -9 of the recorder, at any moment: what it said is safe is there, and what is there is whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from media.recording import manifest, places
from media.recording.entries import read_index
from media.recording.mending import mend_show, walk

ROUNDS = 200
PART = 18_000
PROGRAM = Path(__file__).with_name("kill_nine_recorder.py")


def killed_after(folder: Path, seconds: float) -> int:
    """How many parts were safe when the recorder was killed."""
    with (folder / "said").open("w") as said:
        recorder = subprocess.Popen([sys.executable, PROGRAM, folder / "kept"], stdout=said)
        while not (folder / "said").stat().st_size and recorder.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        os.kill(recorder.pid, signal.SIGKILL)
        recorder.wait()
    lines = (folder / "said").read_text().split("\n")
    return int(lines[-2]) if len(lines) > 1 else 0


@pytest.mark.proof
def test_kill_nine_loses_no_part_that_was_safe(tmp_path, capsys):
    chance = random.Random(9)
    lost = most = 0
    for _ in range(ROUNDS):
        safe = killed_after(tmp_path, chance.uniform(0, 0.12))
        show = tmp_path / "kept" / "r1" / "b1"
        mend_show(show)
        found = 0
        for reel in places.reels(show / "source"):
            index = read_index(places.index_of(reel).read_bytes())
            assert index.closed
            with reel.open("rb") as media:
                assert walk(media) == (index.entries, reel.stat().st_size)
            found += sum(entry.duration for entry in index.entries) // PART
        lost += max(safe - found, 0)
        most = max(most, found - safe)
        manifest.write(show, {})
        assert list(manifest.check(show)) == []
        shutil.rmtree(tmp_path / "kept")
    with capsys.disabled():
        print(f"\n{ROUNDS} kills: {lost} safe parts lost, at most {most} more than was said, every manifest verifies")  # noqa: T201
    assert lost == 0
    assert most <= 1
