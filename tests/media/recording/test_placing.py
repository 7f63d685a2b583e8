"""After a box was rebuilt from the storage its rows say where recordings really lie."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import delete

from appliance.clock import SystemClock
from appliance.cloud import actions as cloud
from appliance.cloud import reads as cloud_reads
from appliance.cloud.bucket import Bucket
from appliance.cloud.models import Upload
from appliance.db.migrate import migrating
from media.broadcasts import actions as broadcasts
from media.recording import actions, losing, places, reads
from media.recording.clips import actions as clips
from media.recording.clips import reads as clip_reads
from media.recording.clips.actions import Film
from media.recording.clips.workshop import film_file
from media.recording.keeper import Keeper
from media.recording.models import Recording
from media.recording.outbound import Outbound
from media.recording.placing import place_anew
from media.recording.pruning import held_recordings
from media.recording.retention import Letting
from media.recording.verifying import verify
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import shop  # noqa: F401 - a fixture


@pytest.fixture
def rebuilt(shop, sqlite_url):  # noqa: F811
    def place():
        with migrating(sqlite_url) as connection:
            place_anew(connection, shop.data, shop.clock.now())

    return place


async def sent(shop):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()


async def test_what_the_cloud_alone_has_is_away_and_can_be_brought_back(shop, rebuilt):  # noqa: F811
    await sent(shop)
    shutil.rmtree(shop.folder)
    rebuilt()
    row = await shop.row()
    assert (row.place, row.placed_at) == ("away", shop.clock.now())
    async with Bucket(shop.storage, SystemClock()) as bucket, shop.db.read() as session:
        assert await session.scalar(reads.counting_away()) == 1
        assert await reads.kept_bytes(session) == 0
        assert await verify(session, shop.studio.shelf, [shop.show], bucket) == {shop.show: []}
    await shop.db.write(actions.ask_back, shop.show)
    await shop.returning().look()
    assert (await shop.row()).place == "here"
    assert "source/0001.mp4" in shop.files()


async def test_what_lies_here_is_here(shop, rebuilt):  # noqa: F811
    await sent(shop)
    rebuilt()
    row = await shop.row()
    assert (row.place, row.placed_at) == ("here", None)
    await shop.db.write(actions.move_away, shop.show)
    rebuilt()
    assert (await shop.row()).place == "here"


async def test_what_was_not_fetched_whole_is_away(shop, rebuilt):  # noqa: F811
    await sent(shop)
    (shop.folder / "source/0001.mp4").unlink()
    rebuilt()
    assert (await shop.row()).place == "away"


async def test_what_had_not_all_arrived_or_is_to_come_back_stays_as_it_is(shop, rebuilt):  # noqa: F811
    await sent(shop)
    shutil.rmtree(shop.folder)
    manifest = f"recordings/{shop.room}/{shop.show}/SHA256SUMS"
    await shop.db.write(cloud.send_again, manifest)
    rebuilt()
    assert (await shop.row()).place == "here"
    await shop.db.write(losing.found, shop.show)
    await shop.db.write(actions.move_away, shop.show)
    await shop.db.write(actions.ask_back, shop.show)
    rebuilt()
    assert (await shop.row()).place == "coming"


@pytest.fixture
async def unsent(shop, rebuilt, tmp_path):  # noqa: F811
    """Its box died while it was still being sent."""
    await sent(shop)
    await shop.db.write(cloud.send_again, f"recordings/{shop.room}/{shop.show}/SHA256SUMS")
    shutil.move(shop.folder, tmp_path / "aside")
    rebuilt()
    rebuilt()
    return tmp_path / "aside"


async def test_what_is_whole_nowhere_is_hidden_with_an_alarm_until_its_folder_is_put_back(shop, unsent):  # noqa: F811
    alarm = f"recording-missing-{shop.show}"
    row = await shop.row()
    assert (row.place, row.public) == ("here", False)
    assert "“茶铺”的录像本机没有，云上也不全" in (await shop.alarms())[alarm]
    keeper = Keeper(shop.db, shop.studio.shelf, None, shop.clock, timedelta(days=1))
    await keeper.look()
    assert alarm in await shop.alarms()
    shutil.move(unsent, shop.folder)
    await keeper.look()
    assert alarm not in await shop.alarms()


async def test_what_is_missed_takes_no_room_and_is_not_let_go_until_it_is_put_back(shop, unsent):  # noqa: F811
    async def told():
        async with shop.db.read() as session:
            return await reads.kept_bytes(session), [*await held_recordings(session, shop.clock.now())]

    assert await told() == (0, [])
    shutil.move(unsent, shop.folder)
    await Keeper(shop.db, shop.studio.shelf, None, shop.clock, timedelta(days=1)).look()
    assert await told() == ((await shop.row()).size, [shop.show])


async def test_what_is_missed_goes_with_its_alarm_when_the_law_wants_it_no_longer(shop, unsent):  # noqa: F811
    assert await shop.pruning().look() == []
    shop.pass_days(1096)
    assert await shop.pruning().look() == [Letting(shop.show)]
    async with shop.db.read() as session:
        assert (await session.get(Recording, shop.show)).state == "gone"
        states = {tally.state for tally in await cloud_reads.tallies(session) if tally.kind == "recording"}
    assert states == {"leaving"}
    assert not await shop.alarms()


async def test_what_is_put_back_goes_to_the_storage_after_all(shop, unsent):  # noqa: F811
    reel = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    await shop.db.write(lambda tx: tx.execute(delete(Upload).where(Upload.name == reel)))
    outbound = Outbound()

    async def states():
        await shop.send(outbound)
        async with shop.db.read() as session:
            return {tally.state for tally in await cloud_reads.tallies(session)}

    assert await states() == {"done", "lost"}
    shutil.move(unsent, shop.folder)
    await Keeper(shop.db, shop.studio.shelf, None, shop.clock, timedelta(days=1)).look()
    assert await states() == {"done"}
    async with shop.db.read() as session:
        assert reel in await cloud_reads.arrived(session, [reel])


async def test_its_alarm_ends_when_it_is_deleted(shop, unsent):  # noqa: F811
    await shop.db.write(actions.delete, shop.show, decided=True)
    assert not await shop.alarms()


async def test_a_show_that_was_on_air_goes_on_behind_the_reels_that_were_told(shop, rebuilt):  # noqa: F811
    studio = shop.studio
    room = (await shop.db.write(broadcasts.open_room, shop.keys, "茶铺")).room
    show = await shop.db.write(broadcasts.air, room)
    studio.channel = studio.origin.open(room, studio.variants())
    studio.shows[room] = show
    keeper = Keeper(shop.db, studio.shelf, None, shop.clock, timedelta(days=1))
    await studio.film()
    studio.shows.clear()
    await studio.recorder.look()
    await keeper.look()
    shutil.rmtree(studio.shelf.root)
    rebuilt()
    studio.recorder = studio.machine()
    studio.shows[room] = show
    await studio.film()
    studio.shows.clear()
    await studio.recorder.look()
    await keeper.look()
    source = studio.shelf.show(room, show) / "source"
    assert [file.name for file in places.reels(source)] == ["0002.mp4"]
    async with shop.db.read() as session:
        assert [row.number for row in await reads.reels(session, show) if row.rendition == "source"] == [1, 2]


async def test_renditions_that_were_let_go_are_not_missed(shop, rebuilt):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film(small=True)
    await shop.db.write(actions.thin, shop.show, "source", await shop.spans())
    shutil.rmtree(shop.folder / "480p")
    await shop.db.write(actions.move_away, shop.show)
    rebuilt()
    assert (await shop.row()).place == "here"


async def test_an_upright_film_that_is_not_here_is_nobodys_any_more(shop, rebuilt):  # noqa: F811
    await sent(shop)
    stretch = {"since": shop.clock.now(), "until": shop.clock.now() + timedelta(seconds=4)}
    for clip in ("w1", "w2"):
        await shop.db.write(clips.ask, clip, shop.room, shop.show, product="p1", title="龙井", **stretch)
        await shop.db.write(clips.finish, clip, Film(4000, 9, "x.jpg"))
        await shop.db.write(clips.ask_upright, clip)
        await shop.db.write(clips.tell_upright, clip, "ready", 100)
    (shop.data / "clips").mkdir()
    film_file(shop.data / "clips", "w2", upright=True).write_bytes(b"film")
    rebuilt()
    async with shop.db.read() as session:
        assert [(await clip_reads.clip(session, clip)).upright for clip in ("w1", "w2")] == ["", "ready"]
