"""A power cut may leave zeros at the end of an index, which are its end mark, too: nothing that was synced is lost."""

from datetime import timedelta

import pytest

from appliance.blobs import DiskBlobs
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import places, reading, reads
from media.recording.entries import MAGIC, RECORD_BYTES
from media.recording.keeper import Keeper
from media.recording.mending import mend, mend_show

CUTS = [
    pytest.param(0, id="nothing of it"),
    pytest.param(5, id="in the magic"),
    pytest.param(len(MAGIC), id="right after the magic"),
    pytest.param(len(MAGIC) + 3, id="in the zeros of the first record"),
    pytest.param(len(MAGIC) + RECORD_BYTES, id="after one record"),
    pytest.param(len(MAGIC) + RECORD_BYTES + 4, id="in the zeros of the second"),
    pytest.param(len(MAGIC) + 2 * RECORD_BYTES + 30, id="in a record"),
    pytest.param(len(MAGIC) + 4 * RECORD_BYTES - 1, id="in a checksum"),
]


def zeroed(reel, n):
    """As ext4 and XFS leave a file that had grown and was never synced: its length, and what was written back of it."""
    index = places.index_of(reel)
    raw = index.read_bytes()
    index.write_bytes(raw[:n] + bytes(len(raw) - n))


@pytest.fixture
def crash(studio):
    """``await crash()``: the reel that was open when the power went, and what it holds."""

    async def crash(room="r1", show="b1"):
        await studio.recorder.stop()
        [reel] = places.reels(studio.shelf.show(room, show) / "source")
        return reel, reading.index(reel).entries

    return crash


@pytest.mark.parametrize("n", CUTS)
async def test_every_segment_that_was_synced_is_found_again(studio, crash, n):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(12)
    reel, written = await crash()
    media = reel.read_bytes()
    zeroed(reel, n)
    assert not reading.is_closed(reel)
    assert mend(reel)
    assert reading.is_closed(reel)
    assert reading.index(reel).entries == written
    assert reel.read_bytes() == media


async def test_a_reel_that_is_closed_stays_as_it_is(studio):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(6)
    studio.shows.clear()
    await studio.recorder.look()
    [reel] = places.reels(studio.folder())
    assert reading.is_closed(reel)
    files = {file: (file.read_bytes(), file.stat().st_ino) for file in (reel, places.index_of(reel))}
    assert mend(reel)
    assert {file: (file.read_bytes(), file.stat().st_ino) for file in files} == files


@pytest.mark.parametrize("n", CUTS[2:5])
async def test_a_torn_show_waits_to_be_mended_and_holds_up_no_other(sqlite_database, studio, crash, clock, tmp_path, n):
    keeper = Keeper(sqlite_database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, timedelta(days=1095))
    shows = []
    for title in ("茶铺", "布店"):
        room = (await sqlite_database.write(broadcasts.open_room, Keys.of(tmp_path), title)).room
        show = await sqlite_database.write(broadcasts.air, room)
        studio.channel = studio.origin.open(room, studio.variants())
        studio.at = 0
        studio.shows = {room: show}
        studio.begin()
        await studio.play(12)
        await crash(room, show)
        mend_show(studio.shelf.show(room, show))
        studio.recorder = studio.machine()
        await sqlite_database.write(broadcasts.end, show)
        shows.append((room, show))
    room, show = min(shows)
    torn = places.reel(studio.shelf.show(room, show) / "source", 1)
    zeroed(torn, n)
    await clock.advance(20)
    await keeper.look()
    async with sqlite_database.read() as session:
        assert [row.show for row in await reads.kept(session)] == [max(shows)[1]]
    mend(torn)
    await keeper.look()
    async with sqlite_database.read() as session:
        lengths = {row.show: row.length for row in await reads.kept(session)}
    assert lengths[show] == pytest.approx(12_000, abs=250)
