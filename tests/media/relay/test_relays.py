"""Which relays run: those that are switched on, while their room is on air."""

import asyncio

import pytest

from appliance.alarms import reads as alarms
from appliance.events import RelayMeasured
from appliance.keys import Keys
from media.broadcasts import actions as rooms
from media.hls.origin import Variant
from media.on_air.gate import Gate
from media.on_air.pictures import Pictures
from media.on_air.rungs import Rungs
from media.relay import actions
from media.relay.clouds import Plain
from media.relay.relays import TROUBLE_SECONDS, Relays


@pytest.fixture
def keys(tmp_path):
    return Keys.of(tmp_path)


@pytest.fixture
async def pictures(sqlite_database, keys, clock, tmp_path_factory):
    pictures = Pictures(
        db=sqlite_database, keys=keys, clock=clock, gate=Gate(bytes(32), clock),
        variants=[Variant(name="source", width=160, height=96, bandwidth=1, codecs="avc1.64001F,mp4a.40.2")],
        rungs=lambda _room, feeds: Rungs(feeds, lambda _video, _audio, _rungs: None),
        cache=tmp_path_factory.getbasetemp() / "slates",
    )  # fmt: skip
    await pictures.start()
    return pictures


@pytest.fixture
async def relays(sqlite_database, bus, keys, clock, pictures):
    relays = Relays(sqlite_database, bus, keys, clock, pictures)
    bus.listen(relays.hear, relays.heard, name="relays")
    yield relays
    await asyncio.gather(*(relays._end(name) for name in list(relays._running)))


@pytest.fixture
async def told(bus):
    said = []
    bus.listen(said.append, RelayMeasured, name="test")
    return said


@pytest.fixture
async def room(sqlite_database, keys):
    return (await sqlite_database.write(rooms.open_room, keys, "茶铺")).room


@pytest.fixture
def on_air(sqlite_database, pictures, room):
    async def air() -> str:
        show = await sqlite_database.write(rooms.air, room)
        await pictures.airing.refresh(lambda _: True)
        return show

    return air


@pytest.fixture
async def outlet(sqlite_database, keys, cdn):
    cloud = Plain(url=cdn.address("").rstrip("/"), stream_key="abc")
    return await sqlite_database.write(actions.add_outlet, keys, "自建", cloud, by="wang")


async def test_a_relay_begins_with_the_show_and_ends_with_it(
    relays, pictures, sqlite_database, room, outlet, on_air, told, cdn, eventually
):
    await sqlite_database.write(actions.switch_on, room, outlet)
    await relays.look()
    assert not relays._running
    show = await on_air()
    await relays.look()

    async def stands() -> bool:
        await relays.look()
        pictures.tick_all()
        return bool(told) and told[-1].state == "live" and bool(cdn.streams)

    await eventually(stands)
    await sqlite_database.write(rooms.end, show)
    await pictures.airing.refresh(lambda _: True)
    await relays.look()
    await eventually(lambda: told[-1].state == "off")
    assert not pictures.open[room].tapped


async def test_the_slate_goes_to_the_cloud_too_though_nobody_watches_here(
    relays, pictures, sqlite_database, room, outlet, on_air, clock, cdn, eventually, told
):
    await sqlite_database.write(actions.switch_on, room, outlet)
    await on_air()
    await relays.look()
    await clock.advance(40)

    async def arrives() -> bool:
        await clock.advance(0.2)
        pictures.tick_all()
        return bool(cdn.streams) and len(cdn.streams[0].packets) > 10

    await eventually(arrives)


async def test_switching_off_ends_it_at_once(relays, sqlite_database, room, outlet, on_air, bus):
    await sqlite_database.write(actions.switch_on, room, outlet)
    await on_air()
    await relays.look()
    assert len(relays._running) == 1
    await sqlite_database.write(actions.switch_off, room, outlet)
    await asyncio.sleep(0.01)
    await relays.look()
    assert not relays._running


async def test_a_channel_that_was_changed_is_dialled_anew(relays, sqlite_database, keys, room, outlet, on_air):
    await sqlite_database.write(actions.switch_on, room, outlet)
    await on_air()
    await relays.look()
    [before] = relays._running.values()
    other = Plain(url="rtmp://127.0.0.1:9/live", stream_key="other")
    await sqlite_database.write(actions.change_outlet, keys, outlet, "自建", other, by="wang")
    await asyncio.sleep(0.01)
    await relays.look()
    [after] = relays._running.values()
    assert (before.wish.cloud, after.wish.cloud) == (before.wish.cloud, other)
    assert after.sending is not before.sending


async def test_a_relay_that_does_not_stand_raises_an_alarm_and_clears_it(
    relays, sqlite_database, room, outlet, on_air, cdn, clock
):
    cdn.shut = True
    await sqlite_database.write(actions.switch_on, room, outlet)
    await on_air()
    await relays.look()
    await clock.advance(TROUBLE_SECONDS + 1)
    await relays.look()
    async with sqlite_database.read() as session:
        [alarm] = await alarms.standing(session)
    assert "自建" in alarm.zh
    await sqlite_database.write(actions.switch_off, room, outlet)
    await asyncio.sleep(0.01)
    await relays.look()
    async with sqlite_database.read() as session:
        assert await alarms.standing(session) == []
