import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import BroadcastEnded, PictureCut, StreamKeyRotated
from appliance.keys import Keys
from media.broadcasts import actions, reads
from media.control import actions as control
from media.hls.origin import Variant
from media.on_air.airing import AGAIN_SECONDS
from media.on_air.gate import Gate
from media.on_air.picture import OPENING
from media.on_air.pictures import ENDED_SECONDS, FORGOTTEN_SECONDS, KeyRefused, PictureIsCut, Pictures, ShowEnded
from media.on_air.publication import Publication
from media.on_air.rungs import Rungs
from media.packets import TIMESCALE


class Door:
    """Remembers whom it threw out."""

    def __init__(self) -> None:
        self.thrown: list[str] = []

    def cut(self, room: str, why: str) -> None:
        assert why
        self.thrown.append(room)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.of(tmp_path)


@pytest.fixture
async def pictures(sqlite_database: Database, keys: Keys, clock: ManualClock, bus: LocalBus, slate_cache: Path):
    pictures = Pictures(
        db=sqlite_database,
        keys=keys,
        clock=clock,
        gate=Gate(bytes(32), clock),
        variants=[Variant(name="source", width=1280, height=720, bandwidth=1, codecs="avc1.64001F,mp4a.40.2")],
        rungs=lambda _room, feeds: Rungs(feeds, lambda _video, _audio, _rungs: None),
        cache=slate_cache,
    )
    pictures.door = Door()
    await pictures.start()
    bus.listen(pictures.hear, (BroadcastEnded, PictureCut, StreamKeyRotated), name="pictures")
    return pictures


@pytest.fixture
async def opened(sqlite_database: Database, keys: Keys) -> actions.Opened:
    return await sqlite_database.write(actions.open_room, keys, "茶铺")


@pytest.fixture
def pushes(pictures: Pictures, opened: actions.Opened, made: SimpleNamespace) -> Callable[[], Awaitable[Publication]]:
    """``await pushes()``: a host sends two seconds into the room."""

    async def push() -> Publication:
        _, publication = await pictures.admit(opened.stream_key, "10.0.0.2")
        publication.configure(made.video)
        publication.configure(made.audio)
        for packet in made.stream(2):
            publication.packet(packet)
        return publication

    return push


async def on_air(pictures: Pictures, database: Database, room: str) -> str:
    """What the database says once it has been told everything."""
    while not pictures.airing.settled:
        await pictures.airing.tell_next()
    async with database.read() as session:
        show = await reads.on_air(session, room)
    return show.state if show else "off"


async def test_a_wrong_key_opens_nothing(pictures, opened):
    with pytest.raises(KeyRefused):
        await pictures.admit("wrong", "10.0.0.9")
    assert not pictures.open


async def test_a_show_goes_on_air_breaks_off_and_comes_back(pictures, opened, sqlite_database, pushes):
    assert await on_air(pictures, sqlite_database, opened.room) == "off"
    publication = await pushes()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"
    publication.close("the cable")
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "away"
    await pushes()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"


async def test_a_show_that_a_power_cut_broke_off_waits_for_its_host_and_does_not_stay_live_for_ever(
    pictures, opened, sqlite_database
):
    show = await sqlite_database.write(actions.air, opened.room)
    await pictures.start()
    assert await on_air(pictures, sqlite_database, opened.room) == "away"
    assert await sqlite_database.write(actions.air, opened.room) == show


async def test_a_show_that_began_while_staff_ended_the_one_before_is_watched_over(
    pictures, opened, sqlite_database, bus, pushes
):
    before = await sqlite_database.write(actions.air, opened.room)
    await bus.stop()  # the news of the end is late
    await sqlite_database.write(actions.end, before)
    publication = await pushes()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"
    await pictures.hear(BroadcastEnded(room=opened.room, broadcast=before))
    publication.close("cut")
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "away"


async def test_a_show_begins_although_the_database_was_away_for_a_moment(
    pictures, opened, sqlite_database, clock, pushes
):
    await pushes()
    await sqlite_database.stop()
    telling = asyncio.create_task(pictures.airing.tell_next())
    await asyncio.sleep(0)
    await sqlite_database.start()
    assert not telling.done()
    await clock.advance(AGAIN_SECONDS)
    async with asyncio.timeout(10):
        await telling
    assert await on_air(pictures, sqlite_database, opened.room) == "live"


async def test_when_staff_end_the_show_the_host_is_cut_off_for_a_moment(
    pictures, opened, sqlite_database, clock, eventually
):
    room, publication = await pictures.admit(opened.stream_key, "10.0.0.2")
    show = await sqlite_database.write(actions.air, room)
    await sqlite_database.write(actions.end, show)
    await eventually(lambda: pictures.door.thrown == [room])
    publication.close("cut")
    for _ in range(5):
        with pytest.raises(ShowEnded):
            await pictures.admit(opened.stream_key, "10.0.0.2")
        await clock.advance(ENDED_SECONDS - 1)
    await clock.advance(2)
    assert await pictures.admit(opened.stream_key, "10.0.0.2")


async def test_who_pushes_with_an_old_key_is_cut_off_even_if_the_news_is_lost(
    pictures, opened, sqlite_database, keys, bus
):
    room, _ = await pictures.admit(opened.stream_key, "10.0.0.2")
    await bus.stop()
    await sqlite_database.write(actions.rotate_key, keys, room, "lin")
    await pictures.refresh()
    assert pictures.door.thrown == [room]


