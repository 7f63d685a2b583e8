"""A real disk that is full: recording stops first, orders go on, and all that waited is done when there is room."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, insert, select

from appliance.alarms import reads as alarms
from appliance.blobs import DiskBlobs
from appliance.config import Config
from appliance.db import Database
from appliance.keys import Keys
from bench.checkout import PRICE, PRODUCT, SKU
from media.broadcasts import actions as broadcasts
from media.recording import manifest, places, reads, recorder
from media.recording.clips import actions as clip_actions
from media.recording.clips import reads as clip_reads
from media.recording.clips.workshop import FULL_SECONDS, Workshop, film_file
from media.recording.entries import read_index
from media.recording.keeper import Keeper
from media.recording.mending import walk
from media.recording.places import Shelf
from media.recording.recorder import recorder_of
from media.recording.stills import Stills
from store.catalogue.models import Product, Sku
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice, Wanted
from store.orders.models import Order

MB = 1 << 20


@pytest.fixture(autouse=True)
def _a_disk_of_this_size(monkeypatch):
    monkeypatch.setattr(recorder, "ROOM_TO_RESUME", MB)


@pytest.fixture
def studio(studio, small_disk):
    """It records onto the small disk."""
    studio.shelf = Shelf(small_disk.path / "recordings")
    studio.recorder = studio.machine()
    return studio


@pytest.fixture
async def shop(small_disk, _migrated_file, bus, clock) -> AsyncIterator[Database]:
    """The orders lie on the same disk."""
    shutil.copy(_migrated_file, small_disk.path / "jinbo.db")
    db = Database(f"sqlite:///{small_disk.path / 'jinbo.db'}", bus=bus, clock=clock)
    await db.start()
    await db.write(_stock)
    yield db
    await db.stop()


def _stock(tx) -> None:
    tx.execute(insert(Product).values(id="p1", created_at=tx.now, changed_at=tx.now, **PRODUCT))
    tx.execute(insert(Sku).values(id="s1", product="p1", code="A1", **SKU))


async def _order(db: Database, number: int) -> None:
    purchase = Purchase(
        member=f"m{number}",
        items=(Wanted("s1", 1),),
        choice=Choice(delivery="express", region="天津市 和平区"),
        contact_sealed="x" * 160,
        phone_fingerprint="f" * 64,
        seen_total=PRICE,
        subjects={"network": f"m{number}", "phone": f"m{number}"},
    )
    await db.write(checkout.place, purchase)


async def _orders(db: Database) -> int:
    async with db.read() as session:
        return await session.scalar(select(func.count()).select_from(Order))


async def _alarms(db: Database) -> list[str]:
    async with db.read() as session:
        return [alarm.id for alarm in await alarms.standing(session)]


class Airing:
    def __init__(self, shows) -> None:
        self.shows = shows


def _machine(studio, shop, small_disk, clock, reserve: int):
    """The recorder of a box, but for a reserve that fits on this disk."""
    config = Config(data=small_disk.path, recording_spare_gb=0)
    found = recorder_of(config, studio.origin.channels, Airing(studio.shows), shop, clock)
    found._reserve = reserve
    return found


async def test_recording_stops_first_with_an_alarm_orders_go_on_and_it_resumes_by_itself(
    studio, shop, small_disk, clock
):
    studio.recorder = _machine(studio, shop, small_disk, clock, 8 * MB)
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(6)
    small_disk.leave(7 * MB)
    await studio.play(12)
    assert await _alarms(shop) == ["recording"]
    [reel] = places.reels(studio.folder())
    size = reel.stat().st_size
    for number in range(40):
        await _order(shop, number)
    assert await _orders(shop) == 40
    assert reel.stat().st_size == size
    small_disk.relieve()
    await studio.play(12)
    studio.shows.clear()
    await studio.recorder.look()
    assert await _alarms(shop) == []
    before, after = (read_index(places.index_of(one).read_bytes()) for one in places.reels(studio.folder()))
    assert before.closed
    assert after.closed


async def test_an_alarm_of_a_life_before_this_one_goes_when_there_is_room(studio, shop, small_disk, clock, eventually):
    small_disk.leave(2 * MB)
    earlier = _machine(studio, shop, small_disk, clock, 8 * MB)
    await earlier.look()
    assert await _alarms(shop) == ["recording"]
    small_disk.relieve()
    later = _machine(studio, shop, small_disk, clock, 8 * MB)
    await later._go_on()
    assert await _alarms(shop) == []


@pytest.mark.parametrize("left", [0, 4096, 20_000, 60_000])
async def test_what_a_full_disk_took_of_a_recording_is_whole(studio, small_disk, left):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(6)
    small_disk.leave(left)
    await studio.play(6)
    assert studio.told == [True]
    assert small_disk.free < 60_000
    small_disk.relieve()
    await studio.play(12)
    studio.shows.clear()
    await studio.recorder.look()
    assert studio.told == [True, False]
    for rendition in ("source", "480p"):
        for reel in places.reels(studio.folder(rendition)):
            index = read_index(places.index_of(reel).read_bytes())
            assert index.closed
            with reel.open("rb") as media:
                assert walk(media) == (index.entries, reel.stat().st_size)


async def test_a_torn_reel_is_mended_when_there_is_room_again(studio, small_disk, clock):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(6)
    studio.recorder._deck.let_go()
    [reel] = places.reels(studio.folder())
    places.index_of(reel).unlink()
    again = studio.machine()
    small_disk.leave(0)
    await again._go_on()
    assert again.full
    small_disk.relieve()
    await clock.advance(6)
    await again.look()
    assert not again.full
    assert read_index(places.index_of(reel).read_bytes()).closed


async def _aired(db: Database, studio, tmp_path) -> tuple[str, str]:
    room = (await db.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room
    show = await db.write(broadcasts.air, room)
    studio.channel = studio.origin.open(room, studio.variants())
    studio.shows[room] = show
    return room, show


@pytest.mark.parametrize("left", [0, 4096, 12_288, 20_480, 24_576])
async def test_a_recording_is_sealed_with_its_pictures_when_there_is_room_again(
    studio, sqlite_database, small_disk, tmp_path, clock, left
):
    room, show = await _aired(sqlite_database, studio, tmp_path)
    keeper = Keeper(sqlite_database, studio.shelf, DiskBlobs(small_disk.path / "blobs"), clock, timedelta(days=1095))
    await studio.film(12)
    await sqlite_database.write(broadcasts.end, show)
    studio.shows.clear()
    await studio.recorder.look()
    await clock.advance(15)
    small_disk.leave(left)
    await keeper.look()
    async with sqlite_database.read() as session:
        assert (await reads.recording(session, show)).state == "recording"
    small_disk.relieve()
    await keeper.look()
    async with sqlite_database.read() as session:
        kept = await reads.recording(session, show)
    assert kept.state == "kept"
    assert len(msgspec.convert(kept.stills, Stills).sheets[0].at) == 2
    assert await keeper._blobs.get(kept.poster)
    folder = studio.shelf.show(room, show)
    assert list(manifest.check(folder)) == []
    assert [file for file in small_disk.path.rglob(".*") if file.is_file()] == []


@pytest.mark.parametrize("left", [0, 8192, 30_000])
async def test_a_clip_waits_for_room_and_leaves_nothing_half_done(
    studio, sqlite_database, small_disk, tmp_path, clock, left
):
    room, show = await _aired(sqlite_database, studio, tmp_path)
    folder, blobs = small_disk.path / "clips", DiskBlobs(small_disk.path / "blobs")
    workshop = Workshop(sqlite_database, studio.shelf, folder, blobs, clock)
    began = clock.now()
    await studio.film(10)
    stretch = {"since": began + timedelta(seconds=2), "until": began + timedelta(seconds=8)}
    await sqlite_database.write(clip_actions.ask, "w1", room, show, product="p1", title="龙井", **stretch)
    small_disk.leave(left)
    await workshop.look()
    assert await _clip(sqlite_database) == ("waiting", "")
    assert not folder.exists() or list(folder.iterdir()) in ([], [film_file(folder, "w1")])
    small_disk.relieve()
    await workshop.look()
    assert await _clip(sqlite_database) == ("waiting", "")
    await clock.advance(FULL_SECONDS + 1)
    await workshop.look()
    assert await _clip(sqlite_database) == ("ready", "")
    assert [file.name for file in folder.iterdir()] == ["w1.mp4"]


async def test_an_upright_film_waits_for_room_too(studio, sqlite_database, small_disk, tmp_path, clock):
    room, show = await _aired(sqlite_database, studio, tmp_path)
    folder, blobs = small_disk.path / "clips", DiskBlobs(small_disk.path / "blobs")
    workshop = Workshop(sqlite_database, studio.shelf, folder, blobs, clock)
    began = clock.now()
    await studio.film(10)
    stretch = {"since": began + timedelta(seconds=1), "until": began + timedelta(seconds=5)}
    await sqlite_database.write(clip_actions.ask, "w1", room, show, product="p1", title="龙井", **stretch)
    await workshop.look()
    await sqlite_database.write(clip_actions.ask_upright, "w1")
    small_disk.leave(4096)
    await workshop.look_upright()
    assert await _clip(sqlite_database) == ("ready", "waiting")
    assert [file.name for file in folder.iterdir()] == ["w1.mp4"]
    small_disk.relieve()
    await clock.advance(FULL_SECONDS + 1)
    await workshop.look_upright()
    assert await _clip(sqlite_database) == ("ready", "ready")


async def test_a_clip_never_takes_what_is_left_for_orders_alone(studio, sqlite_database, small_disk, tmp_path, clock):
    room, show = await _aired(sqlite_database, studio, tmp_path)
    folder, blobs = small_disk.path / "clips", DiskBlobs(small_disk.path / "blobs")
    workshop = Workshop(sqlite_database, studio.shelf, folder, blobs, clock, reserve=8 * MB)
    began = clock.now()
    await studio.film(10)
    stretch = {"since": began + timedelta(seconds=1), "until": began + timedelta(seconds=5)}
    await sqlite_database.write(clip_actions.ask, "w1", room, show, product="p1", title="龙井", **stretch)
    small_disk.leave(7 * MB)
    await workshop.look()
    assert await _clip(sqlite_database) == ("waiting", "")
    small_disk.leave(9 * MB)
    await workshop.look()
    assert await _clip(sqlite_database) == ("ready", "")


async def _clip(db: Database) -> tuple[str, str]:
    async with db.read() as session:
        row = await clip_reads.clip(session, "w1")
    return row.state, row.upright
