"""A recording that is all in the cloud may leave this box: watched, saved, checked and brought back from there."""

import asyncio
import shutil
from datetime import timedelta

import msgspec
import pytest

from appliance.alarms import reads as alarms
from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.cloud import actions as cloud
from appliance.cloud import far as far_module
from appliance.cloud import reads as cloud_reads
from appliance.cloud.bucket import Bucket
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.cloud.sync import Sync
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.edge import answers
from appliance.edge.listener import _begun
from appliance.edge.requests import Request
from appliance.errors import NotFound
from appliance.events import RecordingMoved
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.broadcasts.reads import on_air_anywhere
from media.recording import actions, places, pruning, reads
from media.recording.actions import RecordingNotFound
from media.recording.afar import ReplayFar
from media.recording.clips import actions as clips
from media.recording.clips.workshop import Workshop
from media.recording.elsewhere import Elsewhere
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound
from media.recording.places import Shelf
from media.recording.pruning import UNSENT, Pruning
from media.recording.retention import Disk, Letting
from media.recording.returning import ALARM, Returning
from media.recording.verifying import verify
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures

GB = 1 << 30
DAY = timedelta(days=1).total_seconds()


class Shop:
    """A box with a storage in the cloud, and a show with a real picture."""

    def __init__(self, db, bus, studio, clock, data, where) -> None:
        self.db, self.bus, self.studio, self.clock, self.data = db, bus, studio, clock, data
        self.storage = where
        self.keys = Keys.of(data)
        self.config = Config(data=data)

    async def agree(self, **terms):
        self.terms = Terms(storage=self.storage, when="always", **terms)
        await self.db.write(cloud.set_storage, self.keys, self.terms, "s1")

    async def film(self, seconds=4):
        self.room = (await self.db.write(broadcasts.open_room, self.keys, "茶铺")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        await self.studio.film(seconds)
        await self.db.write(broadcasts.end, self.show)
        self.studio.shows.clear()
        await self.studio.recorder.look()
        await self.clock.advance(20)
        blobs = DiskBlobs(self.data / "blobs")
        await Keeper(self.db, self.studio.shelf, blobs, self.clock, timedelta(days=1095)).look()
        self.folder = self.studio.shelf.show(self.room, self.show)

    async def send(self):
        finders = (Outbound().find,)
        sync = Sync(self.config, self.db, self.bus, self.keys, self.clock, on_air=on_air_anywhere, finders=finders)
        async with Bucket(self.storage, SystemClock()) as bucket:
            while await sync.turn(bucket, self.terms):
                pass

    def pruning(self, **settings):
        return Pruning(self.db, self.studio.shelf, self.clock, Config(data=self.data, **settings), self.keys)

    async def away(self):
        """Sent, and let go by its days."""
        await self.agree(local_days=7)
        await self.film()
        await self.send()
        self.pass_days(8)
        assert await self.pruning().look() == [Letting(self.show, away=True)]

    def pass_days(self, days):
        self.clock._elapsed += days * DAY

    async def row(self):
        async with self.db.read() as session:
            return await reads.recording(session, self.show)

    async def alarms(self):
        async with self.db.read() as session:
            return {one.id: one.zh for one in await alarms.standing(session)}

    def files(self):
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in self.folder.rglob("*")
            if file.is_file()
        }

    def returning(self, **settings):
        config = Config(data=self.data, recording_spare_gb=0, **settings)
        return Returning(self.db, self.studio.shelf, self.clock, config, self.keys)


@pytest.fixture
async def shop(sqlite_database, bus, studio, clock, tmp_path, storage):  # noqa: F811
    return Shop(sqlite_database, bus, studio, clock, tmp_path, storage)


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, RecordingMoved, name="test")
    return facts


async def whole(found):
    content = b""
    while gulp := await found.content.read(len(content), 100_000):
        content += gulp
    return content


async def find(replays, shop, file, *, staff=False):
    return await replays.find(shop.room, f"{shop.show}/{file}", staff=staff, packs=False)


def scarce(free, quota=0, used=0):
    async def disk_of(session, config):
        return Disk(free=free * GB, spare=5 * GB, quota=quota * GB, used=used * GB)

    return disk_of


# -- leaving ---------------------------------------------------------------------------------------------------------


