"""What the cloud's storage may have of a recording, told when it will not change any more."""

from datetime import timedelta

import pytest

from appliance.blobs import DiskBlobs
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import manifest
from media.recording.clips import actions as clips
from media.recording.clips.workshop import Workshop
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound


class Shop:
    """A data folder in which shows are recorded."""

    def __init__(self, db, studio, tmp_path, clock) -> None:
        self.db, self.studio, self.clock, self.data = db, studio, clock, tmp_path
        self.keeper = Keeper(db, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, timedelta(days=1095))
        self.workshop = Workshop(db, studio.shelf, tmp_path / "clips", DiskBlobs(tmp_path / "blobs"), clock)

    async def air(self):
        self.room = (await self.db.write(broadcasts.open_room, Keys.of(self.data), "茶铺")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        self.began = self.clock.now()
        await self.studio.film(10)

    async def clip(self, name):
        stretch = {"since": self.began + timedelta(seconds=1), "until": self.began + timedelta(seconds=6)}
        await self.db.write(clips.ask, name, self.room, self.show, product="p1", title="龙井", **stretch)
        await self.workshop.look()

    async def end(self):
        await self.db.write(broadcasts.end, self.show)
        self.studio.shows.clear()
        await self.studio.recorder.look()
        await self.clock.advance(20)
        await self.keeper.look()

    async def told(self, outbound):
        async with self.db.read() as session:
            return await outbound.find(session, self.data)


@pytest.fixture
async def shop(sqlite_database, studio, tmp_path, clock):
    shop = Shop(sqlite_database, studio, tmp_path, clock)
    await shop.air()
    return shop


async def test_nothing_is_told_of_a_reel_that_is_still_written(shop):
    await shop.keeper.look()
    assert await shop.told(Outbound()) == []


async def test_a_show_is_told_with_all_its_manifest_names_and_the_manifest_goes_last(shop):
    await shop.end()
    found = {thing.name: thing for thing in await shop.told(Outbound())}
    folder = shop.studio.shelf.show(shop.room, shop.show)
    below = f"recordings/{shop.room}/{shop.show}"
    files = {file.relative_to(shop.data).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(found) == files
    assert {f"{below}/index.m3u8", f"{below}/source/index.m3u8", f"{below}/source/0001.mp4"} <= files
    assert max(found.values(), key=lambda thing: thing.rank).name == f"{below}/SHA256SUMS"
    for name, thing in found.items():
        assert thing.size == (shop.data / name).stat().st_size
        assert thing.sha256 in ("", manifest.digest(shop.data / name))


async def test_a_clip_is_told_when_it_is_cut_and_goes_before_the_show(shop):
    outbound = Outbound()
    await shop.clip("w1")
    [clip] = await shop.told(outbound)
    assert (clip.name, clip.size) == ("clips/w1.mp4", (shop.data / "clips" / "w1.mp4").stat().st_size)
    await shop.clock.advance(1)
    await shop.clip("w2")
    await shop.end()
    later = await shop.told(outbound)
    assert {thing.name for thing in later if thing.name.startswith("clips/")} == {"clips/w1.mp4", "clips/w2.mp4"}
    assert min(later, key=lambda thing: thing.rank).name.startswith("clips/")


async def test_what_was_told_is_told_once_but_for_the_last(shop):
    outbound = Outbound()
    await shop.end()
    first = await shop.told(outbound)
    again = await shop.told(outbound)
    assert len(again) < len(first)
    assert {thing.name.rpartition(".")[2] for thing in again} <= {"mp4", "idx"}


async def test_what_is_forgotten_is_told_as_the_first_time(shop):
    outbound = Outbound()
    await shop.clip("w1")
    await shop.end()
    first = await shop.told(outbound)
    assert await shop.told(outbound) != first
    outbound.forget()
    assert await shop.told(outbound) == first


async def test_a_show_plays_from_the_playlists_in_its_folder(shop):
    await shop.end()
    folder = shop.studio.shelf.show(shop.room, shop.show)
    assert "source/index.m3u8" in (folder / "index.m3u8").read_text()
    lines = (folder / "source" / "index.m3u8").read_text().splitlines()
    for name in (line for line in lines if line.endswith(".mp4")):
        assert (folder / "source" / name).exists()
    assert lines[-1] == "#EXT-X-ENDLIST"
