"""kill -9 of the uploader, again and again: all arrives once, under one name, as it was."""

import asyncio
import hashlib
import os
import random
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from appliance.alarms.models import Alarm
from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.cloud import actions, reads, segments
from appliance.cloud.restoring import restore
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database, migrate
from appliance.keys import Keys

pytestmark = pytest.mark.proof

KILLS = int(os.environ.get("JINBO_KILLS", "200"))
"""Each start of the uploader costs a third of a second and more: JINBO_KILLS=20 for a quick look."""
PASSWORD = b"a sentence for hard days"

UPLOADER = """
import asyncio, sys
from pathlib import Path
from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.cloud import replica, sync
from appliance.cloud.actions import Thing
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys

replica.EVERY_SECONDS = sync.REST_SECONDS = 0.05
replica.SHARE = 0

async def idle(_):
    return False

class Closed:
    async def find(self, _, data):
        return [Thing(file.relative_to(data).as_posix(), "recording", 5, file.stat().st_size)
                for file in sorted(data.glob("recordings/**/*.mp4"))]

    def forget(self):
        pass

async def main():
    config, clock, bus = Config(data=Path(sys.argv[1])), SystemClock(), LocalBus()
    db = Database(config.database_url, bus=bus, clock=clock)
    await db.start()
    print("up", flush=True)
    await sync.Sync(config, db, bus, Keys.of(config.data), clock, on_air=idle, finders=(Closed(),)).run()

asyncio.run(main())
"""


@pytest.fixture
async def shop(tmp_path, storage):
    config = Config(data=tmp_path / "shop")
    config.data.mkdir()
    migrate(config.database_url)
    bus = LocalBus()
    db = Database(config.database_url, bus=bus, clock=SystemClock())
    await db.start()
    key = segments.new_key()
    terms = Terms(storage=storage, when="always", replica_key=key.hex(), replica_lock=segments.lock(key, PASSWORD))
    await db.write(actions.set_storage, Keys.of(config.data), terms, by="wang")
    yield config, db, terms
    await db.stop()
    await bus.stop()


async def test_nothing_is_lost_or_doubled_however_often_the_uploader_is_killed(shop, far, tmp_path, capsys):
    config, db, terms = shop
    chance = random.Random(17)
    files, rows = {}, 0
    for kill in range(KILLS):
        if kill % 10 == 0:
            size = 12_000_000 if kill % 50 == 0 else 300_000
            files |= [_film(config.data, kill, size)]
        await db.write(_note, kill)
        rows += 1
        uploader = await _start(config.data)
        await asyncio.sleep(chance.uniform(0, 0.6))
        uploader.send_signal(signal.SIGKILL)
        await uploader.wait()
    last = await _start(config.data)
    async with asyncio.timeout(120):
        while not await _done(db, len(files)):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    last.kill()
    await last.wait()
    assert [name for name in far.names() if name.startswith("recordings/")] == sorted(files)
    assert {name: hashlib.sha256(far.content(name)).hexdigest() for name in files} == files
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await _rows(new) == rows
    with capsys.disabled():
        print(f"\nuploader killed {KILLS} times: {len(files)} files and {rows} rows, none lost, none twice")  # noqa: T201


def _film(data: Path, number: int, size: int) -> tuple[str, str]:
    name = f"recordings/r/s/source/{number:04}.mp4"
    content = random.Random(number).randbytes(size)
    (data / name).parent.mkdir(parents=True, exist_ok=True)
    (data / name).write_bytes(content)
    return name, hashlib.sha256(content).hexdigest()


def _note(tx, number: int) -> None:
    tx.add_once(Alarm, id=f"a{number:04}", zh="", en="", room="", raised_at=tx.now)


async def _start(data: Path) -> asyncio.subprocess.Process:
    uploader = await asyncio.create_subprocess_exec(
        sys.executable, "-c", UPLOADER, str(data), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert await uploader.stdout.readline() == b"up\n"
    return uploader


async def _done(db: Database, files: int) -> bool:
    async with db.read() as session:
        tallies = {(tally.kind, tally.state): tally.count for tally in await reads.tallies(session)}
    return tallies == {("recording", "done"): files}


async def _rows(config: Config) -> int:
    db = Database(config.database_url, bus=LocalBus(), clock=SystemClock())
    await db.start()
    async with db.read() as session:
        count = await session.scalar(select(func.count()).select_from(Alarm))
    await db.stop()
    return count
