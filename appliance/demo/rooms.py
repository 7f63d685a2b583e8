"""One room that is live and one that is coming."""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from appliance.blobs import Blobs
from appliance.clock import Clock
from appliance.db import Database, Transaction
from appliance.keys import Keys
from media.broadcasts import actions, reads

LIVE = "津味小店 · 今晚开播"
COMING = "老街茶铺"
LIVE_NOTICE = "麻花、崩豆、炸糕，今晚满 100 减 10"
COMING_NOTICE = "新茶上市，明晚八点见"
COMING_SHOW = "明前茶专场"


async def open_rooms(db: Database, keys: Keys, clock: Clock, blobs: Blobs) -> str:
    """In an empty box; the stream key of the one to push to."""
    async with db.read() as session:
        known = await reads.rooms(session)
    if known:
        return reads.stream_key(next((room for room in known if room.title == LIVE), known[0]), keys)
    covers = [await blobs.put(picture, ".jpg") for picture in await asyncio.gather(_poster(6), _poster(19))]
    opened = await db.write(_open, keys, clock, covers)
    return opened.stream_key


def _open(tx: Transaction, keys: Keys, clock: Clock, covers: Sequence[str]) -> actions.Opened:
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
