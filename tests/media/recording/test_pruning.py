"""Recordings go as their rows say, and nothing else does."""

from datetime import timedelta

import pytest

from appliance.config import Config
from appliance.events import RecordingDeleted, RecordingThinned
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import actions, manifest, pruning, reading, reads
from media.recording.actions import NeededByLaw, RecordingGone, StillRecording
from media.recording.keeper import Keeper
from media.recording.pruning import Pruning
from media.recording.retention import Disk
from media.recording.takes import Span
from media.recording.verifying import verify
from tests.media.recording.conftest import AUDIO, SMALL, VIDEO

GB = 1 << 30


class Shop:
    """Shows that are recorded and kept, one after the other."""

    def __init__(self, db, studio, clock, tmp_path) -> None:
        self.db, self.studio, self.clock, self.tmp_path = db, studio, clock, tmp_path

    async def show(self, seconds=4, *, shed=0.0, late=0.0):
        """`shed`: so long the small rendition has no encoder in the middle; `late`: it begins so much later."""
        room = (await self.db.write(broadcasts.open_room, Keys.of(self.tmp_path), "茶铺")).room
        show = await self.db.write(broadcasts.air, room)
        self.studio.at = 0
        self.studio.channel = self.studio.origin.open(room, self.studio.variants())
        self.studio.shows[room] = show
        self.studio.begin()
        await self._play(seconds, shed, late)
        await self.db.write(broadcasts.end, show)
        del self.studio.shows[room]
        await self.studio.recorder.look()
        await self.clock.advance(20)
        await Keeper(self.db, self.studio.shelf, None, self.clock, timedelta(days=1095)).look()
        return room, show

    async def _play(self, seconds, shed, late):
        small = self.studio.channel.renditions.pop("480p")
        await self.studio.play(late, look=1.0)
        self.studio.channel.renditions["480p"] = small
        await self.studio.play(seconds, look=1.0)
        if shed:
            for config, stretch in ((VIDEO, shed), (SMALL, seconds)):
                small.begin(config, AUDIO)
                await self.studio.play(stretch, look=1.0)

    def pruning(self, **settings):
        return Pruning(
            self.db, self.studio.shelf, self.clock, Config(data=self.tmp_path, **settings), Keys.of(self.tmp_path)
        )

    async def row(self, show):
        async with self.db.read() as session:
            return await reads.recording(session, show)


@pytest.fixture
def shop(sqlite_database, studio, clock, tmp_path):
    return Shop(sqlite_database, studio, clock, tmp_path)


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, name="test")
    return facts


async def test_a_recording_goes_when_its_time_is_over_and_leaves_its_row(shop, told, clock):
    room, show = await shop.show()
    await shop.pruning().look()
    assert shop.studio.shelf.show(room, show).exists()
    clock._elapsed += timedelta(days=1096).total_seconds()
    await shop.pruning().look()
    assert not shop.studio.shelf.show(room, show).exists()
    with pytest.raises(RecordingGone):
        await shop.row(show)
    [gone] = [fact for fact in told if isinstance(fact, RecordingDeleted)]
    assert (gone.needed, gone.by) == (False, "")


async def test_for_want_of_room_the_oldest_show_keeps_one_rendition_and_still_verifies(shop, told, monkeypatch):
    room, show = await shop.show()
    _, later = await shop.show()
    before = (await shop.row(show)).size
    monkeypatch.setattr(pruning, "disk_of", tight)
    await shop.pruning().look()
    folder = shop.studio.shelf.show(room, show)
    assert [fact.show for fact in told if isinstance(fact, RecordingThinned)] == [show, later]
    assert len((await shop.row(show)).renditions) == 1
    assert (await shop.row(show)).size < before
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        ["SHA256SUMS", "index.m3u8", *(await shop.row(show)).renditions]
    )
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf, [show]) == {show: []}


async def test_a_rendition_that_was_shed_for_a_while_does_not_stand_for_the_show(shop, monkeypatch):
    room, show = await shop.show(600, shed=40)
    monkeypatch.setattr(pruning, "disk_of", tight)
    await shop.pruning().look()
    assert (await shop.row(show)).renditions == ["source"]
    folder = shop.studio.shelf.show(room, show)
    assert (folder / "index.m3u8").read_text().splitlines()[-1] == "source/index.m3u8"


async def test_where_what_is_left_begins_later_the_spans_and_the_length_say_so(shop, monkeypatch):
    room, show = await shop.show(200, late=3)
    before = await shop.row(show)
    monkeypatch.setattr(pruning, "disk_of", tight)
    await shop.pruning().look()
    row = await shop.row(show)
    assert row.renditions == ["480p"]
    [first] = reading.shots(shop.studio.shelf.show(room, show) / "480p")[:1]
    [[at, length]] = row.spans
    assert (at, length) == (first.entry.mark.at, row.length)
    assert row.length < before.length - 2000


async def tight(session, config):
    return Disk(free=4 * GB, spare=5 * GB, quota=0, used=0)


async def test_what_the_law_needs_goes_by_an_explicit_decision_alone(shop, told):
    room, show = await shop.show()
    with pytest.raises(NeededByLaw):
        await shop.db.write(actions.delete, show)
    await shop.db.write(actions.delete, show, decided=True)
    await shop.pruning().sweep()
    assert not shop.studio.shelf.show(room, show).exists()
    [gone] = [fact for fact in told if isinstance(fact, RecordingDeleted)]
    assert gone.needed


async def test_what_is_still_recorded_is_never_let_go(shop, clock):
    room = (await shop.db.write(broadcasts.open_room, Keys.of(shop.tmp_path), "茶铺")).room
    show = await shop.db.write(broadcasts.air, room)
    shop.studio.channel = shop.studio.origin.open(room, shop.studio.variants())
    shop.studio.shows[room] = show
    shop.studio.begin()
    await shop.studio.play(4)
    closed = actions.Closed("source", 1, 0, 4000, 9, "x")
    await shop.db.write(actions.close_reel, room, show, closed)
    with pytest.raises(StillRecording):
        await shop.db.write(actions.delete, show, decided=True)
    clock._elapsed += timedelta(days=5000).total_seconds()
    assert await shop.pruning().look() == []
    await shop.pruning().sweep()
    assert shop.studio.folder(show=show).exists() or shop.studio.shelf.show(room, show).exists()


async def test_a_crash_between_row_and_files_is_swept_up(shop):
    room, show = await shop.show()
    await shop.db.write(actions.thin, show, "480p", [Span(0, 4000)])
    await shop.pruning().sweep()
    assert not (shop.studio.shelf.show(room, show) / "source").exists()
    assert (shop.studio.shelf.show(room, show) / "480p").exists()


async def test_a_file_that_was_tampered_with_is_named(shop):
    room, show = await shop.show()
    folder = shop.studio.shelf.show(room, show)
    reel = folder / "source" / "0001.mp4"
    reel.write_bytes(reel.read_bytes()[:-1] + b"!")
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf) == {show: ["source/0001.mp4: changed"]}


async def test_a_manifest_that_was_written_anew_is_noticed(shop):
    room, show = await shop.show()
    folder = shop.studio.shelf.show(room, show)
    (folder / "source" / "0001.mp4").write_bytes(b"another film")
    (folder / "SHA256SUMS").unlink()
    manifest.write(folder, {})
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf) == {show: ["SHA256SUMS: changed"]}
