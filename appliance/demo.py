"""The demo: fills an empty box with two rooms, one live and one coming, and pushes a generated show like any host."""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from appliance import logs
from appliance.blobs import Blobs, DiskBlobs
from appliance.children import Children
from appliance.clock import Clock, SystemClock
from appliance.config import Config, load
from appliance.db import Database, Transaction, opened
from appliance.keys import Keys
from media.broadcasts import actions, reads
from media.broadcasts.addresses import push_url

log = logging.getLogger(__name__)

LIVE = "津味小店 · 今晚开播"
COMING = "老街茶铺"
LIVE_NOTICE = "十八街麻花、崩豆张、耳朵眼炸糕，今晚八折"
COMING_NOTICE = "新茶上市，明晚八点见"
COMING_SHOW = "明前茶专场"


def main() -> None:
    config = load({})
    logs.set_up(config.log)
    asyncio.run(_show(config))


async def furnish(db: Database, keys: Keys, clock: Clock, blobs: Blobs) -> str:
    """Open the demo's rooms in an empty box; the stream key of the one to push to."""
    async with db.read() as session:
        known = await reads.rooms(session)
    if known:
        return reads.stream_key(next((room for room in known if room.title == LIVE), known[0]), keys)
    covers = [await blobs.put(picture, ".jpg") for picture in await asyncio.gather(_poster(6), _poster(19))]
    opened = await db.write(_open_rooms, keys, clock, covers)
    return opened.stream_key


def _open_rooms(tx: Transaction, keys: Keys, clock: Clock, covers: Sequence[str]) -> actions.Opened:
    live = actions.open_room(tx, keys, LIVE, LIVE_NOTICE)
    coming = actions.open_room(tx, keys, COMING, COMING_NOTICE)
    for room, cover in zip((live.room, coming.room), covers, strict=True):
        actions.put_cover(tx, room, cover)
    actions.schedule(tx, coming.room, COMING_SHOW, clock.now() + timedelta(days=1))
    return live


async def _poster(second: int) -> bytes:
    """Drawn by a child: native code stays out of this process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "poster.jpg"
        argv = [sys.executable, "-m", "media.show.poster", str(file), "--at", str(second)]
        child = await asyncio.create_subprocess_exec(*argv)
        await child.wait()
        return await asyncio.to_thread(file.read_bytes)


async def _show(config: Config) -> None:
    clock = SystemClock()
    db = Database(config.database_url, clock=clock)
    async with opened(db):
        key = await furnish(db, Keys.of(config.data), clock, DiskBlobs(config.data / "blobs"))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Children(clock) as children:
        environment = {**os.environ, "JINBO_SHOW_KEY": key}
        argv = [sys.executable, "-m", "media.show", "--push", push_url(config, "127.0.0.1")]
        children.start("host", argv, environment=environment)
        await stop.wait()


if __name__ == "__main__":
    main()
