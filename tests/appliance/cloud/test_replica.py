"""The shop's own data goes sealed to the storage, and a box is rebuilt from it alone."""

import errno
import json
from datetime import timedelta
from types import SimpleNamespace

import msgspec
import pytest
from sqlalchemy import text

from appliance.backup.restoring import BoxNotEmpty
from appliance.backup.sealed import PasswordWrong
from appliance.bus import LocalBus
from appliance.clock import ManualClock, SystemClock
from appliance.cloud import replica as replicas
from appliance.cloud import segments
from appliance.cloud.bucket import Bucket, StorageUnreachable
from appliance.cloud.replica import Replica
from appliance.cloud.restoring import CardUnusable, NothingInTheCloud, card, restore
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.db import Database, migrate
from appliance.keys import Keys
from media.broadcasts import actions as rooms
from tests.appliance.cloud.conftest import Far

PASSWORD = b"a sentence for hard days"


@pytest.fixture
async def shop(tmp_path):
    """A box with a database and keys of its own."""
    config = Config(data=tmp_path / "shop")
    config.data.mkdir()
    bus = LocalBus()
    db = Database(config.database_url, bus=bus, clock=SystemClock())
    migrate(config.database_url)
    await db.start()
    yield config, db, Keys.of(config.data)
    await db.stop()
    await bus.stop()


@pytest.fixture
def terms(storage):
    key = segments.new_key()
    return Terms(storage=storage, replica_key=key.hex(), replica_lock=segments.lock(key, PASSWORD))


@pytest.fixture
def replica(shop, clock):
    return Replica(shop[0], clock)


async def turn(replica, bucket, terms, clock):
    await clock.advance(60)
    await replica.turn(bucket, terms)


async def open_room(shop, title):
    _, db, keys = shop
    return (await db.write(rooms.open_room, keys, title)).room


async def titles(config):
    db = Database(config.database_url, bus=LocalBus(), clock=SystemClock())
    await db.start()
    async with db.read() as session:
        found = [row.title for row in await session.execute(text("SELECT title FROM rooms ORDER BY id"))]
    await db.stop()
    return found


@pytest.mark.parametrize("asked", [True, False])
async def test_recordings_and_clips_come_back_when_they_are_asked_for(
    shop, replica, bucket, terms, clock, tmp_path, asked
):
    await turn(replica, bucket, terms, clock)
    films = ("recordings/r/s/source/0001.mp4", "clips/w1.mp4")
    for name in films:
        await bucket.put(name, b"film", "video/mp4")
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock(), recordings=asked)
    assert [(new.data / name).exists() for name in films] == [asked, asked]


async def test_a_box_is_rebuilt_from_nothing_but_its_card_and_its_password(
    shop, replica, bucket, terms, clock, far, tmp_path
):
    await open_room(shop, "茶铺")
    await turn(replica, bucket, terms, clock)
    await open_room(shop, "糕点")
    await turn(replica, bucket, terms, clock)
    await bucket.put("blobs/ab/x.jpg", b"picture", "image/jpeg")
    new = Config(data=tmp_path / "new box")
    restored = await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["茶铺", "糕点"]
    assert (restored.segments, restored.files) == (2, 1)
    assert (new.data / "secrets/house.key").read_bytes() == (shop[0].data / "secrets/house.key").read_bytes()
    assert (new.data / "blobs/ab/x.jpg").read_bytes() == b"picture"
    assert not list(new.data.glob(".restoring*"))


async def test_nothing_that_changed_costs_nothing_and_a_row_costs_some_pages(shop, replica, bucket, terms, clock, far):
    await open_room(shop, "茶铺")
    await turn(replica, bucket, terms, clock)
    first = far.names()
    await turn(replica, bucket, terms, clock)
    assert far.names() == first
    await open_room(shop, "糕点")
    await turn(replica, bucket, terms, clock)
    [fresh] = [name for name in far.names() if name not in first]
    whole = next(name for name in first if name.endswith(segments.FIRST))
    assert far.about(fresh)["ContentLength"] < far.about(whole)["ContentLength"]


