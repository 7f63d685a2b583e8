"""What no page of viewers shows is noticed, and since when; what no page has shown for a month may be let go."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.config import Config
from appliance.events import ClipDeleted
from appliance.keys import Keys
from media.broadcasts.models import Room as RoomRow
from media.recording import actions as recordings
from media.recording import pruning
from media.recording.actions import Kept
from media.recording.clips import actions, reads
from media.recording.clips.actions import Film
from media.recording.clips.watching import Watching
from media.recording.clips.workshop import film_file
from media.recording.pruning import Pruning, disk_of
from media.recording.retention import Disk
from media.recording.takes import Span

GB = 1 << 30
MONTH = timedelta(days=31)


class Shop:
    """Products of which some are shelved, and clips of them as if they had been cut."""

    def __init__(self, room) -> None:
        self.room, self.db, self.clock = room, room.db, room.clock
        self.shelved = {"p1"}
        room.folder.mkdir()

    async def clip(self, name, product="p1", origin="explained", *, seconds=0, public=True):
        since = self.room.began + timedelta(seconds=seconds)
        asked = {"since": since, "until": since + timedelta(seconds=5), "origin": origin, "public": public}
        where = (self.room.room, self.room.show)
        await self.db.write(actions.ask, name, *where, product=product, title="龙井", **asked)
        await self.db.write(actions.finish, name, Film(5000, 9, None))
        film_file(self.room.folder, name).write_bytes(b"nine byte")

    async def _shelved(self, session):
        return self.shelved

    async def unseen(self):
        await Watching(self.db, self.clock, self._shelved).look()
        async with self.db.read() as session:
            return {one.clip for one in await reads.unseen(session)}

    async def keep(self, needed=timedelta()):
        await self.room.recorded()
        at = int(self.room.began.timestamp() * 1000)
        kept = Kept(["source"], [Span(at, 1000)], 9, "m", None, None)
        await self.db.write(recordings.keep, self.room.show, kept, needed)

    async def prune(self):
        config = Config(data=self.room.folder.parent)
        keys = Keys.of(self.room.folder.parent)
        gone = await Pruning(self.db, self.room.studio.shelf, self.clock, config, keys).look()
        await self.room.workshop.look()
        return [letting.clip or letting for letting in gone]

    def pass_time(self, time=MONTH):
        self.clock._elapsed += time.total_seconds()


@pytest.fixture
def shop(room):
    return Shop(room)


async def test_the_latest_six_of_a_shelved_product_are_seen_and_no_others(shop):
    for turn in range(7):
        await shop.clip(f"w{turn}", seconds=turn)
    await shop.clip("hidden", seconds=20, public=False)
    await shop.clip("other", "p2")
    await shop.clip("cut", "", "cut")
    assert await shop.unseen() == {"w0", "hidden", "other", "cut"}
    shop.shelved = {"p2"}
    assert await shop.unseen() == {*(f"w{turn}" for turn in range(7)), "hidden", "cut"}


async def test_nothing_of_a_private_room_stands_on_a_products_page_or_takes_a_place_there(shop):
    await shop.clip("w1")
    await shop.db.write(lambda tx: tx.execute(update(RoomRow).values(public=False)) and None)
    assert await shop.unseen() == {"w1"}
    async with shop.db.read() as session:
        assert await reads.of_product(session, "p1") == []


async def test_a_mark_is_seen_as_long_as_its_replay_is(shop):
    await shop.keep()
    await shop.clip("m1", "", "mark")
    assert await shop.unseen() == set()
    await shop.db.write(recordings.show_replay, shop.room.show, public=False)
    assert await shop.unseen() == {"m1"}
    await shop.db.write(recordings.show_replay, shop.room.show, public=True)
    assert await shop.unseen() == set()


async def test_what_is_published_again_begins_anew(shop):
    await shop.clip("w1", public=False)
    assert await shop.unseen() == {"w1"}
    await shop.db.write(actions.show_clip, "w1", public=True)
    async with shop.db.read() as session:
        assert await reads.unseen(session) == []


async def test_a_clip_outlives_its_shows_recording_on_its_products_page_and_for_a_month_after(shop, told):
    await shop.keep()
    await shop.clip("shown")
    await shop.clip("hidden", public=False)
    await shop.unseen()
    await shop.db.write(recordings.delete, shop.room.show)
    assert await shop.prune() == []
    shop.pass_time()
    await shop.unseen()
    assert await shop.prune() == ["hidden"]
    assert [file.name for file in shop.room.folder.iterdir()] == ["shown.mp4"]
    assert [(fact.clip, fact.by) for fact in told if isinstance(fact, ClipDeleted)] == [("hidden", "")]
    shop.shelved = set()
    await shop.unseen()
    assert await shop.prune() == []
    shop.pass_time()
    assert await shop.prune() == ["shown"]


async def test_while_the_recording_is_kept_and_there_is_room_no_clip_goes(shop):
    await shop.keep(timedelta(days=1095))
    await shop.clip("hidden", public=False)
    await shop.unseen()
    shop.pass_time(3 * MONTH)
    assert await shop.prune() == []


async def test_for_want_of_room_clips_that_no_page_shows_go_and_the_recording_stays(shop, monkeypatch):
    await shop.keep()
    await shop.clip("shown")
    await shop.clip("hidden", public=False)
    film_file(shop.room.folder, "hidden", upright=True).write_bytes(bytes(991))
    await shop.unseen()
    shop.pass_time()

    async def over(session, config):
        return Disk(free=900 * GB, spare=5 * GB, quota=10 * GB, used=10 * GB + 1000)

    monkeypatch.setattr(pruning, "disk_of", over)
    assert await shop.prune() == ["hidden"]
    assert [file.name for file in shop.room.folder.iterdir()] == ["shown.mp4"]


async def test_clips_and_their_upright_films_count_in_the_quota(shop):
    await shop.clip("w1")
    film_file(shop.room.folder, "w1", upright=True).write_bytes(bytes(91))
    async with shop.db.read() as session:
        assert (await disk_of(session, Config(data=shop.room.folder.parent))).used == 100
