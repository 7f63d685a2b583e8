import asyncio

import pytest

from appliance.events import BroadcastEnded
from media.broadcasts import actions
from media.control import actions as control
from media.on_air.airing import AGAIN_SECONDS
from media.on_air.picture import OPENING
from media.on_air.pictures import ENDED_SECONDS, FORGOTTEN_SECONDS, KeyRefused, PictureIsCut, ShowEnded
from media.packets import TIMESCALE
from tests.media.on_air.conftest import on_air


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