async def test_after_its_days_a_recording_that_is_in_the_cloud_leaves_this_box_and_its_small_files_stay(shop, told):
    await shop.away()
    left = set(shop.files())
    assert not [name for name in left if name.endswith(".mp4")]
    assert {"SHA256SUMS", "index.m3u8", "source/0001.idx", "source/index.m3u8", "stills/0001.jpg"} <= left
    assert [(fact.show, fact.place) for fact in told] == [(shop.show, "away")]
    async with shop.db.read() as session:
        assert await reads.kept_bytes(session) == 0
    assert await shop.pruning().look() == []


async def test_before_its_days_are_over_it_stays(shop):
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    shop.pass_days(6)
    assert await shop.pruning().look() == []
    assert "source/0001.mp4" in shop.files()


async def test_what_is_not_all_in_the_cloud_never_leaves_by_its_days(shop):
    await shop.agree(local_days=7)
    await shop.film()
    shop.pass_days(8)
    assert await shop.pruning().look() == []
    await shop.send()
    name = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    await shop.db.write(cloud.send_again, name)
    assert await shop.pruning().look() == []
    assert "source/0001.mp4" in shop.files()


async def test_what_somebody_took_out_of_the_bucket_stays_here_and_is_sent_again(shop, far):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    name = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    far._s3.delete_object(Bucket=far.bucket, Key=name)
    shop.pass_days(8)
    assert await shop.pruning().look() == []
    assert "source/0001.mp4" in shop.files()
    await shop.send()
    assert name in far.names()
    assert await shop.pruning().look() == [Letting(shop.show, away=True)]


async def test_while_the_line_is_down_nothing_leaves(shop, line):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    shop.pass_days(8)
    line.cut()
    assert await shop.pruning().look() == []
    assert "source/0001.mp4" in shop.files()


async def test_over_its_quota_what_is_not_sent_waits_with_an_alarm_and_leaves_when_it_is(shop, monkeypatch):
    await shop.agree()
    await shop.film()
    monkeypatch.setattr(pruning, "disk_of", scarce(900, quota=1, used=2))
    await shop.db.write(actions.thin, shop.show, "none")  # nothing is thinned by a wrong word
    monkeypatch.setattr(pruning, "held_recordings", without_need(pruning.held_recordings))
    assert await shop.pruning().look() == []
    assert "1 场还没有传到云上" in (await shop.alarms())[UNSENT]
    await shop.send()
    assert await shop.pruning().look() == [Letting(shop.show, away=True)]
    monkeypatch.setattr(pruning, "disk_of", scarce(900, quota=1, used=0))
    await shop.pruning().look()
    assert UNSENT not in await shop.alarms()


async def test_on_a_full_disk_what_no_rule_asks_for_goes_though_it_is_not_sent_and_an_alarm_says_so(shop, monkeypatch):
    await shop.agree()
    await shop.film()
    monkeypatch.setattr(pruning, "disk_of", scarce(4))
    monkeypatch.setattr(pruning, "held_recordings", without_need(pruning.held_recordings))
    monkeypatch.setattr(actions, "is_needed", lambda until, now: False)
    assert await shop.pruning().look() == [Letting(shop.show)]
    assert "还没有传到云上就删减了" in (await shop.alarms())[UNSENT]
    monkeypatch.setattr(pruning, "disk_of", scarce(900))
    await shop.pruning().look()
    assert UNSENT not in await shop.alarms()


def without_need(held_recordings):
    """As where the shop has set recording_days to 0."""

    async def changed(session):
        held = await held_recordings(session)
        return {show: msgspec.structs.replace(one, needed_until=None) for show, one in held.items()}

    return changed


# -- watching --------------------------------------------------------------------------------------------------------


async def test_a_recording_in_the_cloud_is_watched_byte_for_byte_as_before(shop, replays_of):
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    before = shop.files()
    film = await whole(await find(replays_of(shop.db, shop.studio.shelf), shop, "download-1.mp4", staff=True))
    shop.pass_days(8)
    await shop.pruning().look()
    replays = replays_of(shop.db, shop.studio.shelf)
    for name in ("index.m3u8", "source/index.m3u8"):
        assert (await find(replays, shop, name)).body == before[name]
    for name in ("source/0001.mp4", "stills/0001.jpg"):
        found = await find(replays, shop, name)
        assert found.size == len(before[name])
        assert await whole(found) == before[name]
    saved = await find(replays, shop, "download-1.mp4", staff=True)
    assert (saved.name, saved.far) == ("茶铺.mp4", True)
    assert await whole(saved) == film
    with pytest.raises(NotFound):
        await find(replays, shop, "source/0009.mp4")


