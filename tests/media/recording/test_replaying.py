"""Who may watch which replay, and what they get."""

from datetime import timedelta

import pytest

from appliance.edge.ports import File
from appliance.errors import NotFound
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording import actions
from media.recording.actions import RecordingGone, RecordingNotFound, ReplayHidden, StillRecording
from media.recording.keeper import Keeper


@pytest.fixture
async def show(sqlite_database, studio, tmp_path, clock):
    """A kept show with a real picture: its room and its id."""
    room = (await sqlite_database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room
    show = await sqlite_database.write(broadcasts.air, room)
    studio.channel = studio.origin.open(room, studio.variants())
    studio.shows[room] = show
    await studio.film(4)
    await sqlite_database.write(broadcasts.end, show)
    studio.shows.clear()
    await studio.recorder.look()
    return room, show


@pytest.fixture
async def keep(sqlite_database, studio, clock):
    async def kept():
        await clock.advance(20)
        await Keeper(sqlite_database, studio.shelf, NoBlobs(), clock, timedelta(days=1095)).look()

    return kept


class NoBlobs:
    async def put(self, content, suffix):
        return "a" * 40 + suffix


@pytest.fixture
async def replays(sqlite_database, studio, replays_of):
    return replays_of(sqlite_database, studio.shelf)


async def find(replays, show, file, *, staff=False, packs=False):
    room, name = show
    return await replays.find(room, f"{name}/{file}", staff=staff, packs=packs)


async def test_a_replay_plays_as_soon_as_it_is_kept(replays, show, keep):
    await keep()
    playlist = await find(replays, show, "index.m3u8")
    assert b"source/index.m3u8" in playlist.body
    reel = await find(replays, show, "source/0001.mp4")
    assert isinstance(reel, File)
    assert (await reel.content.read(4, 4), reel.kind) == (b"ftyp", "video/mp4")
    still = await find(replays, show, "stills/0001.jpg")
    assert (await still.content.read(0, 2), still.kind) == (b"\xff\xd8", "image/jpeg")


async def test_a_show_that_is_still_recorded_is_no_replay_yet(replays, sqlite_database, show, keep):
    with pytest.raises(RecordingNotFound):
        await find(replays, show, "index.m3u8")
    closed = actions.Closed("source", 1, 0, 4000, 9, "x")
    await sqlite_database.write(actions.close_reel, *show, closed)
    with pytest.raises(StillRecording):
        await find(replays, show, "index.m3u8")


async def test_a_hidden_replay_is_for_staff_alone(replays, sqlite_database, show, keep, clock):
    await keep()
    assert await find(replays, show, "index.m3u8")
    await sqlite_database.write(actions.show_replay, show[1], public=False)
    await clock.advance(6)
    with pytest.raises(ReplayHidden):
        await find(replays, show, "index.m3u8")
    assert await find(replays, show, "index.m3u8", staff=True)


async def test_a_deleted_recording_is_gone(replays, sqlite_database, show, keep, clock):
    await keep()
    await sqlite_database.write(actions.delete, show[1], decided=True)
    with pytest.raises(RecordingGone):
        await find(replays, show, "index.m3u8")


async def test_a_show_is_found_in_its_own_room_alone(replays, show, keep):
    await keep()
    with pytest.raises(RecordingNotFound):
        await replays.find("elsewhere", f"{show[1]}/index.m3u8", staff=True, packs=False)


async def test_the_film_is_for_staff_and_bears_the_shows_name(replays, show, keep):
    await keep()
    found = await find(replays, show, "download-1.mp4", staff=True)
    assert found.name == "茶铺.mp4"
    with pytest.raises(NotFound):
        await find(replays, show, "download-1.mp4")
    with pytest.raises(NotFound):
        await find(replays, show, "download-2.mp4", staff=True)


@pytest.mark.parametrize(
    "file", ["", "../x", "source/0001.idx", "SHA256SUMS", "source/../../x.mp4", "source/0009.mp4", "720p/index.m3u8"]
)
async def test_nothing_else_of_a_recording_is_served(replays, show, keep, file):
    await keep()
    with pytest.raises(NotFound):
        await find(replays, show, file, staff=True)


async def test_who_takes_gzip_gets_a_long_playlist_packed(replays, show, keep):
    await keep()
    packed = await find(replays, show, "source/index.m3u8", packs=True)
    assert (b"content-encoding: gzip" in packed.head) == (len(packed.body) > 0 and packed.body[:2] == b"\x1f\x8b")
