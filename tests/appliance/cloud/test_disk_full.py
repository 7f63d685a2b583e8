"""A real disk that is full: what goes to the storage goes on, what needs room first waits, and nothing is lost."""

import shutil

import pytest
from sqlalchemy import text

from appliance.bus import LocalBus
from appliance.clock import SystemClock
from appliance.cloud import actions, reads, segments
from appliance.cloud.actions import Thing
from appliance.cloud.replica import Replica
from appliance.cloud.restoring import restore
from appliance.cloud.sync import Sync
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys
from media.broadcasts import actions as rooms
from tests.appliance.cloud.conftest import Finder

PASSWORD = b"a sentence for hard days"


@pytest.fixture
async def shop(small_disk, _migrated_file, clock):
    """A box on the small disk."""
    config = Config(data=small_disk.path / "shop", recording_spare_gb=0)
    config.data.mkdir()
    shutil.copy(_migrated_file, config.data / "jinbo.db")
    bus = LocalBus()
    db = Database(config.database_url, bus=bus, clock=clock)
    await db.start()
    yield config, db, Keys.of(config.data)
    await db.stop()
    await bus.stop()


@pytest.fixture
def terms(storage):
    key = segments.new_key()
    return Terms(storage=storage, when="always", replica_key=key.hex(), replica_lock=segments.lock(key, PASSWORD))


async def _titles(config):
    db = Database(config.database_url, bus=LocalBus(), clock=SystemClock())
    await db.start()
    async with db.read() as session:
        found = [row.title for row in await session.execute(text("SELECT title FROM rooms ORDER BY id"))]
    await db.stop()
    return found


@pytest.mark.parametrize("left", [0, 100_000, 3_000_000])
async def test_the_shops_own_data_waits_for_room_and_then_goes_whole(
    shop, terms, bucket, clock, far, small_disk, tmp_path, left
):
    config, db, keys = shop
    replica = Replica(config, clock)
    await db.write(rooms.open_room, keys, "茶铺")
    await clock.advance(60)
    await replica.turn(bucket, terms)
    await db.write(rooms.open_room, keys, "糕点")
    small_disk.leave(left)
    await clock.advance(60)
    await replica.turn(bucket, terms)
    assert replica.full is (left < 3_000_000)
    assert not (config.data / "cloud" / "snapshot.db").exists()
    small_disk.relieve()
    await db.write(rooms.open_room, keys, "海河")
    await clock.advance(60)
    await replica.turn(bucket, terms)
    assert not replica.full
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await _titles(new) == ["茶铺", "糕点", "海河"]


async def test_nothing_is_noted_in_what_is_left_for_orders_alone(shop, terms, bucket, clock, small_disk):
    config, *_ = shop
    replica = Replica(Config(data=config.data, recording_spare_gb=1), clock)
    await clock.advance(60)
    await replica.turn(bucket, terms)
    assert replica.full
    assert replica.waiting() == 0


async def test_recordings_go_on_to_the_storage_from_a_full_disk(shop, terms, bucket, bus, clock, far, small_disk):
    config, db, keys = shop
    film = config.data / "recordings/r/s/source/0001.mp4"
    film.parent.mkdir(parents=True)
    film.write_bytes(b"film" * 2_000_000)

    async def nothing_on_air(_):
        return False

    closed = Finder([Thing(film.relative_to(config.data).as_posix(), "recording", 5, film.stat().st_size)])
    sync = Sync(config, db, bus, keys, clock, on_air=nothing_on_air, finders=(closed,))
    small_disk.leave(500_000)
    await clock.advance(60)
    await sync.tend(bucket, terms)
    assert await sync.turn(bucket, terms)
    assert far.content("recordings/r/s/source/0001.mp4") == film.read_bytes()
    assert not await sync.turn(bucket, terms)
    assert sync._why == "disk-full"
    async with db.read() as session:
        [tally] = await reads.tallies(session)
    assert (tally.kind, tally.state) == ("recording", "done")
    await db.write(actions.send_everything_again)
