"""A room that is held back (延时播出), from the push to what viewers, staff and the database see of it."""

from datetime import timedelta

import pytest

from appliance.db import Database
from appliance.identity import tokens
from media.broadcasts import actions, reads
from media.broadcasts.addresses import undelayed
from media.control import actions as control
from media.on_air.pictures import FORGOTTEN_SECONDS, Pictures
from media.on_air.previews import FORGOTTEN_SECONDS as PREVIEW_FORGOTTEN
from tests.media.on_air.conftest import on_air


@pytest.fixture
async def late(sqlite_database: Database, opened: actions.Opened, pictures: Pictures) -> int:
    """The room's picture is held back for ten seconds."""
    await sqlite_database.write(control.delay, opened.room, 10)
    await pictures.refresh()
    return 10


async def test_a_room_that_is_held_back_goes_on_air_when_viewers_see_it(
    late, pictures, opened, sqlite_database, pushes, clock
):
    assert pictures.delay(opened.room) == late
    await pushes()
    pictures.tick_all()
    assert await on_air(pictures, sqlite_database, opened.room) == "off"
    assert pictures.arriving(opened.room).state == "live"
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
    assert pictures.arriving(opened.room) is pictures.open[opened.room]


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
    await sqlite_database.write(control.delay, opened.room, 60)
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


async def test_only_staff_see_a_room_that_is_held_back_as_it_comes(late, pictures, gate, opened, pushes):
    channel, until = undelayed(opened.room), 2_000_000_000
    viewers, staffs = (tokens.sign(bytes(32), tokens.Claims("play", who, until, room)) for who, room in (
        ("invited", opened.room), (tokens.PREVIEW, channel),
    ))  # fmt: skip
    assert (gate.allows(channel, None), gate.allows(channel, viewers), gate.allows(channel, staffs)) == (
        "no", "no", "unseen",
    )  # fmt: skip
    assert pictures.origin.ask(channel, "index.m3u8", b"", lambda _answer: None).status == 200, "its slate"
    await pushes()
    assert pictures.arriving(opened.room).state == "live"
    assert pictures.open[opened.room].state == "coming"


async def test_a_preview_that_nobody_looks_at_closes(late, pictures, opened, clock):
    pictures.origin.ask(undelayed(opened.room), "index.m3u8", b"", lambda _answer: None)
    assert undelayed(opened.room) in pictures.origin.channels
    await clock.advance(PREVIEW_FORGOTTEN + 1)
    pictures.tick_all()
    assert undelayed(opened.room) not in pictures.origin.channels


async def test_a_room_that_is_not_held_back_has_no_channel_for_staff(pictures, opened):
    await pictures.refresh()
    assert pictures.origin.ask(undelayed(opened.room), "index.m3u8", b"", lambda _answer: None).status == 404
