"""The line to the storage is cut for an hour of a show, by a clock that does not wait: nothing of it is lost."""

import hashlib
import os
import re
from datetime import timedelta
from posixpath import normpath

import pytest
from sqlalchemy import func, select

from appliance.bus import LocalBus
from appliance.clock import ManualClock, SystemClock
from appliance.cloud import reads, segments
from appliance.cloud.bucket import Bucket
from appliance.cloud.restoring import restore
from appliance.cloud.sync import REST_SECONDS, Sync
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.packets import TIMESCALE, Packet, VideoConfig
from media.recording import drawing, manifest
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound
from media.slate.silence import silence
from store.orders.models import Order
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.conftest import Studio

pytestmark = pytest.mark.proof

HOUR = 3600
FPS = 2
FRAME_BYTES = {"source": 10_000, "480p": 5_000}
"""Five minutes of the source are more than one part of an upload."""
LOOK = 20
"""Seconds between two looks of the recorder; the channel remembers half a minute."""
SALE = 60
FASTER = 4
"""So many times the show's own bitrate is what the line carries when it is back."""
LEAST = 3
"""So many times faster than it ran is the hour to be caught up with."""
PASSWORD = b"a sentence for hard days"


class Passing(ManualClock):
    """Whoever sleeps has slept: so long as a body takes at the limit of the line, so much later is it."""

    async def sleep(self, seconds):
        await self.advance(max(seconds, 0))


@pytest.fixture
def clock():
    return Passing()


class Hour:
    """A box of which everything is real but the packets and the clock."""

    def __init__(self, db, clock, data, an_order) -> None:
        self.db, self.clock, self.an_order, self.orders = db, clock, an_order, 0
        self.config = Config(data=data, database=db.url.render_as_string())
        self.studio = Studio(data, clock)
        self.keeper = Keeper(db, self.studio.shelf, None, clock, timedelta(days=self.config.recording_days))
        self.sync = Sync(self.config, db, LocalBus(), Keys.of(data), clock, on_air=self._on_air, finders=(Outbound(),))

    async def _on_air(self, _):
        return bool(self.studio.shows)

    async def begin(self) -> None:
        self.room = (await self.db.write(broadcasts.open_room, Keys.of(self.config.data), "茶铺")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        audio, _ = silence(48_000, 2)
        for number, rendition in enumerate(self.studio.channel.renditions.values()):
            config = bytes((1, 0x64, 0, 0x1F + number, 0xFF, 0xE1, 0, 0, 1, 0, 0))
            rendition.begin(VideoConfig("h264", config, 1280, 720), audio)

    async def goes_on(self, seconds, bucket, terms) -> None:
        """The show, a buyer a minute, and the box that tries to send it all."""
        for second in range(0, seconds, LOOK):
            self._play()
            await self.clock.advance(LOOK)
            await self.studio.recorder.look()
            if second % SALE == 0:
                self.orders += 1
                await self.db.write(self.an_order, f"o{self.orders:03}", f"m{self.orders}")
                await self.keeper.look()
            await self.sync.tend(bucket, terms)
            await self.sync.turn(bucket, terms)

    def _play(self) -> None:
        for frame in range(self.studio.at, self.studio.at + LOOK * FPS):
            for name, rendition in self.studio.channel.renditions.items():
                content = frame.to_bytes(4) * (FRAME_BYTES[name] // 4)
                rendition.write(Packet("video", frame * TIMESCALE // FPS, content, keyframe=frame % (2 * FPS) == 0))
        self.studio.at += LOOK * FPS

    async def end(self) -> None:
        await self.db.write(broadcasts.end, self.show)
        self.studio.shows.clear()
        await self.studio.recorder.look()
        await self.clock.advance(20)
        await self.keeper.look()

    async def catch_up(self, bucket, terms) -> float:
        """As `Sync.run` does, until nothing waits; how long it took by the clock."""
        began = self.clock.monotonic()
        while True:
            if await self.sync.tend(bucket, terms) or await self.sync.turn(bucket, terms):
                continue
            if not await self._waiting():
                return self.clock.monotonic() - began
            await self.clock.advance(REST_SECONDS)

    async def _waiting(self) -> int:
        async with self.db.read() as session:
            return sum(tally.count for tally in await reads.tallies(session) if tally.state == "waiting")


@pytest.fixture
async def hour(sqlite_database, clock, tmp_path, an_order, monkeypatch):
    async def nothing(reel, *, poster=False):
        """Pictures are other programs' work, and there is nothing to see here."""

    monkeypatch.setattr(os, "fdatasync", lambda _: None)  # what a power cut leaves is another proof
    monkeypatch.setattr(drawing, "draw", nothing)
    hour = Hour(sqlite_database, clock, tmp_path, an_order)
    await hour.begin()
    return hour


@pytest.mark.parametrize("sealed", [True, False], ids=["with the shop's own data", "recordings alone"])
async def test_an_hour_without_a_line_loses_no_segment_and_no_order(
    hour,
    far,  # noqa: F811
    line,  # noqa: F811
    storage,  # noqa: F811
    clock,
    sealed,
    tmp_path,
    capsys,
):
    key = segments.new_key()
    own = {"replica_key": key.hex(), "replica_lock": segments.lock(key, PASSWORD)} if sealed else {}
    carries = FASTER * sum(FRAME_BYTES.values()) * FPS * 8 // 1000
    terms = Terms(storage=storage, when="always", kilobits=carries, **own)
    async with Bucket(storage, clock) as bucket:
        await hour.goes_on(SALE, bucket, terms)
        line.cut()
        before = far.names()
        await hour.goes_on(HOUR, bucket, terms)
        assert far.names() == before
        line.mend()
        await hour.end()
        took = await hour.catch_up(bucket, terms)
    assert LEAST * took <= HOUR

    folder = f"recordings/{hour.room}/{hour.show}"
    listed = manifest.named(far.content(f"{folder}/{manifest.MANIFEST}").decode())
    for name, sha256 in listed.items():
        assert hashlib.sha256(far.content(f"{folder}/{name}")).hexdigest() == sha256
    for rendition in FRAME_BYTES:
        assert seconds_there(far, f"{folder}/{rendition}") == pytest.approx(HOUR + SALE, abs=1)
    if sealed:
        assert await orders_rebuilt(tmp_path, storage) == hour.orders
    with capsys.disabled():
        print(  # noqa: T201
            f"\nan hour without a line: {hour.orders} orders and {len(listed)} files, none lost; "
            f"all there {took:.0f} s after it was back ({HOUR / took:.2f} x real time where {FASTER} were possible)"
        )


def seconds_there(far, rendition) -> float:  # noqa: F811
    """How much of a show plays from the storage: all that its playlist names, from bytes that are there."""
    playlist = far.content(f"{rendition}/index.m3u8").decode()
    ranges = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", playlist)
    sizes = {
        name: far.about(normpath(f"{rendition}/{name}"))["ContentLength"] for name in {name for *_, name in ranges}
    }
    assert all(int(offset) + int(length) <= sizes[name] for length, offset, name in ranges)
    return sum(map(float, re.findall(r"#EXTINF:([\d.]+)", playlist)))


async def orders_rebuilt(tmp_path, storage) -> int:  # noqa: F811
    """How many a box has that is made anew from the storage alone."""
    fresh = Config(data=tmp_path / "fresh")
    await restore(fresh, storage, PASSWORD, SystemClock())
    db = Database(fresh.database_url, bus=LocalBus(), clock=SystemClock())
    await db.start()
    try:
        async with db.read() as session:
            return await session.scalar(select(func.count()).select_from(Order))
    finally:
        await db.stop()
