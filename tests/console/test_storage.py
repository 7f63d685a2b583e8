"""云同步 in the console."""

import asyncio
import json
from datetime import timedelta

import msgspec
import pytest

from appliance.cloud import actions, reads
from appliance.cloud.actions import Thing
from appliance.events import ShowMirrored, SyncMeasured
from appliance.identity.permissions import Role
from console.pages import storage
from media.broadcasts import actions as broadcasts
from media.recording import actions as recordings
from media.recording.actions import Closed, Kept

FORM = {
    "endpoint": "http://127.0.0.1:9", "bucket": "jinbo-125", "region": "ap-beijing", "access_key": "AKID",
    "secret_key": "verysecret", "addressing": "path", "when": "off-air", "kilobits": "800", "recordings": "yes",
}  # fmt: skip
PAGE = "/console/cloud/storage"


async def terms(house):
    async with house.db.read() as session:
        return await reads.terms(session, house.keys)


@pytest.fixture
async def there(owner):
    assert (await owner.post(PAGE, FORM)).status_code == 303


async def test_a_storage_is_set_and_its_secret_is_not_shown_again(owner, house, there):
    now = await terms(house)
    assert (now.storage.secret_key, now.kilobits, now.when) == ("verysecret", 800, "off-air")
    text = await owner.read(PAGE)
    assert "jinbo-125" in text
    assert "verysecret" not in text


async def test_a_secret_that_is_left_empty_stays(owner, house, there):
    await owner.post(PAGE, {**FORM, "secret_key": "", "when": "night"})
    now = await terms(house)
    assert (now.storage.secret_key, now.when) == ("verysecret", "night")


@pytest.mark.parametrize(("field", "value"), [("endpoint", "cos"), ("bucket", "A B"), ("kilobits", "-1")])
async def test_what_is_wrong_stands_at_its_field(owner, house, field, value):
    answer = await owner.post(PAGE, {**FORM, field: value})
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in await answer.get_data(as_text=True)
    assert await terms(house) is None


@pytest.mark.parametrize(
    "address",
    ["https://[", "https://s3.example.com:abc", "https://s3.exa mple.com", "https://me:secret@s3.example.com"],
)
@pytest.mark.parametrize("field", ["endpoint", "public"])
async def test_an_address_that_leads_nowhere_is_said_at_its_field(owner, house, field, address):
    answer = await owner.post(PAGE, {**FORM, "live": "source", "public": "https://play.example.com", field: address})
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in await answer.get_data(as_text=True)
    assert await terms(house) is None


async def test_progress_and_trouble_are_told_with_a_time_to_finish(owner, house, there, clock):
    gb = 1 << 30
    await house.db.write(
        actions.find, [Thing("recordings/1.mp4", "recording", 5, gb), Thing("recordings/2.mp4", "recording", 5, 2 * gb)]
    )
    await clock.advance(60)
    await house.db.write(actions.arrived, "recordings/1.mp4", gb, "0" * 64)
    await clock.advance(600)
    await house.db.write(actions.failed, "recordings/2.mp4", "no route to <host>")
    house.bus.publish(SyncMeasured(name="recordings/2.mp4", bitrate=8_000_000, waiting=2))
    for _ in range(3):
        await asyncio.sleep(0)
    text = await owner.read(PAGE)
    assert "8.0 Mb/s" in text
    assert "20 分钟" in text
    assert "no route to &lt;host&gt;" in text


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "硬盘满了，店铺数据等有空间再传"), ("en", "The disk is full")]
)
async def test_a_full_disk_is_told_while_the_shops_own_data_waits(owner, house, there, language, words):
    house.bus.publish(SyncMeasured(name="", bitrate=0, waiting=0, why="disk-full"))
    for _ in range(3):
        await asyncio.sleep(0)
    owner.language = language
    assert words in await owner.read(PAGE)


async def test_a_storage_that_does_not_answer_is_told(owner, there):
    answer = await owner.post(f"{PAGE}/trial")
    assert answer.status_code == 502
    assert "连不上云存储" in await answer.get_data(as_text=True)


async def test_the_shops_data_goes_once_there_is_a_recovery_password(owner, house, there):
    answer = await owner.post(f"{PAGE}/recovery", {"password": "short"})
    assert answer.status_code == 400
    await owner.post(f"{PAGE}/recovery", {"password": "a sentence for hard days"})
    now = await terms(house)
    assert len(bytes.fromhex(now.replica_key)) == 32
    assert now.replica_lock
    card = json.loads(await (await owner.get(f"{PAGE}/card")).get_data())
    assert (card["bucket"], card["secret_key"]) == ("jinbo-125", "verysecret")
    assert "replica_key" not in card


@pytest.fixture
def lies_in(house, monkeypatch):
    """``lies_in(url)``: as if the shop's rows were there."""

    def say(url):
        moved = msgspec.structs.replace(house, config=msgspec.structs.replace(house.config, database=url))
        monkeypatch.setattr(storage, "house", lambda: moved)

    return say


async def test_a_shop_on_postgresql_is_told_that_its_own_data_does_not_go(owner, house, there, lies_in):
    await owner.post(f"{PAGE}/recovery", {"password": "a sentence for hard days"})
    before = await terms(house)
    lies_in("postgresql://127.0.0.1/jinbo")
    told = await owner.read(PAGE)
    assert "不传，它在 PostgreSQL 里" in told
    assert "停在换成 PostgreSQL 的那一天" in told
    assert f'action="{PAGE}/recovery"' not in told
    answer = await owner.post(f"{PAGE}/recovery", {"password": "another sentence here"})
    assert answer.status_code == 409
    assert "WAL 归档" in await answer.get_data(as_text=True)
    assert await terms(house) == before


