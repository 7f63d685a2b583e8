"""A moment that is marked while the show goes on becomes a clip, or does not when it was a slip."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.cloud import actions as cloud
from appliance.cloud import reads as storage
from appliance.cloud.actions import Thing
from appliance.db import Transaction
from appliance.events import MarkTakenBack, MomentMarked
from media.broadcasts import actions as broadcasts
from media.broadcasts.models import Broadcast
from media.recording.clips import actions, reads
from media.recording.clips.actions import (
    ClipNotFound,
    NothingOnAir,
)
from media.recording.clips.workshop import film_file


async def test_a_mark_keeps_what_has_just_been(room, studio, clock):
    await studio.film(8)
    name = await room.db.write(actions.mark, room.room)
    await clock.advance(30)
    await room.workshop.look()
    row = await room.row(name)
    assert (row.state, row.product, row.title) == ("ready", "", "茶铺")
    assert 5500 <= row.length <= 8400


async def test_a_mark_is_of_the_picture_that_was_seen(room, clock):
    seen = clock.now() - timedelta(seconds=4)
    name = await room.db.write(actions.mark, room.room, seen)
    row = await room.row(name)
    assert (row.since, row.until) == (seen - actions.BEFORE_MARK, seen + actions.AFTER_MARK)


async def test_in_a_show_that_is_held_back_a_mark_is_where_the_replay_shows_what_colleagues_saw(room, clock):
    seen = clock.now() - timedelta(seconds=4)
    await room.db.write(_held_back, room.show, 30)
    name = await room.db.write(actions.mark, room.room, seen)
    assert (await room.row(name)).until == seen + timedelta(seconds=30) + actions.AFTER_MARK


def _held_back(tx: Transaction, show: str, seconds: int) -> None:
    tx.execute(update(Broadcast).where(Broadcast.id == show).values(delay=seconds))


@pytest.mark.parametrize("off", [-3600, 60])
async def test_a_mark_of_a_moment_that_cannot_be_is_of_now(room, clock, off):
    name = await room.db.write(actions.mark, room.room, clock.now() + timedelta(seconds=off))
    assert (await room.row(name)).until == clock.now() + actions.AFTER_MARK


async def test_a_mark_that_was_a_slip_is_never_cut(room, studio, clock, told):
    await studio.film(8)
    name = await room.db.write(actions.mark, room.room)
    await room.db.write(actions.take_back, room.room, name)
    await room.db.write(actions.take_back, room.room, name)
    await clock.advance(30)
    await room.workshop.look()
    assert not film_file(room.folder, name).exists()
    with pytest.raises(ClipNotFound):
        await room.row(name)
    marked, gone = (fact for fact in told if isinstance(fact, MomentMarked | MarkTakenBack))
    assert (marked.clip, marked.at, gone.clip, gone.at) == (name, marked.at, name, marked.at)


async def test_the_film_of_a_mark_goes_with_it(room, studio, clock):
    await studio.film(8)
    name = await room.db.write(actions.mark, room.room)
    await clock.advance(30)
    await room.workshop.look()
    assert film_file(room.folder, name).exists()
    await room.db.write(actions.take_back, room.room, name)
    await room.workshop.look()
    assert not film_file(room.folder, name).exists()
    async with room.db.read() as session:
        assert await reads.to_clear(session) == []


async def test_the_film_of_a_mark_goes_from_the_storage_too_and_no_other_does(room, studio, clock):
    await studio.film(8)
    name = await room.db.write(actions.mark, room.room)
    await clock.advance(30)
    await room.workshop.look()
    film, other = f"clips/{name}.mp4", "clips/w1.mp4"
    await room.db.write(cloud.find, [Thing(film, "recording", 4, 9), Thing(other, "recording", 4, 9)])
    await room.db.write(cloud.arrived, film, 9, "")
    await room.db.write(actions.take_back, room.room, name)
    await room.workshop.look()
    async with room.db.read() as session:
        assert await storage.next_leaving(session, clock.now()) == film
        assert await storage.next_upload(session, clock.now(), ["recording"])
    await room.db.write(cloud.withdrawn, film)
    async with room.db.read() as session:
        assert await storage.next_leaving(session, clock.now()) is None


async def test_a_mark_taken_back_while_it_is_cut_leaves_no_film(room, studio, clock):
    await studio.film(8)
    name = await room.db.write(actions.mark, room.room)
    row = await room.row(name)
    film = await room.workshop._cut_from(row, studio.shelf.show(row.room, row.show))
    await room.db.write(actions.take_back, room.room, name)
    await room.db.write(actions.finish, name, film)
    await room.workshop.look()
    assert not film_file(room.folder, name).exists()


async def test_the_clip_of_a_product_is_no_mark(room):
    await room.clip()
    with pytest.raises(ClipNotFound):
        await room.db.write(actions.take_back, room.room, "w1")


async def test_nothing_is_marked_while_nothing_is_on_air(room):
    await room.db.write(broadcasts.end, room.show)
    with pytest.raises(NothingOnAir):
        await room.db.write(actions.mark, room.room)
