"""Which shows go to the storage: those on air in rooms for everybody, while the shop wants it."""

import asyncio

import pytest

from appliance.alarms import reads as alarms
from appliance.cloud import actions as cloud
from appliance.cloud.terms import Terms
from appliance.events import ShowMirrored
from appliance.keys import Keys
from media.broadcasts import actions as rooms
from media.mirror import mirror as mirroring
from media.mirror.mirrors import REFRESH_SECONDS, TROUBLE_SECONDS, Mirrors
from media.on_air.airing import Airing
from tests.media.mirror.conftest import VARIANTS, Stage


@pytest.fixture
def keys(tmp_path):
    return Keys.of(tmp_path)


@pytest.fixture
async def room(sqlite_database, keys):
    return (await sqlite_database.write(rooms.open_room, keys, "茶铺")).room


@pytest.fixture
def airing(sqlite_database, clock):
    return Airing(sqlite_database, clock)


@pytest.fixture
def picture(origin, room):
    """The room's, with a segment closed."""
    stage = Stage(origin.open(room, VARIANTS))
    stage.begin()
    stage.play(1.05)
    return stage


@pytest.fixture
async def mirrors(sqlite_database, bus, keys, clock, origin, airing, picture, monkeypatch):
    monkeypatch.setattr(mirroring, "GRACE_SECONDS", 0)
    mirrors = Mirrors(
        sqlite_database, bus, keys, clock, channels=origin.channels, airing=airing, page="http://shop.example"
    )
    bus.listen(mirrors.hear, mirrors.heard, name="mirrors")
    yield mirrors
    await mirrors.stop()


@pytest.fixture
def on_air(sqlite_database, airing, room):
    async def air() -> str:
        show = await sqlite_database.write(rooms.air, room)
        await airing.refresh(lambda _: True)
        return show

    return air


@pytest.fixture
def want(sqlite_database, keys, storage, far):
    """``await want("all")`` is what the owner saves in the console."""

    async def save(live="all", **more):
        terms = Terms(storage=storage, live=live, public=f"{far.endpoint}/{far.bucket}", **more)
        await sqlite_database.write(cloud.set_storage, keys, terms, by="wang")
        await asyncio.sleep(0.01)

    return save


@pytest.fixture
def in_time(clock, eventually):
    """``eventually``, while the clock goes on."""

    async def wait(true):
        async def then():
            await clock.advance(1)
            return true()

        await eventually(then)

    return wait


@pytest.fixture
async def told(bus):
    said = []
    bus.listen(said.append, ShowMirrored, name="test")
    return said


async def test_nothing_goes_there_unless_it_is_wanted(mirrors, want, on_air):
    await on_air()
    await mirrors.look()
    assert mirrors._running == {}
    await want("")
    await mirrors.look()
    assert mirrors._running == {}


async def test_a_show_goes_there_while_it_is_on_air_and_is_gone_afterwards(
    mirrors, want, on_air, sqlite_database, airing, room, far, told, in_time
):
    await want("source")
    await mirrors.look()
    assert mirrors._running == {}, "nobody is on air"
    show = await on_air()
    await mirrors.look()
    await in_time(lambda: f"live/{room}/{show}/source/index.m3u8" in far.names())
    await sqlite_database.write(rooms.end, show)
    await airing.refresh(lambda _: True)
    await mirrors.look()
    await in_time(lambda: told and told[-1].state == "off")
    await in_time(lambda: far.names() == [])


async def test_the_picture_goes_on_though_nobody_watches_on_the_box(mirrors, want, on_air, origin, room, clock):
    await want()
    await on_air()
    await mirrors.look()
    await clock.advance(100)
    await mirrors.look()
    assert origin.channels[room].watched == pytest.approx(clock.monotonic(), abs=1)


async def test_a_private_room_stays_on_the_box(mirrors, want, on_air, sqlite_database, room, far, eventually):
    await want("source")
    show = await on_air()
    await mirrors.look()
    await eventually(lambda: f"live/{room}/{show}/source/index.m3u8" in far.names())
    await sqlite_database.write(rooms.change_room, room, "茶铺", "", public=False)
    await asyncio.sleep(0.01)
    await mirrors.look()
    assert mirrors._running == {}
    await eventually(lambda: far.names() == [])


async def test_switched_off_it_is_gone_at_once(mirrors, want, on_air, far, eventually):
    await want("source")
    await on_air()
    await mirrors.look()
    await eventually(lambda: any(name.endswith("source/index.m3u8") for name in far.names()))
    await want("")
    await mirrors.look()
    await eventually(lambda: far.names() == [])


async def test_another_choice_of_qualities_takes_over_without_a_hole(mirrors, want, on_air, room, far, in_time):
    await want("source")
    show = await on_air()
    await mirrors.look()
    await in_time(lambda: f"live/{room}/{show}/index.m3u8" in far.names())
    await want("all")
    await mirrors.look()
    assert f"live/{room}/{show}/index.m3u8" in far.names()
    await in_time(lambda: f"live/{room}/{show}/480p/index.m3u8" in far.names())


