"""What is on air is on the disk, and the picture never waits for it."""

import asyncio
import errno
import os

import pytest

from media.packets import TIMESCALE
from media.recording import places
from media.recording.entries import read_index
from media.recording.mending import mend, mend_show, walk


def entries(reel):
    return read_index(places.index_of(reel).read_bytes())


def length(folder):
    """Seconds in all reels of a rendition."""
    return sum(entry.duration for reel in places.reels(folder) for entry in entries(reel).entries) / TIMESCALE


async def on_air(studio, seconds=10.0, show="b1"):
    studio.begin()
    studio.shows["r1"] = show
    await studio.play(seconds)


async def over(studio):
    studio.shows.clear()
    await studio.recorder.look()


async def test_a_show_is_kept_from_its_first_frame_to_its_last_in_every_rendition(studio):
    await on_air(studio)
    await over(studio)
    for rendition in ("source", "480p"):
        [reel] = places.reels(studio.folder(rendition))
        assert entries(reel).closed
        assert length(studio.folder(rendition)) == pytest.approx(10, abs=0.3)


async def test_a_disk_that_stalls_for_half_a_minute_loses_nothing(studio):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(91, look=30)
    await over(studio)
    for rendition in ("source", "480p"):
        [reel] = places.reels(studio.folder(rendition))
        found = entries(reel).entries
        with reel.open("rb") as media:
            assert walk(media) == (found, reel.stat().st_size)
        assert length(studio.folder(rendition)) == pytest.approx(91, abs=0.3)
        assert [entry.mark.msn for entry in found] == sorted({entry.mark.msn for entry in found})


async def test_a_show_that_the_database_names_late_still_has_its_beginning(studio):
    studio.begin()
    await studio.play(6)
    studio.shows["r1"] = "b1"
    await studio.play(4)
    await over(studio)
    assert length(studio.folder()) == pytest.approx(10, abs=0.3)


async def test_nothing_is_written_while_nothing_is_on_air(studio):
    studio.begin()
    await studio.play(4)
    assert list(studio.shelf.shows()) == []


async def test_the_slate_is_no_part_of_a_show(studio):
    studio.begin(slate=True)
    await studio.play(4)
    await on_air(studio, 6)
    studio.begin(slate=True)
    await studio.play(6)
    studio.begin()
    await studio.play(4)
    await over(studio)
    assert length(studio.folder()) == pytest.approx(10, abs=0.5)
    [reel] = places.reels(studio.folder())
    assert len({entry.mark.sequence for entry in entries(reel).entries}) == 2


async def test_what_the_host_played_before_belongs_to_the_show_before(studio):
    await on_air(studio, 6)
    await over(studio)
    await on_air(studio, 4, "b2")
    await over(studio)
    assert length(studio.folder()) == pytest.approx(6, abs=0.3)
    assert length(studio.folder(show="b2")) == pytest.approx(4, abs=0.3)


async def test_a_reel_holds_some_minutes_and_the_next_goes_on_where_it_ended(studio):
    studio.begin()
    studio.shows["r1"] = "b1"
    await studio.play(310, look=1.0)
    await over(studio)
    first, second = places.reels(studio.folder())
    last, following = entries(first).entries[-1], entries(second).entries[0]
    assert last.mark.msn + 1 == following.mark.msn
    assert last.mark.start + last.duration == following.mark.start
    assert length(studio.folder()) == pytest.approx(310, abs=0.3)


async def test_a_reel_plays_by_itself_and_its_index_says_where_everything_is(studio):
    await on_air(studio)
    await over(studio)
    [reel] = places.reels(studio.folder())
    content = reel.read_bytes()
    assert content[4:8] == b"ftyp"
    for entry in entries(reel).entries:
        assert content[entry.offset + 4 : entry.offset + 8] == b"moof"
    last = entries(reel).entries[-1]
    assert last.offset + last.length == len(content)


async def test_a_rung_without_an_encoder_is_not_kept_twice(studio):
    studio.begin(own=False)
    studio.shows["r1"] = "b1"
    await studio.play(60)
    await over(studio)
    assert length(studio.folder("source")) == pytest.approx(60, abs=0.3)
    assert length(studio.folder("480p")) <= 30


