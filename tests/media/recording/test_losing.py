"""A show whose files are missing is fetched, or waited for with an alarm, or given up; it holds up no other."""

import asyncio
import shutil

import pytest

from appliance.alarms import reads as alarms
from appliance.blobs import DiskBlobs
from appliance.cloud import actions as cloud
from appliance.cloud import reads as cloud_reads
from appliance.cloud.actions import Thing
from appliance.errors import Unavailable
from appliance.events import RecordingDeleted
from media.broadcasts import actions as broadcasts
from media.recording import actions, losing, places, reads
from media.recording.keeper import ASK_SECONDS, Keeper
from media.recording.verifying import verify
from tests.media.recording.test_keeper import LAW, aired, ended, folder, keeper, row, told  # noqa: F401 - fixtures
from tests.media.recording.test_twin import Carrier


@pytest.fixture
async def missing(database, studio, clock, tmp_path, keeper):  # noqa: F811
    """A show whose reels were told before its folder left this box."""
    show = await aired(database, tmp_path, studio)
    studio.begin()
    await studio.play(4)
    await database.write(broadcasts.end, show)
    studio.shows.clear()
    await studio.recorder.look()
    await keeper.look()
    await clock.advance(15)
    found = await row(database, show)
    (tmp_path / "lost").mkdir()
    shutil.move(studio.shelf.root / found.room, tmp_path / "lost" / found.room)
    return found


async def standing(database):
    async with database.read() as session:
        return {alarm.id: alarm for alarm in await alarms.standing(session)}


async def test_the_shows_behind_it_are_kept(database, studio, clock, tmp_path, keeper, missing):  # noqa: F811
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await ended(database, studio, clock, show)
    await keeper.look()
    assert (await row(database, show)).state == "kept"
    alarm = (await standing(database))[f"recording-missing-{missing.show}"]
    assert "“茶铺”" in alarm.zh
    assert alarm.room == missing.room


async def test_it_is_given_up_when_the_alarm_has_stood_for_a_week(database, clock, keeper, missing, told):  # noqa: F811
    await keeper.look()
    await clock.advance(losing.PATIENCE.total_seconds() - 60)
    await keeper.look()
    assert (await row(database, missing.show)).state == "recording"
    await clock.advance(60)
    await keeper.look()
    with pytest.raises(actions.RecordingGone):
        await row(database, missing.show)
    assert not await standing(database)
    assert [(fact.by, fact.needed) for fact in told if isinstance(fact, RecordingDeleted)] == [("", True)]


async def test_its_folder_may_be_put_back(database, studio, clock, tmp_path, keeper, missing):  # noqa: F811
    await keeper.look()
    shutil.move(tmp_path / "lost" / missing.room, studio.shelf.root / missing.room)
    await clock.advance(60)
    await keeper.look()
    assert (await row(database, missing.show)).state == "kept"
    assert not await standing(database)


async def test_it_is_fetched_from_the_storage(database, studio, clock, tmp_path, missing):
    carrier = Carrier(tmp_path / "lost")
    keeper = Keeper(database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW, elsewhere=carrier)  # noqa: F811
    await keeper.look()
    await keeper.look_afar()
    await keeper.look()
    kept = await row(database, missing.show)
    assert (kept.state, len(kept.spans)) == ("kept", 1)
    assert places.reels(folder(studio, kept) / "source")
    assert not await standing(database)


async def test_a_storage_that_does_not_answer_is_waited_for_and_one_that_lacks_it_is_not_asked_on_and_on(
    database, studio, clock, tmp_path, missing
):
    storage = Asked()
    keeper = Keeper(database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW, elsewhere=storage)  # noqa: F811

    async def looked():
        await keeper.look()
        await keeper.look_afar()
        await keeper.look()

    await looked()
    assert not await standing(database)
    storage.answers = True
    for _ in range(3):
        await looked()
    assert await standing(database)
    assert storage.asked == 2
    await clock.advance(ASK_SECONDS)
    await looked()
    assert storage.asked == 3