async def test_what_stands_in_the_storage_can_be_read_by_nobody_else(shop, replica, bucket, terms, clock, far):
    await open_room(shop, "茶铺秘密")
    await turn(replica, bucket, terms, clock)
    everything = b"".join(far.content(name) for name in far.names())
    assert "茶铺秘密".encode() not in everything
    assert (shop[0].data / "secrets/house.key").read_bytes() not in everything


async def test_a_cut_line_loses_nothing_and_what_waited_goes_in_order(
    shop, replica, bucket, terms, clock, line, tmp_path
):
    await open_room(shop, "一")
    await turn(replica, bucket, terms, clock)
    line.cut()
    for title in ("二", "三", "四"):
        await open_room(shop, title)
        with pytest.raises(StorageUnreachable):
            await turn(replica, bucket, terms, clock)
    assert replica.waiting() == 3
    line.mend()
    again = Replica(shop[0], clock)  # the process was started again meanwhile
    await turn(again, bucket, terms, clock)
    assert again.waiting() == 0
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二", "三", "四"]


async def test_a_crash_between_the_segment_and_the_ledger_does_no_harm(
    shop, replica, bucket, terms, clock, monkeypatch, tmp_path
):
    await open_room(shop, "一")
    await turn(replica, bucket, terms, clock)
    await open_room(shop, "二")
    monkeypatch.setattr(replicas.Ledger, "write", lambda *_: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        await turn(replica, bucket, terms, clock)
    monkeypatch.undo()
    await open_room(shop, "三")
    await turn(Replica(shop[0], clock), bucket, terms, clock)
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二", "三"]


async def test_a_lost_ledger_begins_a_new_generation_and_old_ones_are_let_go(
    shop, replica, bucket, terms, clock, far, tmp_path
):
    for title in ("一", "二", "三"):
        (shop[0].data / "cloud/ledger").unlink(missing_ok=True)
        await open_room(shop, title)
        await turn(Replica(shop[0], clock), bucket, terms, clock)
    assert len({name.split("/")[1] for name in far.names() if name.startswith("shop/")}) == 2
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二", "三"]


async def test_a_clock_that_is_behind_begins_no_generation_before_the_last(shop, bucket, terms, clock, far, tmp_path):
    for days, title in enumerate(("一", "二", "三")):
        (shop[0].data / "cloud/ledger").unlink(missing_ok=True)
        await open_room(shop, title)
        behind = ManualClock(clock.now() - timedelta(days=days))
        await turn(Replica(shop[0], behind), bucket, terms, behind)
    assert len({name.split("/")[1] for name in far.names()}) == 2
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二", "三"]


async def test_another_bucket_has_a_whole_shop_at_once(shop, replica, bucket, terms, clock, far, line, tmp_path):
    await open_room(shop, "一")
    await turn(replica, bucket, terms, clock)
    await open_room(shop, "二")
    line.cut()
    with pytest.raises(StorageUnreachable):
        await turn(replica, bucket, terms, clock)
    line.mend()
    other = Far(far.endpoint, f"{far.bucket}-2")
    moved = msgspec.structs.replace(terms, storage=msgspec.structs.replace(terms.storage, bucket=other.bucket))
    async with Bucket(moved.storage, SystemClock()) as there:
        await turn(replica, there, moved, clock)
    assert len({name.split("/")[1] for name in other.names()}) == 1, "what waited for the other one stays away"
    new = Config(data=tmp_path / "new box")
    await restore(new, moved.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二"]


@pytest.fixture
async def moved(terms, far):
    """The terms with another bucket, and that bucket."""
    other = Far(far.endpoint, f"{far.bucket}-2")
    moved = msgspec.structs.replace(terms, storage=msgspec.structs.replace(terms.storage, bucket=other.bucket))
    async with Bucket(moved.storage, SystemClock()) as there:
        yield moved, there, other


async def wait_for_the_line(shop, replica, bucket, terms, clock, line):
    """One segment is there, two wait."""
    await open_room(shop, "一")
    await turn(replica, bucket, terms, clock)
    line.cut()
    for title in ("二", "三"):
        await open_room(shop, title)
        with pytest.raises(StorageUnreachable):
            await turn(replica, bucket, terms, clock)
    line.mend()
    assert replica.waiting() == 2


async def test_another_bucket_for_a_moment_has_nothing_that_waited_for_the_first(
    shop, replica, bucket, terms, clock, line, moved, tmp_path
):
    await wait_for_the_line(shop, replica, bucket, terms, clock, line)
    elsewhere, there, other = moved
    await replica.turn(there, elsewhere)
    await replica.turn(bucket, terms)
    assert len({name.split("/")[1] for name in other.names()}) == 1
    for place in (terms, elsewhere):
        new = Config(data=tmp_path / place.storage.bucket)
        await restore(new, place.storage, PASSWORD, SystemClock())
        assert await titles(new) == ["一", "二", "三"]


@pytest.mark.parametrize("room", ["for orders", "none"])
async def test_another_bucket_for_as_long_as_the_disk_is_full_leaves_the_first_whole(
    shop, replica, bucket, terms, clock, line, moved, monkeypatch, tmp_path, room
):
    await wait_for_the_line(shop, replica, bucket, terms, clock, line)
    elsewhere, there, other = moved
    if room == "none":
        full = OSError(errno.ENOSPC, "full")
        monkeypatch.setattr(replicas.segments, "write", lambda *_: (_ for _ in ()).throw(full))
    else:
        monkeypatch.setattr(replicas.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
        monkeypatch.setattr(Config, "orders_only", 1)
    await turn(replica, there, elsewhere, clock)
    assert replica.full
    assert other.names() == []
    assert replica.waiting() == 0, "it makes room"
    monkeypatch.undo()
    await turn(replica, bucket, terms, clock)
    await open_room(shop, "四")
    await turn(replica, bucket, terms, clock)
    new = Config(data=tmp_path / "new box")
    await restore(new, terms.storage, PASSWORD, SystemClock())
    assert await titles(new) == ["一", "二", "三", "四"]


async def test_another_password_or_a_damaged_segment_restores_nothing(
    shop, replica, bucket, terms, clock, far, tmp_path
):
    await open_room(shop, "一")
    await turn(replica, bucket, terms, clock)
    new = Config(data=tmp_path / "new box")
    with pytest.raises(PasswordWrong):
        await restore(new, terms.storage, b"another sentence here", SystemClock())
    name = next(name for name in far.names() if name.endswith(segments.FIRST))
    content = bytearray(far.content(name))
    content[200] ^= 1
    await bucket.put(name, bytes(content), "application/octet-stream")
    with pytest.raises(segments.SegmentDamaged):
        await restore(new, terms.storage, PASSWORD, SystemClock())
    assert not (new.data / "jinbo.db").exists()
    assert not (new.data / "secrets/house.key").exists()


async def test_a_full_box_is_not_written_over_and_an_empty_bucket_is_told(shop, bucket, terms, tmp_path):
    with pytest.raises(NothingInTheCloud):
        await restore(Config(data=tmp_path / "new box"), terms.storage, PASSWORD, SystemClock())
    with pytest.raises(BoxNotEmpty):
        await restore(shop[0], terms.storage, PASSWORD, SystemClock())


def test_a_card_names_the_storage(storage, tmp_path):
    file = tmp_path / "card.json"
    file.write_bytes(msgspec.json.encode(storage))
    assert card(file) == storage
    file.write_text(json.dumps({"bucket": "x"}))
    with pytest.raises(CardUnusable):
        card(file)