async def test_another_box_with_nothing_of_it_plays_it_from_the_storage_alone(shop, replays_of, tmp_path):
    await shop.away()
    elsewhere = tmp_path / "another box"
    shutil.copytree(shop.data / "secrets", elsewhere / "secrets")
    replays = replays_of(shop.db, Shelf(elsewhere / "recordings"))
    playlist = (await find(replays, shop, "source/index.m3u8")).body.decode()
    assert "../source/0001.mp4" in playlist
    assert (await whole(await find(replays, shop, "source/0001.mp4")))[4:8] == b"ftyp"
    assert (await whole(await find(replays, shop, "download-1.mp4", staff=True)))[4:8] == b"ftyp"
    with pytest.raises(RecordingNotFound):
        await replays.find("elsewhere", f"{shop.show}/index.m3u8", staff=False, packs=False)


async def test_many_who_watch_the_same_moment_fetch_it_once_and_the_next_ones_find_it_here(
    shop, replays_of, line, monkeypatch  # noqa: F811
):  # fmt: skip
    await shop.away()
    asked = []
    read = Bucket.read

    async def counted(bucket, name, place, count):
        asked.append((name, place))
        await asyncio.sleep(0.05)
        return await read(bucket, name, place, count)

    monkeypatch.setattr(Bucket, "read", counted)
    replays = replays_of(shop.db, shop.studio.shelf)
    reel = await find(replays, shop, "source/0001.mp4")
    gulps = await asyncio.gather(*(reel.content.read(100, 50) for _ in range(20)))
    assert len(set(gulps)) == 1
    assert len(asked) == 1
    line.cut()
    again = replays_of(shop.db, shop.studio.shelf)
    assert await (await find(again, shop, "source/0001.mp4")).content.read(100, 50) == gulps[0]


async def test_blocks_join_without_a_seam(shop, replays_of, monkeypatch):
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    before = shop.files()["source/0001.mp4"]
    shop.pass_days(8)
    await shop.pruning().look()
    monkeypatch.setattr(far_module, "BLOCK", 1000)
    replays = replays_of(shop.db, shop.studio.shelf)
    assert await whole(await find(replays, shop, "source/0001.mp4")) == before
    assert len(await whole(await find(replays, shop, "download-1.mp4", staff=True))) > len(before) * 0.9


async def test_a_line_that_is_down_is_told_in_words_before_anything_is_sent(shop, replays_of, line, clock):  # noqa: F811
    await shop.away()
    replays = replays_of(shop.db, shop.studio.shelf)
    line.cut()
    assert (await find(replays, shop, "index.m3u8")).body
    reel = await find(replays, shop, "source/0001.mp4")
    request = Request(b"GET", b"/", {b"range": b"bytes=0-99"}, True, False)
    with pytest.raises(ReplayFar) as told:
        await _begun(answers.filed(request, reel), reel)
    assert told.value.sentence("zh") == "这场录像存在云上，现在连不上，请稍后再试"
    assert answers.refusal(told.value, "zh").status == 503
    line.mend()
    await clock.advance(5)
    assert (await _begun(answers.filed(request, reel), reel)).status == 206