async def test_a_restart_goes_on_in_a_new_reel_of_the_same_show(studio):
    await on_air(studio, 6)
    await studio.recorder.stop()
    studio.open()
    studio.recorder = studio.machine()
    running = asyncio.create_task(studio.recorder.run())
    await asyncio.sleep(0.2)
    running.cancel()
    await on_air(studio, 4)
    await over(studio)
    first, second = places.reels(studio.folder())
    assert entries(first).closed
    assert entries(second).closed
    assert length(studio.folder()) == pytest.approx(10, abs=0.5)


async def test_the_index_is_found_again_in_the_reel_itself(studio):
    await on_air(studio)
    await over(studio)
    [reel] = places.reels(studio.folder())
    index = places.index_of(reel)
    written = index.read_bytes()
    index.unlink()
    assert mend(reel)
    again = read_index(index.read_bytes())
    assert again == read_index(written)


@pytest.mark.parametrize("torn", range(1, 4000, 391))
async def test_a_reel_that_was_torn_keeps_every_whole_fragment(studio, torn):
    await on_air(studio, 6)
    [reel] = places.reels(studio.folder())
    content = reel.read_bytes()
    with reel.open("rb") as media:
        before, _ = walk(media)
    reel.write_bytes(content[:-torn])
    mend_show(studio.shelf.show("r1", "b1"))
    kept = entries(reel)
    assert kept.closed
    lost = sum(entry.length for entry in before) - sum(entry.length for entry in kept.entries)
    assert lost < torn + 5000
    assert places.reels(studio.folder()) == [reel]
    assert reel.stat().st_size == kept.entries[-1].offset + kept.entries[-1].length


async def test_zeros_that_a_power_cut_leaves_at_the_end_are_cut_off(studio):
    await on_air(studio, 6)
    await studio.recorder.stop()
    [reel] = places.reels(studio.folder())
    whole = reel.stat().st_size
    with reel.open("ab") as media:
        media.write(bytes(9000))
    assert mend(reel)
    assert reel.stat().st_size == whole


async def test_a_reel_of_which_nothing_is_whole_goes(studio):
    await on_air(studio, 6)
    [reel] = places.reels(studio.folder())
    reel.write_bytes(reel.read_bytes()[:100])
    assert not mend(reel)
    assert not reel.exists()


async def test_a_full_disk_stops_the_recording_alone_and_it_goes_on_by_itself(studio, monkeypatch):
    await on_air(studio, 4)
    wrote = os.writev
    with monkeypatch.context() as disk:
        disk.setattr(os, "writev", refuse)
        await studio.play(3)
        assert studio.told == [True]
        assert studio.recorder.full
    assert os.writev is wrote
    await studio.play(8)
    await over(studio)
    assert studio.told == [True, False]
    first, second = places.reels(studio.folder())
    assert entries(first).closed
    assert entries(second).closed
    assert length(studio.folder()) > 13


async def test_what_belongs_to_the_orders_is_never_written_to(studio):
    studio.recorder = studio.machine(reserve=1 << 60)
    await on_air(studio, 4)
    assert studio.told == [True]
    assert list(studio.shelf.shows()) == []


async def test_a_show_that_ends_while_the_disk_is_full_is_no_part_of_the_next(studio, monkeypatch):
    await on_air(studio, 4)
    with monkeypatch.context() as disk:
        disk.setattr(os, "writev", refuse)
        await studio.play(2)
        await over(studio)
    await on_air(studio, 8, "b2")
    await over(studio)
    assert length(studio.folder(show="b2")) == pytest.approx(8, abs=0.5)


def refuse(file, content):
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_stray_file_among_the_recordings_harms_nobody(studio):
    await on_air(studio, 4)
    await over(studio)
    (studio.shelf.root / "notes.txt").write_text("not ours")
    (studio.shelf.root / "r1" / "notes.txt").write_text("not ours")
    assert list(studio.shelf.shows()) == [("r1", "b1")]
