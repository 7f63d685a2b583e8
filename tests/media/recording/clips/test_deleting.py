"""A clip that a colleague deletes is gone from every page, from this box and from the cloud's storage."""

import pytest

from appliance.cloud import actions as cloud
from appliance.cloud import reads as storage
from appliance.cloud.actions import Thing
from appliance.db import acting
from appliance.errors import NotFound
from appliance.events import ClipDeleted
from media.recording.clips import actions, reads
from media.recording.clips.actions import ClipNotFound
from media.recording.clips.workshop import film_file


@pytest.fixture
async def cut(room, studio):
    """A clip with its upright film, both of them here, and one more that stays."""
    await studio.film(12)
    await room.clip("w1")
    await room.clip("w2", since=6, until=10)
    await room.workshop.look()
    film_file(room.folder, "w1", upright=True).write_bytes(b"upright")
    return room


async def test_it_is_gone_from_its_product_from_the_show_and_from_this_box_and_no_other_is(cut, replays_of):
    before = (await cut.row()).size
    assert before
    await cut.db.write(actions.delete_clip, "w1")
    await cut.workshop.look()
    assert [file.name for file in cut.folder.iterdir()] == ["w2.mp4"]
    async with cut.db.read() as session:
        assert [one.id for one in await reads.of_product(session, "p1")] == ["w2"]
        assert [one.id for one in await reads.of_show(session, cut.show)] == ["w2"]
        assert await reads.to_clear(session) == []
    replays = replays_of(cut.db, cut.studio.shelf, cut.folder)
    with pytest.raises(NotFound):
        await replays.find(cut.room, "clips/w1.mp4", staff=True, packs=False)
    replays.close()


async def test_it_leaves_the_storage_too_with_what_was_read_from_there(cut, clock):
    kept = cut.folder.parent / "cache" / "cloud" / "clips" / "w1.mp4"
    kept.mkdir(parents=True)
    (kept / "00000").write_bytes(b"a block")
    await cut.db.write(cloud.find, [Thing(f"clips/{name}.mp4", "recording", 4, 9) for name in ("w1", "w2")])
    await cut.db.write(cloud.arrived, "clips/w1.mp4", 9, "")
    await cut.db.write(actions.delete_clip, "w1")
    await cut.workshop.look()
    assert not kept.exists()
    async with cut.db.read() as session:
        assert await storage.next_leaving(session, clock.now()) == "clips/w1.mp4"
        assert (await storage.next_upload(session, clock.now(), ["recording"])).name == "clips/w2.mp4"


async def test_the_journal_keeps_who_deleted_what(cut, told):
    by = acting.set("s1")
    await cut.db.write(actions.delete_clip, "w1")
    acting.reset(by)
    await cut.workshop.look()
    [gone] = [fact for fact in told if isinstance(fact, ClipDeleted)]
    assert (gone.room, gone.show, gone.clip, gone.title, gone.by) == (cut.room, cut.show, "w1", "龙井", "s1")


async def test_it_is_deleted_once_and_its_window_is_not_cut_anew(cut):
    await cut.db.write(actions.delete_clip, "w1")
    with pytest.raises(ClipNotFound):
        await cut.db.write(actions.delete_clip, "w1")
    with pytest.raises(ClipNotFound):
        await cut.db.write(actions.show_clip, "w1", public=True)
    assert not await cut.clip("w1")
    await cut.workshop.look()
    assert not film_file(cut.folder, "w1").exists()


async def test_what_is_deleted_before_it_is_cut_is_never_cut(room, studio):
    await studio.film(10)
    await room.clip()
    await room.db.write(actions.delete_clip, "w1")
    await room.workshop.look()
    assert not film_file(room.folder, "w1").exists()


async def test_a_clip_that_is_deleted_while_its_upright_film_is_drawn_leaves_none(cut, monkeypatch):
    await cut.db.write(actions.ask_upright, "w1")
    tell = actions.tell_upright

    def delete_then_tell(tx, clip, state, done):
        if state == "ready":
            actions.delete_clip(tx, clip)
        return tell(tx, clip, state, done)

    monkeypatch.setattr(actions, "tell_upright", delete_then_tell)
    await cut.workshop.look_upright()
    assert not film_file(cut.folder, "w1", upright=True).exists()
    await cut.workshop.look()
    assert [file.name for file in cut.folder.iterdir()] == ["w2.mp4"]
