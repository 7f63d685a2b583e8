"""A stretch of a show becomes a film within seconds, without being encoded anew."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import av
import pytest
from PIL import Image
from sqlalchemy import update

from appliance.errors import NotFound
from appliance.events import ClipCut
from media.recording import places
from media.recording.actions import RecordingGone, RecordingNotFound
from media.recording.clips import actions, reads
from media.recording.clips.actions import (
    ClipNotFound,
    ClipNotReady,
    NotShownYet,
    StretchTooLong,
    StretchTooShort,
)
from media.recording.clips.workshop import film_file
from media.recording.models import Recording


def frames(file):
    with av.open(str(file)) as film:
        return [frame.time for frame in film.decode(video=0)]


async def test_where_the_source_lost_a_reel_a_clip_is_cut_from_what_the_replay_plays(room, studio):
    await studio.film(12, small=True)
    studio.shows.clear()
    await studio.recorder.look()
    studio.shows[room.room] = room.show
    await studio.film(2, small=True)
    source = studio.shelf.show(room.room, room.show) / "source"
    [lost, _] = places.reels(source)
    lost.unlink()
    places.index_of(lost).unlink()
    await room.clip()
    await room.workshop.look()
    row = await room.row()
    assert (row.state, row.length) == ("ready", pytest.approx(4000, abs=200))


async def test_a_clip_is_cut_while_the_show_goes_on(room, studio, told):
    await studio.film(10)
    await room.clip()
    await room.workshop.look()
    row = await room.row()
    assert (row.state, row.length) == ("ready", pytest.approx(4000, abs=200))
    shown = [time for time in frames(film_file(room.folder, "w1")) if time >= 0]
    assert shown[0] == pytest.approx(0, abs=0.05)
    assert shown[-1] == pytest.approx(4, abs=0.2)
    [cut] = [fact for fact in told if isinstance(fact, ClipCut)]
    assert (cut.clip, cut.product, cut.show) == ("w1", "p1", room.show)
    poster = Image.open(BytesIO(await room.blobs.get(row.poster)))
    assert poster.width == 720


async def test_a_clip_is_a_plain_film_that_every_program_opens(room, studio):
    await studio.film(10)
    await room.clip()
    await room.workshop.look()
    content = film_file(room.folder, "w1").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"moof" not in content


async def test_a_clip_waits_until_the_recording_has_got_so_far(room, studio, clock):
    await studio.film(5)
    await room.clip(until=7)
    await room.workshop.look()
    assert (await room.row()).state == "waiting"
    await studio.film(5)
    await room.workshop.look()
    assert (await room.row()).state == "ready"


async def test_of_a_stretch_that_ended_with_the_host_what_is_there_is_cut(room, studio, clock):
    await studio.film(5)
    await room.clip(until=9)
    await clock.advance(20)
    await room.workshop.look()
    row = await room.row()
    assert row.state == "ready"
    assert 1500 <= row.length <= 3200


async def test_a_stretch_of_which_nothing_was_kept_is_no_clip(room, studio, clock):
    await studio.film(4)
    await room.clip(since=100, until=110)
    await clock.advance(200)
    await room.workshop.look()
    assert (await room.row()).state == "failed"


async def test_what_was_explained_by_mistake_is_no_clip(room, studio):
    await studio.film(4)
    assert not await room.clip(since=1, until=2)
    with pytest.raises(ClipNotFound):
        await room.row()


async def test_asking_again_changes_nothing(room, studio):
    await studio.film(10)
    assert await room.clip()
    assert not await room.clip(since=0)


async def test_a_clip_that_was_cut_by_hand_is_no_mark_and_shown_by_nobody(room, studio, clock):
    await studio.film(10)
    await room.recorded()
    stretch = (room.began + timedelta(seconds=2), room.began + timedelta(seconds=6))
    name = await room.db.write(actions.cut, room.show, *stretch, title=" 开箱 ")
    await room.workshop.look()
    row = await room.row(name)
    assert (row.state, row.origin, row.title, row.public) == ("ready", "cut", "开箱", False)
    with pytest.raises(ClipNotFound):
        await room.db.write(actions.take_back, room.room, name)
    async with room.db.read() as session:
        assert await reads.marks(session, room.show) == []


async def test_an_exact_clip_lasts_as_long_as_was_asked_and_tells_how_far_it_is(room, studio, monkeypatch):
    await studio.film(10)
    await room.recorded()
    told = []
    monkeypatch.setattr(actions, "tell_cut", lambda _tx, clip, done: told.append((clip, done)))
    stretch = (room.began + timedelta(seconds=2.5), room.began + timedelta(seconds=7.1))
    name = await room.db.write(actions.cut, room.show, *stretch, exact=True)
    await room.workshop.look()
    row = await room.row(name)
    assert (row.state, row.exact, row.length) == ("ready", True, pytest.approx(4600, abs=40))
    times = frames(film_file(room.folder, name))
    assert (times[0], len(times)) == (0, pytest.approx(138, abs=1))
    assert [done for _, done in told] == sorted({done for _, done in told})
    assert told
    assert Image.open(BytesIO(await room.blobs.get(row.poster))).width == 720


async def test_what_cannot_be_cut_is_refused(room, studio, clock):
    began, second = room.began, timedelta(seconds=1)
    with pytest.raises(RecordingNotFound):
        await room.db.write(actions.cut, "nothing", began, began + 5 * second)
    await studio.film(4)
    await room.recorded()
    with pytest.raises(StretchTooShort):
        await room.db.write(actions.cut, room.show, began, began + 2 * second)
    with pytest.raises(NotShownYet):
        await room.db.write(actions.cut, room.show, began, began + 60 * second)
    with pytest.raises(StretchTooLong):
        await room.db.write(actions.cut, room.show, began, began + 1801 * second)
    await room.db.write(lambda tx: tx.execute(update(Recording).values(state="gone")) and None)
    with pytest.raises(RecordingGone):
        await room.db.write(actions.cut, room.show, began, began + 3 * second)


async def test_an_upright_film_is_made_with_its_progress_told(room, studio):
    await studio.film(8)
    await room.clip()
    with pytest.raises(ClipNotReady):
        await room.db.write(actions.ask_upright, "w1")
    await room.workshop.look()
    await room.db.write(actions.ask_upright, "w1")
    await room.workshop.draw("w1")
    row = await room.row()
    assert (row.upright, row.upright_done) == ("ready", 100)
    with av.open(str(film_file(room.folder, "w1", upright=True))) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (720, 1280)
        assert film.duration / 1e6 == pytest.approx(4, abs=0.4)
        assert film.streams.audio


async def test_an_upright_film_that_cannot_be_made_says_so(room, studio):
    await studio.film(8)
    await room.clip()
    await room.workshop.look()
    film_file(room.folder, "w1").write_bytes(b"no film")
    await room.workshop.draw("w1")
    assert (await room.row()).upright == "failed"


async def test_the_product_shows_its_public_clips_the_latest_first(room, studio):
    await studio.film(12)
    await room.clip("w1")
    await room.clip("w2", since=6, until=10)
    await room.workshop.look()
    async with room.db.read() as session:
        assert [one.id for one in await reads.of_product(session, "p1")] == ["w2", "w1"]
    await room.db.write(actions.show_clip, "w2", public=False)
    async with room.db.read() as session:
        assert [one.id for one in await reads.of_product(session, "p1")] == ["w1"]


async def test_the_edge_serves_a_clip_in_its_room_alone(room, studio, replays_of):
    await studio.film(10)
    await room.clip()
    await room.workshop.look()
    replays = replays_of(room.db, studio.shelf, room.folder)
    found = await replays.find(room.room, "clips/w1.mp4", staff=False, packs=False)
    assert (await found.content.read(4, 4), found.kind) == (b"ftyp", "video/mp4")
    for where, file in (
        (room.room, "clips/w9.mp4"),
        ("elsewhere", "clips/w1.mp4"),
        (room.room, "clips/w1-upright.mp4"),
    ):
        with pytest.raises(NotFound):
            await replays.find(where, file, staff=False, packs=False)
    await room.db.write(actions.show_clip, "w1", public=False)
    with pytest.raises(ClipNotFound):
        await replays.find(room.room, "clips/w1.mp4", staff=False, packs=False)
    assert await replays.find(room.room, "clips/w1.mp4", staff=True, packs=False)
    replays.close()


def test_a_film_that_is_none_ends_the_program_and_nothing_else(tmp_path):
    command = [sys.executable, "-m", "media.recording.clips.child", str(tmp_path), "0", "9", "a.mp4", "a.jpg"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 3
