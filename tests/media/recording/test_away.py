"""A recording that is all in the cloud may leave this box: watched, saved, checked and brought back from there."""

from datetime import timedelta

import msgspec
import pytest

from appliance.alarms import reads as alarms
from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.cloud import actions as cloud
from appliance.cloud import reads as cloud_reads
from appliance.cloud.bucket import Bucket, StorageRefused, StorageUnreachable
from appliance.cloud.sync import Sync
from appliance.cloud.terms import Terms
from appliance.config import Config
from appliance.events import RecordingMoved
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.broadcasts.reads import on_air_anywhere
from media.recording import actions, pruning, reads
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound
from media.recording.pruning import UNREACHED, UNSENT, Pruning
from media.recording.retention import Disk, Letting
from media.recording.returning import Returning
from media.recording.stored import Stored
from media.recording.takes import Span
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

    async def film(self, seconds=4, **how):
        self.room = (await self.db.write(broadcasts.open_room, self.keys, "茶铺")).room
        self.show = await self.db.write(broadcasts.air, self.room)
        self.studio.channel = self.studio.origin.open(self.room, self.studio.variants())
        self.studio.shows[self.room] = self.show
        await self.studio.film(seconds, **how)
        await self.db.write(broadcasts.end, self.show)
        self.studio.shows.clear()
        await self.studio.recorder.look()
        await self.clock.advance(20)
        blobs = DiskBlobs(self.data / "blobs")
        await Keeper(self.db, self.studio.shelf, blobs, self.clock, timedelta(days=1095)).look()
        self.folder = self.studio.shelf.show(self.room, self.show)

    async def send(self, outbound=None):
        finders = (outbound or Outbound(),)
        sync = Sync(self.config, self.db, self.bus, self.keys, self.clock, on_air=on_air_anywhere, finders=finders)
        async with Bucket(self.storage, SystemClock()) as bucket:
            while await sync.tend(bucket, self.terms) or await sync.turn(bucket, self.terms):
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

    async def spans(self):
        return msgspec.convert((await self.row()).spans, list[Span])

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


async def test_what_the_storage_was_asked_for_stays_here_when_the_storage_is_another_one_by_then(shop, monkeypatch):
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    shop.pass_days(8)
    surely = Stored.surely

    async def meanwhile(self, show, terms):
        there = await surely(self, show, terms)
        await shop.db.write(cloud.send_everything_again)
        return there

    monkeypatch.setattr(Stored, "surely", meanwhile)
    assert await shop.pruning().look() == []
    assert (await shop.row()).place == "here"
    assert "source/0001.mp4" in shop.files()


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
    await shop.db.write(actions.thin, shop.show, "none", [])  # nothing is thinned by a wrong word
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


@pytest.fixture
def pressing(monkeypatch):
    monkeypatch.setattr(pruning, "disk_of", scarce(4))


@pytest.fixture
async def unreached(shop, pressing, line):  # noqa: F811
    """In the storage in every size, on a disk that fills up when the line is cut."""
    await shop.agree()
    await shop.film(small=True)
    await shop.send()
    line.cut()
    return shop


async def test_what_one_failed_question_keeps_on_a_full_disk_loses_nothing(unreached, line, far):  # noqa: F811
    pruner = unreached.pruning()
    assert await pruner.look() == []
    assert {"source/0001.mp4", "480p/0001.mp4"} <= set(unreached.files())
    assert UNREACHED not in await unreached.alarms()
    line.mend()
    assert await pruner.look() == [Letting(unreached.show, away=True)]
    await unreached.send()
    assert f"recordings/{unreached.room}/{unreached.show}/source/0001.mp4" in far.names()


async def test_what_the_storage_does_not_answer_for_is_left_to_it_unasked_in_every_size(unreached, line, far):  # noqa: F811
    pruner = unreached.pruning()
    assert await pruner.look() == []
    unreached.clock._elapsed += pruning.SILENT_SECONDS
    assert await pruner.look() == [Letting(unreached.show, away=True)]
    assert "有 1 场录像没能再核对" in (await unreached.alarms())[UNREACHED]
    row = await unreached.row()
    assert (row.place, row.renditions) == ("away", ["source", "480p"])
    line.mend()
    await unreached.send()
    below = f"recordings/{unreached.room}/{unreached.show}"
    assert {f"{below}/source/0001.mp4", f"{below}/480p/0001.mp4"} <= set(far.names())
    await pruner.look()
    assert UNREACHED not in await unreached.alarms(), "nothing waits for an answer, though the disk is full still"


async def test_what_was_found_to_be_gone_before_the_line_broke_never_leaves_unasked(unreached, line, monkeypatch):  # noqa: F811
    asked = []

    async def head(self, name):
        asked.append(name)
        if len(asked) % 2:
            return
        raise StorageUnreachable(why="the line")

    line.mend()
    monkeypatch.setattr(Bucket, "head", head)
    assert await unreached.pruning().look() == []
    assert {"source/0001.mp4", "480p/0001.mp4"} <= set(unreached.files())
    async with unreached.db.read() as session:
        assert asked[0] not in await cloud_reads.arrived(session, asked), "it is sent again"


async def test_a_storage_that_refuses_has_answered_and_gets_nothing_unasked(unreached, line, monkeypatch):  # noqa: F811
    async def refuses(self, name):
        raise StorageRefused(status=403, code="UserDisable", why="the bill")

    line.mend()
    monkeypatch.setattr(Bucket, "head", refuses)
    pruner = unreached.pruning()
    for _ in range(2):
        assert await pruner.look() == []
        unreached.clock._elapsed += pruning.SILENT_SECONDS
    assert {"source/0001.mp4", "480p/0001.mp4"} <= set(unreached.files())
    assert UNREACHED not in await unreached.alarms()


def without_need(held_recordings):
    """As where the shop has set recording_days to 0."""

    async def changed(session, now):
        held = await held_recordings(session, now)
        return {show: msgspec.structs.replace(one, needed_until=None) for show, one in held.items()}

    return changed
