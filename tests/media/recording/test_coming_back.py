"""A recording in the cloud is proven there, brought back whole, and cut into clips."""

import shutil
from datetime import timedelta

from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.cloud import reads as cloud_reads
from appliance.cloud.bucket import Bucket
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.config import Config
from media.recording import actions, places
from media.recording.clips import actions as clips
from media.recording.clips.workshop import Workshop
from media.recording.elsewhere import Elsewhere
from media.recording.retention import Letting
from media.recording.returning import ALARM, Returning
from media.recording.verifying import verify
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import find, shop, told, whole  # noqa: F401 - fixtures


async def checked(shop):  # noqa: F811
    async with Bucket(shop.storage, SystemClock()) as bucket, shop.db.read() as session:
        return await verify(session, shop.studio.shelf, [shop.show], bucket)


async def test_the_manifest_is_proven_by_the_bytes_in_the_cloud(shop, far):  # noqa: F811
    await shop.away()
    assert await checked(shop) == {shop.show: []}
    shutil.rmtree(shop.folder)
    assert await checked(shop) == {shop.show: []}
    below = f"recordings/{shop.room}/{shop.show}"
    reel = far.content(f"{below}/source/0001.mp4")
    far._s3.put_object(Bucket=far.bucket, Key=f"{below}/source/0001.mp4", Body=reel[:-1] + b"!")
    far._s3.delete_object(Bucket=far.bucket, Key=f"{below}/source/0001.idx")
    assert await checked(shop) == {shop.show: ["source/0001.idx: missing", "source/0001.mp4: changed"]}


async def test_staff_have_it_brought_back_whole_and_its_days_begin_anew(shop, replays_of, told):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    assert (await shop.row()).place == "coming"
    await shop.returning().look()
    assert (await shop.row()).place == "here"
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf, [shop.show]) == {shop.show: []}
    assert [fact.place for fact in told] == ["away", "coming", "here"]
    shop.pass_days(6)
    assert await shop.pruning().look() == []
    shop.pass_days(2)
    assert await shop.pruning().look() == [Letting(shop.show, away=True)]


async def test_it_comes_back_to_a_box_that_has_nothing_of_it(shop):  # noqa: F811
    await shop.away()
    shutil.rmtree(shop.folder)
    await shop.db.write(actions.ask_back, shop.show)
    await shop.returning().look()
    assert (await shop.row()).place == "here"
    assert not [name for name in shop.files() if ".coming" in name]
    async with shop.db.read() as session:
        assert await verify(session, shop.studio.shelf, [shop.show]) == {shop.show: []}


async def test_what_the_cloud_has_falsified_does_not_come_back_and_an_alarm_names_it(shop, far):  # noqa: F811
    await shop.away()
    name = f"recordings/{shop.room}/{shop.show}/source/0001.mp4"
    far._s3.put_object(Bucket=far.bucket, Key=name, Body=b"another film")
    await shop.db.write(actions.ask_back, shop.show)
    await shop.returning().look()
    assert (await shop.row()).place == "away"
    assert "source/0001.mp4" in (await shop.alarms())[ALARM]
    assert not (shop.folder / "source" / "0001.mp4").exists()


async def test_what_this_box_has_no_room_for_stays_in_the_cloud(shop, monkeypatch):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    full = Returning(
        shop.db, shop.studio.shelf, shop.clock, Config(data=shop.data, recording_spare_gb=1 << 20), shop.keys
    )
    await full.look()
    assert (await shop.row()).place == "away"
    assert "放不下" in (await shop.alarms())[ALARM]


async def test_a_line_that_is_cut_on_the_way_back_makes_it_wait_and_then_come(shop, line):  # noqa: F811
    await shop.away()
    await shop.db.write(actions.ask_back, shop.show)
    line.cut()
    assert not await shop.returning().look()
    assert (await shop.row()).place == "coming"
    line.mend()
    assert await shop.returning().look()
    assert (await shop.row()).place == "here"


async def test_a_clip_of_a_show_in_the_cloud_is_cut_and_waits_while_the_line_is_down(shop, line, tmp_path):  # noqa: F811
    await shop.away()
    began = (await shop.row()).started_at
    stretch = {"since": began + timedelta(seconds=1), "until": began + timedelta(seconds=4)}
    await shop.db.write(clips.ask, "w1", shop.room, shop.show, product="p1", title="龙井", **stretch)
    reading = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))
    workshop = Workshop(
        shop.db, shop.studio.shelf, tmp_path / "clips", DiskBlobs(tmp_path / "blobs"), shop.clock,
        elsewhere=Elsewhere(reading, tmp_path / "lent"),
    )  # fmt: skip
    line.cut()
    await workshop.look_afar()
    assert not (tmp_path / "clips" / "w1.mp4").exists()
    line.mend()
    await shop.clock.advance(30)
    await workshop.look_afar()
    assert (tmp_path / "clips" / "w1.mp4").read_bytes()[4:8] == b"ftyp"
    assert list((tmp_path / "lent").iterdir()) == []
    await reading.aclose()


async def test_what_was_sent_is_told_by_the_rows_alone(shop):  # noqa: F811
    await shop.agree()
    await shop.film()
    await shop.send()
    names = [f"recordings/{shop.room}/{shop.show}/{name}" for name in ("source/0001.mp4", "source/0002.mp4")]
    async with shop.db.read() as session:
        there = await cloud_reads.arrived(session, names)
    assert set(there) == {names[0]}
    assert there[names[0]][0] == (shop.folder / "source" / "0001.mp4").stat().st_size
    assert places.MANIFEST in shop.files()