async def test_who_leaves_before_a_block_is_there_does_not_spoil_it_for_the_others(shop, replays_of):
    await shop.away()
    reel = await find(replays_of(shop.db, shop.studio.shelf), shop, "source/0001.mp4")
    leaves, stays = (asyncio.create_task(reel.content.read(0, 10)) for _ in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    assert (await stays)[4:8] == b"ftyp"


# -- proving ---------------------------------------------------------------------------------------------------------


async def checked(shop):
    async with Bucket(shop.storage, SystemClock()) as bucket, shop.db.read() as session:
        return await verify(session, shop.studio.shelf, [shop.show], bucket)


async def test_the_manifest_is_proven_by_the_bytes_in_the_cloud(shop, far):  # noqa: F811
    await shop.away()
    assert await checked(shop) == {shop.show: []}
    shutil.rmtree(shop.folder)
    assert await checked(shop) == {shop.show: []}
    below = f"recordings/{shop.room}/{shop.show}"
    reel = far.content(f"{below}/source/0001.mp4")
    far._s3.put_object(Bucket=far.bucket, Key=f"{below}/source/0001.mp4", Body=reel[:-1] + b"!")
    far._s3.delete_object(Bucket=far.bucket, Key=f"{below}/source/0001.idx")
    assert await checked(shop) == {shop.show: ["source/0001.idx: missing", "source/0001.mp4: changed"]}


# -- coming back -----------------------------------------------------------------------------------------------------


async def test_staff_have_it_brought_back_whole_and_its_days_begin_anew(shop, replays_of, told):
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    assert (await shop.row()).place == "coming"
    await shop.returning().look()
    assert (await shop.row()).place == "here"
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf, [shop.show]) == {shop.show: []}
    assert [fact.place for fact in told] == ["away", "coming", "here"]
    shop.pass_days(6)
    assert await shop.pruning().look() == []
    shop.pass_days(2)
    assert await shop.pruning().look() == [Letting(shop.show, away=True)]


async def test_it_comes_back_to_a_box_that_has_nothing_of_it(shop):
    await shop.away()
    shutil.rmtree(shop.folder)
    await shop.db.write(actions.ask_back, shop.show)
    await shop.returning().look()
    assert (await shop.row()).place == "here"
    assert not [name for name in shop.files() if ".coming" in name]
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf, [shop.show]) == {shop.show: []}


async def test_what_the_cloud_has_falsified_does_not_come_back_and_an_alarm_names_it(shop, far):  # noqa: F811
    await shop.away()
    name = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    far._s3.put_object(Bucket=far.bucket, Key=name, Body=b"another film")
    await shop.db.write(actions.ask_back, shop.show)
    await shop.returning().look()
    assert (await shop.row()).place == "away"
    assert "source/0001.mp4" in (await shop.alarms())[ALARM]
    assert not (shop.folder / "source" / "0001.mp4").exists()


async def test_what_this_box_has_no_room_for_stays_in_the_cloud(shop, monkeypatch):
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    full = Returning(
        shop.db, shop.studio.shelf, shop.clock, Config(data=shop.data, recording_spare_gb=1 << 20), shop.keys
    )
    await full.look()
    assert (await shop.row()).place == "away"
    assert "放不下" in (await shop.alarms())[ALARM]


async def test_a_line_that_is_cut_on_the_way_back_makes_it_wait_and_then_come(shop, line):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    line.cut()
    assert not await shop.returning().look()
    assert (await shop.row()).place == "coming"
    line.mend()
    assert await shop.returning().look()
    assert (await shop.row()).place == "here"


async def test_a_clip_of_a_show_in_the_cloud_is_cut_and_waits_while_the_line_is_down(shop, line, tmp_path):  # noqa: F811
    await shop.away()
    began = (await shop.row()).started_at
    stretch = {"since": began + timedelta(seconds=1), "until": began + timedelta(seconds=4)}
    await shop.db.write(clips.ask, "w1", shop.room, shop.show, product="p1", title="龙井", **stretch)
    reading = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))
    workshop = Workshop(
        shop.db, shop.studio.shelf, tmp_path / "clips", DiskBlobs(tmp_path / "blobs"), shop.clock,
        elsewhere=Elsewhere(reading, tmp_path / "lent"),
    )  # fmt: skip
    line.cut()
    await workshop.look()
    assert not (tmp_path / "clips" / "w1.mp4").exists()
    line.mend()
    await shop.clock.advance(30)
    await workshop.look()
    assert (tmp_path / "clips" / "w1.mp4").read_bytes()[4:8] == b"ftyp"
    assert list((tmp_path / "lent").iterdir()) == []
    await reading.aclose()


async def test_what_was_sent_is_told_by_the_rows_alone(shop):
    await shop.agree()
    await shop.film()
    await shop.send()
    names = [f"recordings/{shop.room}/{shop.show}/{name}" for name in ("source/0001.mp4", "source/0002.mp4")]
    async with shop.db.read() as session:
        there = await cloud_reads.arrived(session, names)
    assert set(there) == {names[0]}
    assert there[names[0]][0] == (shop.folder / "source" / "0001.mp4").stat().st_size
    assert places.MANIFEST in shop.files()