async def test_a_sqlite_that_lies_elsewhere_goes_as_well(owner, there, lies_in, tmp_path):
    lies_in(f"sqlite:///{tmp_path}/jinbo.db")
    assert f'action="{PAGE}/recovery"' in await owner.read(PAGE)


async def test_another_bucket_is_sent_everything_again_and_the_same_one_is_not(owner, house, there):
    await house.db.write(actions.find, [Thing("blobs/x", "picture", 0, 1)])
    await owner.post(PAGE, FORM)
    async with house.db.read() as session:
        assert await reads.tallies(session)
    await owner.post(PAGE, {**FORM, "bucket": "another"})
    async with house.db.read() as session:
        assert await reads.tallies(session) == []


async def test_how_many_days_recordings_stay_here_is_set(owner, house, there):
    assert (await owner.post(PAGE, {**FORM, "local_days": "30"})).status_code == 303
    assert (await terms(house)).local_days == 30
    assert 'value="30"' in await owner.read(PAGE)
    answer = await owner.post(PAGE, {**FORM, "local_days": "-2"})
    assert 'id="local_days-wrong"' in await answer.get_data(as_text=True)


async def test_a_storage_that_alone_has_a_recording_is_not_given_up_or_changed(owner, house, there):
    room = (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room
    show = await house.db.write(broadcasts.air, room)
    await house.db.write(recordings.close_reel, room, show, Closed("source", 1, 0, 1000, 9, "x"))
    await house.db.write(recordings.keep, show, Kept(["source"], [], 9, "f" * 64, None, None), timedelta(days=1095))
    await house.db.write(recordings.move_away, show)
    for answer in (await owner.post(f"{PAGE}/removal"), await owner.post(PAGE, {**FORM, "bucket": "another"})):
        assert answer.status_code == 409
        assert "有 1 场录像只在现在的云存储里" in await answer.get_data(as_text=True)
    assert (await terms(house)).storage.bucket == "jinbo-125"
    assert (await owner.post(PAGE, {**FORM, "when": "night"})).status_code == 303


async def test_it_is_switched_off(owner, house, there):
    await owner.post(f"{PAGE}/removal")
    assert await terms(house) is None


async def test_only_the_owner_sets_it_and_gets_the_card(colleague, owner, there):
    operator = await colleague(Role.OPERATOR)
    assert (await operator.get(PAGE)).status_code == 200
    assert (await operator.get(f"{PAGE}/card")).status_code == 403
    assert (await operator.post(PAGE, FORM)).status_code == 403


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_page_opens_in_both_languages(owner, there, language):
    owner.language = language
    assert (await owner.read(PAGE)).count("<h1") == 1


LIVE = {**FORM, "live": "all", "public": "https://play.example.com/"}


def mirrored(room, state, **more):
    said = {"lag": 2.4, "bitrate": 3_200_000, "left": 0, "seconds": 9, **more}
    address = "https://play.example.com/live/r/s/index.m3u8"
    return ShowMirrored(room=room, address=address, renditions=["source"], state=state, **said)


async def test_live_shows_are_off_until_somebody_wants_them_there(owner, house, there):
    assert (await terms(house)).live == ""
    assert 'id="mirrors"' not in await owner.read(PAGE)
    assert (await owner.post(PAGE, LIVE)).status_code == 303
    now = await terms(house)
    assert (now.live, now.public) == ("all", "https://play.example.com")
    text = await owner.read(PAGE)
    assert 'id="mirrors"' in text
    assert 'value="https://play.example.com"' in text


@pytest.mark.parametrize(
    ("given", "field"), [({"public": ""}, "public"), ({"public": "play"}, "public"), ({"live": "big"}, "live")]
)
async def test_where_viewers_watch_from_must_be_told_with_it(owner, house, given, field):
    answer = await owner.post(PAGE, {**LIVE, **given})
    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in await answer.get_data(as_text=True)
    assert await terms(house) is None


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        ("live", "落后 2 秒", "2 s behind"),
        ("filling", "正在攒画面", "Filling up"),
        ("late", "上行跟不上", "does not keep up"),
        ("unseen", "观众却读不到", "viewers cannot read it"),
    ],
)
async def test_how_each_show_fares_there_is_told_in_words(app, owner, house, room, state, zh, en):
    await owner.post(PAGE, LIVE)
    app.extensions["mirrors"].note(mirrored(room, state, left=2, zh="跨域没有设", en="CORS is not set"))
    for language, words, why in (("zh-CN", zh, "跨域没有设"), ("en", en, "CORS is not set")):
        owner.language = language
        text = await owner.read(PAGE)
        assert words in text
        assert why in text
        assert "3.2 Mb/s" in text


async def test_the_live_picture_going_first_is_told(owner, house, there):
    await house.db.write(actions.find, [Thing("recordings/1.mp4", "recording", 5, 9)])
    house.bus.publish(SyncMeasured(name="", bitrate=0, waiting=0, why="live"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert "直播的画面先传" in await owner.read(PAGE)
