"""A show that began on one box and went on on the other is one recording."""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from appliance.blobs import DiskBlobs
from appliance.clock import ManualClock
from appliance.cloud import actions as cloud
from appliance.cloud.actions import Thing
from appliance.db import Database
from appliance.keys import Keys
from appliance.lease import actions as lease
from media.broadcasts import actions as broadcasts
from media.broadcasts.models import Broadcast
from media.recording import actions, manifest, places, reading
from media.recording.keeper import Keeper
from media.recording.outbound import Outbound
from media.recording.takes import Span
from media.recording.twin import PATIENCE, Twin
from tests.appliance.lease.test_actions import A, B
from tests.media.recording.conftest import Studio
from tests.media.recording.test_keeper import LAW, row


class Carrier:
    """The storage, beyond the cable: it has what the other box has closed."""

    def __init__(self, other: Path) -> None:
        self._other = other
        self.carries = True

    async def fetch(self, show: Path, rows) -> list:
        missing = []
        for kept in rows:
            mine = places.reel(show / kept.rendition, kept.number)
            there = places.reel(self._other / show.parent.name / show.name / kept.rendition, kept.number)
            if mine.exists():
                continue
            if not (self.carries and there.exists()):
                missing.append(kept)
                continue
            mine.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(there, mine)
            shutil.copy(places.index_of(there), places.index_of(mine))
        return missing


class House:
    """A box of the two, with a disk of its own."""

    def __init__(self, name: str, database: Database, tmp_path: Path, clock: ManualClock, term: int) -> None:
        self.name = name
        self.data = tmp_path / name
        self.studio = Studio(self.data, clock)
        self.studio.recorder = self.studio.machine(term=term)
        other = {"a": "b", "b": "a"}[name]
        self.carrier = Carrier(tmp_path / other / "recordings")
        self.makes = name == "b"
        twin = Twin(database, self.carrier, clock, name, lambda: self.makes)
        self.keeper = Keeper(database, self.studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW, twin=twin)

    def records(self, room: str, show: str) -> None:
        self.studio.channel = self.studio.origin.open(room, self.studio.variants())
        self.studio.shows[room] = show


@pytest.fixture
async def pair(database: Database, tmp_path: Path, clock: ManualClock):
    for box in (A, B):
        await database.write(lease.arrive, box)
    await database.write(_heard, clock)
    return House("a", database, tmp_path, clock, 1), House("b", database, tmp_path, clock, 2)


def _heard(tx, clock: ManualClock) -> None:
    tx.execute(text(f"UPDATE boxes SET heard_at = {int(clock.now().timestamp() * 1000) + 1000}"))


def _nobody_beats(tx) -> None:
    tx.execute(text("UPDATE leases SET beats_at = 0"))


