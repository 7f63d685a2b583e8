"""A product that is no longer explained has a clip asked for, from its window."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from appliance.clipping import Clipping
from appliance.db import Transaction
from appliance.journal import Follower
from media.broadcasts.models import Broadcast, Room
from media.recording.clips import reads
from store.shelf import actions
from tests.store.shelf.conftest import ROOM


@pytest.mark.parametrize("delay", [0, 30])
async def test_an_explain_window_becomes_a_clip_of_its_product_as_it_was_seen(
    database, bus, clock, shelved, airs, eventually, delay
):
    await shelved("s1")
    show = await airs()
    await database.write(_held_back, show, delay)
    began = clock.now()
    window = await database.write(actions.pin, ROOM, "p-s1", "lin")
    await clock.advance(90)
    await database.write(actions.unpin, ROOM)
    clipping = Clipping(database, bus, clock)
    assert isinstance(clipping._news, Follower)
    await clipping._news.start()

    async def asked():
        async with database.read() as session:
            return await reads.waiting(session)

    await eventually(asked)
    await clipping._news.stop()
    [clip] = await asked()
    assert (clip.id, clip.product, clip.room, clip.show) == (window, "p-s1", ROOM, show)
    later = timedelta(seconds=delay)
    assert (clip.since, clip.until) == (began + later, clock.now() + later)


def _held_back(tx: Transaction, show: str, delay: int) -> None:
    """The show's own row, as `media` keeps it."""
    room = {"id": ROOM, "title": "茶铺", "notice": "", "public": True, "key_sealed": "", "key_fingerprint": ""}
    tx.execute(insert(Room).values(**room, created_at=tx.now))
    tx.execute(insert(Broadcast).values(id=show, room=ROOM, title="茶铺", state="live", starts_at=tx.now, delay=delay))


async def test_what_was_explained_between_two_shows_is_no_clip(database, bus, clock, shelved, eventually):
    await shelved("s1")
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    await clock.advance(90)
    await database.write(actions.unpin, ROOM)
    clipping = Clipping(database, bus, clock)
    await clipping._news.start()
    await eventually(clipping._news._place)
    await clipping._news.stop()
    async with database.read() as session:
        assert await reads.waiting(session) == []
