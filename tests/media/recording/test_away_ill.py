"""A recording that lies in the cloud, when a box dies in the middle, or is full, or the cloud has lost a piece."""

import asyncio
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from appliance.blobs import DiskBlobs
from appliance.cloud.bucket import Bucket
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.config import Config
from appliance.disk import no_room
from appliance.errors import Unavailable
from media.recording import actions, reads
from media.recording.clips import actions as clips
from media.recording.clips import reads as clip_reads
from media.recording.clips.workshop import Workshop
from media.recording.elsewhere import Elsewhere
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import shop  # noqa: F401 - fixture

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it


def half_written(shop):  # noqa: F811
    return [file.name for file in shop.folder.rglob("*") if file.name.startswith(".")]


@pytest.fixture
def breaks_off(monkeypatch):
    """``breaks_off(error)``: whatever comes from the storage ends so after its first piece."""

    def how(error):
        async def pieces(self, name):
            yield b"the first piece"
            raise error

        monkeypatch.setattr(Bucket, "_pieces", pieces)

    return how


async def test_what_breaks_off_on_the_way_back_leaves_nothing_half_written(shop, breaks_off):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    breaks_off(Unavailable())
    assert not await shop.returning().look()
    assert half_written(shop) == []


async def test_what_has_come_already_asks_for_no_room_a_second_time(shop, monkeypatch):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    size, fetch = (await shop.row()).size, Bucket.fetch

    def usage(folder):
        here = sum(file.stat().st_size for file in shop.folder.glob("*/*.mp4"))
        return Usage(0, 0, size - here)

    async def breaks_off(self, name, file):
        await fetch(self, name, file)
        file.rename(file.with_name(file.name[1:].removesuffix(".coming")))
        raise Unavailable

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(Bucket, "fetch", breaks_off)
    assert not await shop.returning().look()
    monkeypatch.setattr(Bucket, "fetch", fetch)
    await shop.returning().look()
    assert not await shop.alarms()
    assert (await shop.row()).place == "here"


async def test_a_disk_that_fills_up_on_the_way_back_is_as_empty_as_before(shop, breaks_off):  # noqa: F811
    await shop.away()
    before = set(shop.files())
    await shop.db.write(actions.ask_back, shop.show)
    breaks_off(no_room("reel"))
    await shop.returning().look()
    assert (await shop.row()).place == "away"
    assert set(shop.files()) == before


async def test_what_a_killed_process_left_half_written_goes_when_the_show_has_left(shop):  # noqa: F811
    await shop.away()
    for name in (".0001.mp4.coming", "..0001.mp4.coming"):
        (shop.folder / "source" / name).write_bytes(b"half of it")
    await shop.pruning().look()
    assert half_written(shop) == []


async def test_what_is_deleted_on_its_way_back_is_deleted_and_the_others_come(shop, monkeypatch):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    fetch = Bucket.fetch

    async def fetched(self, name, file):
        await fetch(self, name, file)
        async with shop.db.read() as session:
            gone = (await session.get(actions.Recording, shop.show)).state == "gone"
        if not gone:
            await shop.db.write(lambda tx: actions.delete(tx, shop.show, decided=True))

    monkeypatch.setattr(Bucket, "fetch", fetched)
    assert await shop.returning().look()
    await shop.pruning().look()
    assert not shop.folder.exists()


async def test_of_a_recording_that_is_deleted_no_block_stays_in_the_cache(shop):  # noqa: F811
    await shop.away()
    cache = Cache(shop.data / "cache" / "cloud", 1 << 30)
    mine, others = f"recordings/{shop.room}/{shop.show}", f"recordings/{shop.room}/another"
    for name in (mine, others):
        cache.put(f"{name}/source/0001.mp4", 0, b"film")
    await shop.db.write(lambda tx: actions.delete(tx, shop.show, decided=True))
    await shop.pruning().look()
    assert cache.held(mine) == 0
    assert cache.held(others) > 0


# -- clips -----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def workshop(shop, tmp_path):  # noqa: F811
    reading = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))
    yield Workshop(
        shop.db, shop.studio.shelf, tmp_path / "clips", DiskBlobs(tmp_path / "blobs"), shop.clock,
        elsewhere=Elsewhere(reading, tmp_path / "lent"),
    )  # fmt: skip
    await reading.aclose()


async def asked(shop, clip="w1"):  # noqa: F811
    began = (await shop.row()).started_at
    stretch = {"since": began + timedelta(seconds=1), "until": began + timedelta(seconds=4)}
    await shop.db.write(clips.ask, clip, shop.room, shop.show, product="p1", title="龙井", **stretch)