async def test_a_picture_that_staff_cut_goes_at_once_and_stays_away_until_they_allow_it(
    pictures, opened, sqlite_database, clock, eventually, pushes
):
    publication = await pushes()
    await sqlite_database.write(control.cut, opened.room)
    await eventually(lambda: pictures.door.thrown == [opened.room])
    publication.close("cut")
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "away"
    await clock.advance(3600)
    with pytest.raises(PictureIsCut):
        await pictures.admit(opened.stream_key, "10.0.0.2")
    await sqlite_database.write(control.allow, opened.room)
    await pushes()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"


async def test_a_picture_is_cut_even_if_the_news_is_lost(pictures, opened, sqlite_database, bus):
    room, _ = await pictures.admit(opened.stream_key, "10.0.0.2")
    await bus.stop()
    await sqlite_database.write(control.cut, room)
    await pictures.refresh()
    await pictures.refresh()
    assert pictures.door.thrown == [room]


async def test_a_room_that_nobody_has_asked_for_opens_with_its_slate(pictures, opened):
    await pictures.refresh()
    parked = pictures.origin.ask(opened.room, "index.m3u8", b"", lambda _answer: None)
    assert opened.room in pictures.open
    pictures.tick_all()
    assert parked is not None
    assert pictures.origin.ask("nothing", "index.m3u8", b"", lambda _answer: None).status == 404


async def test_a_room_that_everybody_left_is_forgotten_and_goes_on_later(pictures, opened, clock):
    await pictures.refresh()
    pictures.origin.ask(opened.room, "index.m3u8", b"", lambda _answer: None)
    for _ in range(50):
        await clock.advance(0.1)
        pictures.tick_all()
    last = pictures.origin.channels[opened.room].rendition("source").next_msn
    await clock.advance(FORGOTTEN_SECONDS + 1)
    pictures.tick_all()
    assert not pictures.open
    pictures.origin.ask(opened.room, "index.m3u8", b"", lambda _answer: None)
    assert pictures.origin.channels[opened.room].rendition("source").next_msn >= last


async def test_the_slate_is_drawn_again_for_another_title(pictures, opened, sqlite_database, clock):
    await pictures.refresh()
    pictures.origin.ask(opened.room, "index.m3u8", b"", lambda _answer: None)
    await clock.advance(1)
    pictures.tick_all()
    before = pictures.open[opened.room].edge
    assert before > OPENING.total_seconds() * TIMESCALE
    await sqlite_database.write(actions.change_room, opened.room, "老街茶铺", "", public=False)
    await pictures.refresh()
    await clock.advance(1)
    pictures.tick_all()
    assert pictures.open[opened.room].edge > before


@pytest.fixture
async def late(sqlite_database: Database, opened: actions.Opened, pictures: Pictures) -> int:
    """The room's picture is held back for ten seconds."""
    await sqlite_database.write(actions.delay, opened.room, 10)
    await pictures.refresh()
    return 10


async def test_a_room_that_is_held_back_goes_on_air_when_viewers_see_it(
    late, pictures, opened, sqlite_database, pushes, clock
):
    assert pictures.delay(opened.room) == late
    await pushes()
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "off"
    assert pictures.open[opened.room].gauge is not None
    await clock.advance(late)
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"
    async with sqlite_database.read() as session:
        show = await reads.on_air(session, opened.room)
        assert await reads.delay(session, show.id) == timedelta(seconds=late)


async def test_what_is_cut_before_it_played_is_never_seen(late, pictures, opened, sqlite_database, pushes, clock):
    await pushes()
    await sqlite_database.write(control.cut, opened.room)
    await clock.advance(late + 1)
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "off"
    assert pictures.door.thrown == [opened.room]
    assert pictures.open[opened.room].gauge is None


async def test_a_host_who_comes_back_plays_behind_what_was_held_back_of_him(
    late, pictures, opened, sqlite_database, pushes, clock
):
    first = await pushes()
    first.close("the cable")
    await clock.advance(3)
    await pushes()
    await clock.advance(late - 2)
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "away"
    await clock.advance(2)
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"


async def test_a_room_that_nobody_watched_for_long_is_not_forgotten_while_its_host_is_held_back(
    late, pictures, opened, sqlite_database, pushes, clock
):
    pictures.origin.ask(opened.room, "index.m3u8", b"", lambda _answer: None)
    await clock.advance(FORGOTTEN_SECONDS - late / 2)
    await pushes()
    for _ in range(late + 1):
        await clock.advance(1)
        pictures.tick_all()
    assert pictures.open[opened.room].source is not None
    assert await on_air(pictures, sqlite_database, opened.room) == "live"


async def test_a_delay_that_is_changed_before_the_picture_plays_is_told_of_the_next_push(
    late, pictures, opened, sqlite_database, pushes, clock
):
    publication = await pushes()
    await sqlite_database.write(actions.delay, opened.room, 60)
    await pictures.refresh()
    assert pictures.delay(opened.room) == late
    await clock.advance(late)
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "live"
    async with sqlite_database.read() as session:
        show = await reads.on_air(session, opened.room)
        assert await reads.delay(session, show.id) == timedelta(seconds=late)
    publication.close("the cable")
    await clock.advance(late)
    pictures.tick_all()
    assert pictures.delay(opened.room) == 60
