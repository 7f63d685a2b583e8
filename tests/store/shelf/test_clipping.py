"""A product that is no longer explained has a clip asked for, from its window."""

from appliance.clipping import Clipping
from appliance.journal import Follower
from media.recording.clips import reads
from store.shelf import actions
from tests.store.shelf.conftest import ROOM


async def test_an_explain_window_becomes_a_clip_of_its_product(database, bus, clock, shelved, airs, eventually):
    await shelved("s1")
    show = await airs()
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
    assert (clip.since, clip.until) == (began, clock.now())


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