async def test_a_channel_that_began_anew_is_followed(mirrors, want, on_air, origin, room):
    await want("source")
    await on_air()
    await mirrors.look()
    before = mirrors._running[room].mirror
    origin.close(room)
    stage = Stage(origin.open(room, VARIANTS))
    stage.begin()
    await mirrors.look()
    assert mirrors._running[room].mirror is not before


async def test_what_an_earlier_process_left_is_swept_and_what_is_on_air_is_not(
    mirrors, want, on_air, room, far, eventually
):
    show = await on_air()
    for name in (f"live/{room}/gone/source/1.m4s", f"live/{room}/{show}/source/1.m4s", "recordings/x/1.mp4"):
        far._s3.put_object(Bucket=far.bucket, Key=name, Body=b".")
    await want("source")
    await mirrors.look()
    await eventually(lambda: f"live/{room}/gone/source/1.m4s" not in far.names())
    assert {f"live/{room}/{show}/source/1.m4s", "recordings/x/1.mp4"} <= set(far.names())


async def test_what_is_wanted_again_is_not_taken_away_by_whoever_was_told_to_before(
    mirrors, want, on_air, picture, room, far, line, in_time, clock, monkeypatch
):
    monkeypatch.setattr(mirroring, "GRACE_SECONDS", 20)
    await want("source")
    show = await on_air()
    await mirrors.look()
    stands = f"live/{room}/{show}/index.m3u8"
    await in_time(lambda: stands in far.names())
    line.cut()
    await want("")
    await mirrors.look()
    await asyncio.sleep(0.2)
    line.mend()
    await want("source")
    await mirrors.look()
    picture.play(2)
    await in_time(lambda: mirrors._running[room].mirror._stands)
    for _ in range(40):
        await clock.advance(1)
        await asyncio.sleep(0.01)
    assert stands in far.names()


@pytest.mark.parametrize("live", ["source", ""])
async def test_what_became_private_while_the_house_was_down_does_not_lie_there_for_everybody(
    mirrors, want, on_air, room, far, sqlite_database, eventually, live
):
    show = await on_air()
    far._s3.put_object(Bucket=far.bucket, Key=f"live/{room}/{show}/source/1.m4s", Body=b".")
    await want(live)
    if live:
        await sqlite_database.write(rooms.change_room, room, "茶铺", "", public=False)
    await mirrors.look()
    await eventually(lambda: far.names() == [])


async def test_what_another_house_has_in_the_same_bucket_is_not_ours_to_sweep(
    mirrors, want, on_air, room, far, eventually
):
    await on_air()
    theirs = ["live/another/show/source/1.m4s", "live/another/show/source/index.m3u8"]
    for name in (f"live/{room}/gone/source/1.m4s", *theirs):
        far._s3.put_object(Bucket=far.bucket, Key=name, Body=b".")
    await want("source")
    await mirrors.look()
    await eventually(lambda: f"live/{room}/gone/source/1.m4s" not in far.names())
    await asyncio.sleep(0.1)
    assert set(theirs) <= set(far.names())


async def test_a_show_that_cannot_be_watched_there_for_long_raises_an_alarm_and_clears_it(
    mirrors, want, on_air, picture, sqlite_database, clock, line, airing
):
    await want("source")
    line.cut()
    show = await on_air()
    for _ in range(int(TROUBLE_SECONDS) + 20):
        picture.play(0.5)
        await mirrors.look()
        await clock.advance(1)
    async with sqlite_database.read() as session:
        [alarm] = await alarms.standing(session)
    assert "对象存储" in alarm.zh
    await sqlite_database.write(rooms.end, show)
    await airing.refresh(lambda _: True)
    await mirrors.look()
    async with sqlite_database.read() as session:
        assert await alarms.standing(session) == []


async def test_how_it_fares_is_told_once_a_second_with_its_address(mirrors, want, on_air, clock, told, room, far):
    await want("all")
    show = await on_air()
    await clock.advance(REFRESH_SECONDS)
    for _ in range(8):
        await mirrors.look()
        await clock.advance(0.25)
        await asyncio.sleep(0.01)
    assert 2 <= len(told) <= 4
    assert told[-1].address == f"{far.endpoint}/{far.bucket}/live/{room}/{show}/index.m3u8"
    assert told[-1].state == "filling"


async def test_two_shows_share_the_line_s_limit(mirrors, on_air, want, origin, sqlite_database, keys, airing, clock):
    second = (await sqlite_database.write(rooms.open_room, keys, "鞋铺")).room
    Stage(origin.open(second, VARIANTS)).begin()
    await want(kilobits=6000)
    await on_air()
    await mirrors.look()
    (first,) = mirrors._running.values()
    assert first.mirror._bucket.kilobits == 6000
    await sqlite_database.write(rooms.air, second)
    await airing.refresh(lambda _: True)
    await clock.advance(REFRESH_SECONDS)
    await mirrors.look()
    assert [running.mirror._bucket.kilobits for running in mirrors._running.values()] == [3000, 3000]
