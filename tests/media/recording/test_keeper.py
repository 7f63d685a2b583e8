"""What `live` has written becomes rows, and a show that is over becomes whole."""

import subprocess
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import update

from appliance.blobs import DiskBlobs
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import RecordingKept, ReelClosed
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import actions, manifest, places, reads
from media.recording.keeper import Keeper
from media.recording.models import Recording
from media.recording.stills import Stills
from media.recording.takes import Span

LAW = timedelta(days=1095)


@pytest.fixture
async def told(bus):
    facts = []
    bus.listen(facts.append, name="test")
    return facts


@pytest.fixture
def keeper(database, studio, tmp_path, clock):
    return Keeper(database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW)


async def aired(database: Database, tmp_path, studio) -> str:
    """A show on air in a room of the database, which the studio records under its id."""
    room = (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room
    show = await database.write(broadcasts.air, room)
    studio.channel = studio.origin.open(room, studio.variants())
    studio.shows[room] = show
    return show


async def ended(database: Database, studio, clock: ManualClock, show: str) -> None:
    await database.write(broadcasts.end, show)
    studio.shows.clear()
    await studio.recorder.look()
    await clock.advance(15)


async def row(database: Database, show: str) -> Recording:
    async with database.read() as session:
        return await reads.recording(session, show)


def folder(studio, shown: Recording):
    return studio.shelf.show(shown.room, shown.show)


async def test_a_show_that_is_over_is_kept_with_its_length_its_pictures_and_its_manifest(
    database, studio, keeper, clock, tmp_path, told
):
    show = await aired(database, tmp_path, studio)
    await studio.film(12)
    await ended(database, studio, clock, show)
    await keeper.look()
    kept = await row(database, show)
    assert (kept.state, kept.title, kept.public) == ("kept", "茶铺", True)
    assert kept.length == pytest.approx(12_000, abs=300)
    assert kept.needed_until == (await show_of(database, show)).ended_at + LAW
    stills = msgspec.convert(kept.stills, Stills)
    assert len(stills.sheets[0].at) == 2
    assert await keeper._blobs.get(kept.poster)
    [closed] = [fact for fact in told if isinstance(fact, ReelClosed)]
    [whole] = [fact for fact in told if isinstance(fact, RecordingKept)]
    assert closed.sha256 == manifest.digest(places.reel(folder(studio, kept) / "source", 1))
    assert whole.manifest == manifest.digest(folder(studio, kept) / "SHA256SUMS")


async def test_the_manifest_is_one_that_any_computer_can_check(database, studio, keeper, clock, tmp_path):
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await ended(database, studio, clock, show)
    await keeper.look()
    where = folder(studio, await row(database, show))
    assert sha256sum(where) == 0
    assert list(manifest.check(where)) == []
    reel = places.reel(where / "source", 1)
    reel.write_bytes(reel.read_bytes() + b"!")
    places.index_of(places.reel(where / "source", 1)).unlink()
    assert list(manifest.check(where)) == ["source/0001.idx: missing", "source/0001.mp4: changed"]


def sha256sum(where):
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=where, capture_output=True, check=False
    )
    return checked.returncode


async def test_a_show_on_air_has_its_closed_reels_told_and_is_not_kept_yet(
    database, studio, keeper, clock, tmp_path, told
):
    show = await aired(database, tmp_path, studio)
    studio.begin()
    await studio.play(304, look=1.0)
    await keeper.look()
    found = await row(database, show)
    assert found.state == "recording"
    assert found.length == pytest.approx(300_000, abs=3000)
    assert sorted((fact.rendition, fact.number) for fact in told if isinstance(fact, ReelClosed)) == [
        ("480p", 1),
        ("source", 1),
    ]


async def test_looking_again_changes_nothing(database, studio, keeper, clock, tmp_path, told):
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await ended(database, studio, clock, show)
    await keeper.look()
    size, facts = (await row(database, show)).size, len(told)
    await keeper.look()
    assert (await row(database, show)).size == size
    assert len(told) == facts


async def test_a_keeper_that_died_between_manifest_and_row_finishes_later(database, studio, keeper, clock, tmp_path):
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await ended(database, studio, clock, show)
    room = next(iter(studio.shelf.shows()))[0]
    await keeper._look_at(room, show)
    await database.write(forget_that_it_is_kept, show)
    await keeper.look()
    assert (await row(database, show)).state == "kept"


def forget_that_it_is_kept(tx, show):
    tx.execute(update(Recording).where(Recording.show == show).values(state="recording"))


async def test_a_reel_that_is_still_open_is_waited_for(database, studio, keeper, clock, tmp_path):
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await database.write(broadcasts.end, show)
    await clock.advance(60)
    await keeper.look()
    with pytest.raises(actions.RecordingNotFound):
        await row(database, show)


async def test_a_stream_that_cannot_be_drawn_is_kept_without_pictures(database, studio, keeper, clock, tmp_path):
    show = await aired(database, tmp_path, studio)
    studio.begin()
    await studio.play(6)
    await ended(database, studio, clock, show)
    await keeper.look()
    kept = await row(database, show)
    assert (kept.state, kept.stills, kept.poster) == ("kept", None, None)


async def test_a_break_of_the_host_is_two_spans(database, studio, keeper, clock, tmp_path):
    show = await aired(database, tmp_path, studio)
    await studio.film()
    studio.begin(slate=True)
    await studio.play(4)
    await studio.film()
    await ended(database, studio, clock, show)
    await keeper.look()
    first, second = msgspec.convert((await row(database, show)).spans, list[Span])
    assert second.at - first.at == pytest.approx(10_000, abs=500)
    assert first.length == pytest.approx(6000, abs=300)


async def test_a_folder_that_nobody_knows_harms_nobody(database, studio, keeper, clock):
    (studio.shelf.root / "r9" / "b9" / "source").mkdir(parents=True)
    await keeper.look()


async def show_of(database, show):
    async with database.read() as session:
        return await session.get(broadcasts.Broadcast, show)
