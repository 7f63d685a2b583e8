"""A thousand power cuts over the file calls that the real writer made, seen by strace; none loses what it acknowledged.

The same with ``synchronous=NORMAL`` must lose some, or the proof would prove nothing.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from appliance.db import migrate

CUTS = 1000
WRITER = Path(__file__).with_name("power_cut_writer.py")
CALLS = "trace=pwrite64,write,ftruncate,fsync,fdatasync"


def traceable() -> bool:
    strace = shutil.which("strace")
    return strace is not None and subprocess.run([strace, "-o", "/dev/null", "true"], check=False).returncode == 0


pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not traceable(), reason="no strace here, or it may not trace"),
]


class Recording:
    """What a writer did to its files from the first call to the last, and the files before."""

    def __init__(self, folder: Path, synchronous: str, disks: ModuleType) -> None:
        self.database, trace = folder / "jinbo.db", folder / "trace"
        migrate(f"sqlite:///{self.database}")
        self.before = {"jinbo.db": self.database.read_bytes()}
        strace = ["strace", "-f", "-y", "-xx", "-s", "1000000", "--seccomp-bpf", "-e", CALLS, "-o", str(trace)]
        writer = [sys.executable, str(WRITER), f"sqlite:///{self.database}", str(folder / "acks"), synchronous]
        subprocess.run([*strace, *writer], check=True, timeout=120)
        names = {"jinbo.db", "jinbo.db-wal", "acks"}
        self.calls = [call for call in disks.calls(trace) if call.file in names]


def lost(recording: Recording, place: Path, disks: ModuleType) -> list[int]:
    """For each of CUTS cuts, how many acknowledged sales are gone; fails when the shop is damaged or inconsistent."""
    chance = random.Random(512)
    moments = sorted(chance.randrange(len(recording.calls) + 1) for _ in range(CUTS))
    disk, acknowledged, losses = disks.Disk(recording.before), set(), []
    done = 0
    for moment in moments:
        for call in recording.calls[done:moment]:
            disk.do(call)
            if call.kind == "ack":
                acknowledged.add(call.offset)
        done = moment
        kept = survivors(disk.after_a_cut(chance), place)
        losses.append(len(acknowledged - kept))
    return losses


def survivors(files: dict[str, bytearray], place: Path) -> set[int]:
    """The sales that are there when the power is back."""
    for old in place.iterdir():
        old.unlink()
    for name, content in files.items():
        (place / name).write_bytes(content)
    database = sqlite3.connect(place / "jinbo.db")
    database.execute("PRAGMA synchronous = OFF")
    (sound,) = database.execute("PRAGMA integrity_check").fetchone()
    keys = [key for (key,) in database.execute("SELECT entry FROM cursors")]
    facts = database.execute("SELECT count(*), count(DISTINCT body) FROM journal").fetchone()
    database.close()
    assert sound == "ok"
    assert facts == (len(keys), len(keys)), "rows and journal tell the same story"
    return set(keys)


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_a_thousand_power_cuts(
    tmp_path: Path, disks: ModuleType, synchronous: str, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    recording = Recording(tmp_path, synchronous, disks)
    place = tmp_path / "after"
    place.mkdir()
    losses = lost(recording, place, disks)
    kinds = [call.kind for call in recording.calls]
    assert kinds.count("ack") == 600
    assert any(call.kind == "sync" and call.file == "jinbo.db" for call in recording.calls), (
        "a checkpoint is among them"
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\npower cuts, {synchronous}: {CUTS} cuts over {len(kinds)} file calls ({kinds.count('sync')} syncs),"
            f" {sum(map(bool, losses))} lost acknowledged sales, worst {max(losses)},"
            f" 0 damaged, {time.monotonic() - began:.0f} s\n"
        )
    assert any(losses) == (synchronous == "NORMAL")
