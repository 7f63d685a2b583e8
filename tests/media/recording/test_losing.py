"""A show whose files are missing is fetched, or waited for with an alarm, or given up; it holds up no other."""

import shutil

import pytest

from appliance.alarms import reads as alarms
from appliance.blobs import DiskBlobs
from appliance.errors import Unavailable
from appliance.events import RecordingDeleted
from media.broadcasts import actions as broadcasts
from media.recording import actions, losing, places
from media.recording.keeper import ASK_SECONDS, Keeper
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
    kept = await row(database, missing.show)
    assert (kept.state, len(kept.spans)) == ("kept", 1)
    assert places.reels(folder(studio, kept) / "source")
    assert not await standing(database)


async def test_a_storage_that_does_not_answer_is_waited_for_and_one_that_lacks_it_is_not_asked_on_and_on(
    database, studio, clock, tmp_path, missing
):
    storage = Asked()
    keeper = Keeper(database, studio.shelf, DiskBlobs(tmp_path / "blobs"), clock, LAW, elsewhere=storage)  # noqa: F811
    await keeper.look()
    assert not await standing(database)
    storage.answers = True
    for _ in range(3):
        await keeper.look()
    assert await standing(database)
    assert storage.asked == 2
    await clock.advance(ASK_SECONDS)
    await keeper.look()
    assert storage.asked == 3


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