async def state(shop, clip="w1"):  # noqa: F811
    async with shop.db.read() as session:
        return (await clip_reads.clip(session, clip)).state


async def test_a_clip_of_what_lies_here_waits_for_no_download(shop, workshop, monkeypatch):  # noqa: F811
    await shop.away()
    await asked(shop, "far")
    await shop.film()
    await asked(shop, "near")
    going_on, bring, slow = asyncio.Event(), Elsewhere._bring, asyncio.Event()

    async def slowly(self, *values):
        going_on.set()
        await slow.wait()
        await bring(self, *values)

    monkeypatch.setattr(Elsewhere, "_bring", slowly)
    download = asyncio.create_task(workshop.look_afar())
    await going_on.wait()
    await workshop.look()
    assert (await state(shop, "near"), await state(shop, "far")) == ("ready", "waiting")
    slow.set()
    await download
    assert await state(shop, "far") == "ready"


@pytest.mark.parametrize("there", [True, False])
async def test_a_clip_whose_film_lies_in_the_cloud_is_drawn_upright_from_there(shop, workshop, far, there):  # noqa: F811
    await shop.agree()
    await shop.film()
    await asked(shop)
    await workshop.look()
    await shop.send()
    shutil.rmtree(shop.data / "clips")
    if not there:
        far._s3.delete_object(Bucket=far.bucket, Key="clips/w1.mp4")
    await shop.db.write(clips.ask_upright, "w1")
    await workshop.look_upright()
    async with shop.db.read() as session:
        assert (await clip_reads.clip(session, "w1")).upright == ("ready" if there else "failed")
    assert (shop.data / "clips/w1-upright.mp4").exists() == there
    assert not [*(shop.data / "lent").iterdir()]


@pytest.mark.parametrize("content", [None, b"another film"])
async def test_a_clip_of_what_the_cloud_has_lost_is_said_to_be_impossible(shop, workshop, far, content):  # noqa: F811
    await shop.away()
    await asked(shop)
    name = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    if content is None:
        far._s3.delete_object(Bucket=far.bucket, Key=name)
    else:
        size = far.about(name)["ContentLength"]
        far._s3.put_object(Bucket=far.bucket, Key=name, Body=content.ljust(size))
    await workshop.look_afar()
    assert await state(shop) == "failed"


async def test_a_clip_waits_rather_than_take_the_room_that_is_for_orders(shop, tmp_path, monkeypatch):  # noqa: F811
    await shop.away()
    await asked(shop)
    reading = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))
    lent = Elsewhere(reading, tmp_path / "lent", reserve=1000)
    workshop = Workshop(
        shop.db, shop.studio.shelf, tmp_path / "clips", DiskBlobs(tmp_path / "blobs"), shop.clock, reserve=1000,
        elsewhere=lent,
    )  # fmt: skip
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 2000))
    await workshop.look_afar()
    assert await state(shop) == "waiting"
    monkeypatch.undo()
    await shop.clock.advance(30)
    await workshop.look_afar()
    assert await state(shop) == "ready"
    await reading.aclose()


async def test_what_is_fetched_ends_when_the_live_recording_needs_the_room_meanwhile(shop, tmp_path, monkeypatch):  # noqa: F811
    await shop.agree()
    await shop.film(small=True)
    await shop.send()
    shutil.rmtree(shop.folder)
    async with shop.db.read() as session:
        rows = await reads.reels(session, shop.show)
    reading = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))
    free = iter([10 << 30, 1 << 30])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, next(free)))
    with pytest.raises(OSError, match="No space"):
        await Elsewhere(reading, tmp_path / "lent", Config(data=tmp_path).live_first).fetch(shop.folder, rows)
    assert len([*shop.folder.glob("*/*.mp4")]) == 1
    await reading.aclose()


async def test_while_the_line_is_down_the_cloud_is_not_asked_with_every_look(shop, workshop, line, monkeypatch):  # noqa: F811
    await shop.away()
    await asked(shop)
    line.cut()
    tries = []
    lent = Elsewhere.lent

    def counted(self, *values):
        tries.append(values)
        return lent(self, *values)

    monkeypatch.setattr(Elsewhere, "lent", counted)
    for _ in range(10):
        await workshop.look_afar()
        await shop.clock.advance(1.5)
    assert len(tries) == 1
    line.mend()
    await shop.clock.advance(30)
    await workshop.look_afar()
    assert await state(shop) == "ready"