@pytest.fixture
async def show(database: Database, tmp_path: Path, pair, clock: ManualClock) -> str:
    """Half of it was recorded by a, which died at it; the other half by b."""
    a, b = pair
    room = (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room
    show = await database.write(broadcasts.air, room)
    await database.write(lease.take, "live", "a")
    a.records(room, show)
    await a.studio.film(6)
    await database.write(_nobody_beats)
    await database.write(lease.take, "live", "b")
    b.records(room, show)
    await b.studio.film(6)
    await database.write(broadcasts.end, show)
    b.studio.shows.clear()
    await b.studio.recorder.look()
    await clock.advance(15)
    return show


async def state(database: Database, show: str) -> str:
    return (await row(database, show)).state


async def test_both_halves_are_one_recording_once_both_boxes_have_told_what_they_have(database, pair, show):
    a, b = pair
    await b.keeper.look()
    assert await state(database, show) == "recording"  # a has half of it
    await a.keeper.look()
    await b.keeper.look()
    kept = await row(database, show)
    assert kept.state == "kept"
    spans = msgspec.convert(kept.spans, list[Span])
    assert len(spans) == 2
    assert sum(span.length for span in spans) == pytest.approx(12_000, abs=600)
    assert kept.started_at.timestamp() * 1000 == pytest.approx(spans[0].at, abs=1)
    folder = b.studio.shelf.show(kept.room, show)
    named = manifest.named((folder / "SHA256SUMS").read_text())
    assert {"source/10001.mp4", "source/20001.mp4", "source/index.m3u8"} <= set(named)
    assert list(manifest.check(folder)) == []


async def test_a_reel_that_a_dead_box_left_open_is_closed_by_its_keeper_and_by_nobody_else(database, pair, show):
    a, b = pair
    (open_one,) = places.reels(a.studio.shelf.show((await room_of(database, show)), show) / "source")
    assert not reading.index(open_one).closed
    await b.keeper.look()
    assert not reading.index(open_one).closed
    await a.keeper.look()
    assert reading.index(open_one).closed


async def room_of(database: Database, show: str) -> str:
    async with database.read() as session:
        return (await session.get(Broadcast, show)).room


async def test_the_live_box_leaves_its_open_reels_to_its_recorder(database, pair, tmp_path, clock):
    a, _ = pair
    room = (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room
    show = await database.write(broadcasts.air, room)
    await database.write(lease.take, "live", "a")
    a.records(room, show)
    await a.studio.film(6)
    await database.write(lease.take, "live", "a")  # its `live` has just been started again
    await a.keeper.look()
    (reel,) = places.reels(a.studio.shelf.show(room, show) / "source")
    assert not reading.index(reel).closed


async def test_what_the_storage_does_not_have_yet_is_waited_for(database, pair, show):
    a, b = pair
    b.carrier.carries = False
    await a.keeper.look()
    await b.keeper.look()
    assert await state(database, show) == "recording"
    b.carrier.carries = True
    await b.keeper.look()
    assert await state(database, show) == "kept"


async def test_a_box_that_never_comes_back_is_waited_for_a_day(database, pair, show, clock):
    _, b = pair
    await clock.advance(PATIENCE.total_seconds() - 60)
    await b.keeper.look()
    assert await state(database, show) == "recording"
    await clock.advance(120)
    await b.keeper.look()
    kept = await row(database, show)
    assert (kept.state, len(kept.spans)) == ("kept", 1)


async def test_a_box_that_was_not_there_during_the_show_is_not_waited_for(database, pair, show):
    _, b = pair
    await database.write(lambda tx: tx.execute(text("UPDATE boxes SET heard_at = 1000 WHERE name = 'a'")))
    await b.keeper.look()
    assert await state(database, show) == "kept"


async def test_who_does_not_make_shows_whole_tells_and_waits(database, pair, show):
    a, b = pair
    b.makes = False
    for _ in range(2):
        await a.keeper.look()
        await b.keeper.look()
    assert await state(database, show) == "recording"
    a.makes = True
    await a.keeper.look()
    assert await state(database, show) == "kept"
    assert places.is_whole(a.studio.shelf.show(await room_of(database, show), show))


async def test_what_another_box_made_whole_leaves_once_the_storage_has_it(database, pair, show):
    a, b = pair
    await a.keeper.look()
    await b.keeper.look()
    folder = a.studio.shelf.show(await room_of(database, show), show)
    await a.keeper.look()
    assert places.reels(folder / "source")
    names = [f"recordings/{folder.parent.name}/{show}/source/10001.{kind}" for kind in ("mp4", "idx")]
    await database.write(cloud.find, [Thing(name, "recording", 5, 1) for name in names], "a")
    for name in names:
        await database.write(cloud.arrived, name, 1, "x")
    await a.keeper.look()
    assert not folder.exists()


async def test_a_deleted_show_leaves_both_boxes(database, pair, show):
    a, b = pair
    await a.keeper.look()
    await b.keeper.look()
    folder = a.studio.shelf.show(await room_of(database, show), show)
    await database.write(actions.delete, show, decided=True)
    await a.keeper.look()
    assert not folder.exists()


async def test_a_box_sends_what_lies_on_its_own_disk(database, pair, show):
    a, b = pair
    await a.keeper.look()
    await b.keeper.look()
    shutil.rmtree(b.studio.shelf.root / "nothing", ignore_errors=True)
    async with database.read() as session:
        mine = {thing.name.rpartition("/")[2] for thing in await Outbound().find(session, a.data)}
        theirs = {thing.name.rpartition("/")[2] for thing in await Outbound().find(session, b.data)}
    assert mine == {"10001.mp4", "10001.idx"}
    assert {"10001.mp4", "20001.mp4", "SHA256SUMS", "index.m3u8"} <= theirs


async def test_reels_of_a_term_bear_its_number(tmp_path, clock):
    for term, numbers in ((0, [1]), (3, [1, 30001]), (3, [1, 30001, 30002]), (4, [1, 30001, 30002, 40001])):
        studio = Studio(tmp_path, clock)
        studio.recorder = studio.machine(term=term)
        studio.shows["r1"] = "b1"
        studio.begin()
        await studio.play(2)
        await studio.recorder.stop()
        assert [places.number_of(reel) for reel in places.reels(studio.folder())] == numbers
    assert [places.term_of(reel) for reel in places.reels(studio.folder())] == [0, 3, 3, 4]


async def test_a_replay_that_this_box_has_in_part_is_played_from_the_storage(database, pair, show, replays_of):
    a, b = pair
    await a.keeper.look()
    await b.keeper.look()
    room = await room_of(database, show)
    whole = await replays_of(database, b.studio.shelf).find(room, f"{show}/index.m3u8", staff=False, packs=False)
    assert b"source" in whole.body
    with pytest.raises(actions.RecordingNotFound):  # there is no storage here, and half of a show is none
        await replays_of(database, a.studio.shelf).find(room, f"{show}/index.m3u8", staff=False, packs=False)


def test_patience_is_a_day():
    assert timedelta(days=1) == PATIENCE


async def test_a_box_that_lost_the_show_writes_nothing_more(tmp_path, clock):
    studio = Studio(tmp_path, clock)
    studio.shows["r1"] = "b1"
    studio.begin()
    await studio.play(2)
    size = places.reels(studio.folder())[0].stat().st_size

    def fenced() -> None:
        raise SystemError("a process ends here")

    studio.recorder._check = fenced
    with pytest.raises(SystemError):
        await studio.play(2)
    assert places.reels(studio.folder())[0].stat().st_size == size