async def test_a_show_that_is_kept_does_not_wait_for_what_is_fetched_of_another(
    database, studio, clock, tmp_path, missing
):
    class Slow:
        async def fetch(self, *_):
            await asyncio.Event().wait()

    keeper = Keeper(database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW, elsewhere=Slow())  # noqa: F811
    await keeper.look()
    fetching = asyncio.create_task(keeper.look_afar())
    show = await aired(database, tmp_path, studio)
    await studio.film()
    await ended(database, studio, clock, show)
    await asyncio.wait_for(keeper.look(), 20)
    assert (await row(database, show)).state == "kept"
    assert not fetching.done()
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)


@pytest.fixture
async def torn(database, studio, clock, tmp_path, keeper):  # noqa: F811
    """A show of two reels a rendition; one of the source is gone."""
    show = await aired(database, tmp_path, studio)
    for _ in range(2):
        studio.begin()
        await studio.play(12)
        on_air = dict(studio.shows)
        studio.shows.clear()
        await studio.recorder.look()
        await keeper.look()
        studio.shows.update(on_air)
    await database.write(broadcasts.end, show)
    studio.shows.clear()
    await clock.advance(15)
    found = await row(database, show)
    where = folder(studio, found)
    [first, _] = places.reels(where / "source")
    shutil.move(first, tmp_path / "lost.mp4")
    return found, first


async def test_a_show_that_came_in_part_is_waited_for_a_week_and_then_told_by_what_has_most_of_it(
    database,
    studio,
    clock,
    keeper,  # noqa: F811
    torn,
):
    found, _ = torn
    await keeper.look()
    assert (await row(database, found.show)).state == "recording"
    assert "缺 1 个文件" in (await standing(database))[f"recording-missing-{found.show}"].zh
    await clock.advance(losing.PATIENCE.total_seconds())
    await keeper.look()
    kept = await row(database, found.show)
    assert (kept.state, kept.renditions) == ("kept", ["480p", "source"])
    assert kept.length > 20_000
    async with database.read() as session:
        gone = [(reel.rendition, reel.number) for reel in await reads.reels(session, found.show) if reel.gone_at]
        assert await verify(session, studio.shelf) == {found.show: []}
        (folder(studio, kept) / "source/0002.mp4").write_bytes(b"torn")
        assert await verify(session, studio.shelf) == {found.show: ["source/0002.mp4: changed"]}
    assert gone == [("source", 1)]
    assert not await standing(database)
    sent = Thing(f"recordings/{kept.room}/{kept.show}/source/0002.mp4", "recording", 5, 9)
    await database.write(cloud.find, [sent])
    await database.write(actions.send_retold, kept.show, {})
    async with database.read() as session:
        assert [tally.state for tally in await cloud_reads.tallies(session)] == ["waiting"], "what is left stays there"


async def test_what_was_missing_may_be_put_back(database, clock, tmp_path, keeper, torn):  # noqa: F811
    found, first = torn
    await keeper.look()
    shutil.move(tmp_path / "lost.mp4", first)
    await clock.advance(60)
    await keeper.look()
    kept = await row(database, found.show)
    assert (kept.state, kept.renditions) == ("kept", ["source", "480p"])
    assert not await standing(database)


class Asked:
    """A storage that has nothing."""

    def __init__(self) -> None:
        self.answers = False
        self.asked = 0

    async def fetch(self, _, rows):
        self.asked += 1
        if not self.answers:
            raise Unavailable
        return rows


async def test_a_show_that_cannot_be_read_holds_up_no_other(
    database,
    studio,
    clock,
    tmp_path,
    keeper,  # noqa: F811
    monkeypatch,
):
    shows = []
    for _ in range(2):
        shows.append(await aired(database, tmp_path, studio))
        await studio.film()
        await ended(database, studio, clock, shows[-1])
    keeping = Keeper._keep

    async def ill(self, room, show, where):
        if show == first:
            raise OSError(5, "Input/output error")
        await keeping(self, room, show, where)

    first = min(studio.shelf.shows())[1]
    monkeypatch.setattr(Keeper, "_keep", ill)
    await keeper.look()
    [other] = {*shows} - {first}
    assert (await row(database, other)).state == "kept"
