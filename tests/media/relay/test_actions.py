import pytest
from sqlalchemy import select

from appliance.events import OutletsChanged, RelaySwitched
from appliance.keys import Keys
from media.broadcasts import actions as rooms
from media.broadcasts.actions import RoomNotFound
from media.relay import actions, reads
from media.relay.clouds import OutletUnusable, Plain, Tencent
from media.relay.models import Outlet

CLOUD = Tencent(push_domain="push.example.com", push_key="a secret")


@pytest.fixture
def keys(tmp_path):
    return Keys.of(tmp_path)


@pytest.fixture
async def told(bus):
    said = []
    bus.listen(said.append, (OutletsChanged, RelaySwitched), name="test")
    return said


@pytest.fixture
async def room(database, keys):
    return (await database.write(rooms.open_room, keys, "茶铺")).room


async def add(database, keys, cloud=CLOUD, title="腾讯云"):
    return await database.write(actions.add_outlet, keys, title, cloud, by="wang")


async def wishes(database, keys, room=""):
    async with database.read() as session:
        return await reads.wishes(session, keys, room)


async def test_a_channel_is_kept_sealed_and_read_again(database, keys):
    outlet = await add(database, keys)
    async with database.read() as session:
        found = await reads.outlet(session, outlet)
        assert reads.cloud_of(found, keys) == CLOUD
        sealed = await session.scalar(select(Outlet.sealed))
    assert "secret" not in sealed


async def test_a_room_is_sent_on_to_several_channels(database, keys, room, told):
    first, second = await add(database, keys), await add(database, keys, Plain(url="rtmp://x/y"), "视频号")
    await database.write(actions.switch_on, room, first)
    await database.write(actions.switch_on, room, second, "720p")
    found = {wish.outlet: wish.rendition for wish in await wishes(database, keys, room)}
    assert found == {first: "source", second: "720p"}
    assert [fact.on for fact in told if isinstance(fact, RelaySwitched)] == [True, True]


async def test_switching_on_twice_changes_the_rendition_and_off_twice_nothing(database, keys, room, told):
    outlet = await add(database, keys)
    await database.write(actions.switch_on, room, outlet)
    await database.write(actions.switch_on, room, outlet, "480p")
    assert [wish.rendition for wish in await wishes(database, keys)] == ["480p"]
    await database.write(actions.switch_off, room, outlet)
    await database.write(actions.switch_off, room, outlet)
    assert await wishes(database, keys) == []
    assert [fact.on for fact in told if isinstance(fact, RelaySwitched)] == [True, True, False]


async def test_a_single_address_takes_one_room_and_a_cloud_takes_all(database, keys, room):
    other = (await database.write(rooms.open_room, keys, "糕点")).room
    plain, cloud = await add(database, keys, Plain(url="rtmp://x/y")), await add(database, keys)
    for outlet in (plain, cloud):
        await database.write(actions.switch_on, room, outlet)
    await database.write(actions.switch_on, other, cloud)
    with pytest.raises(actions.OutletTaken):
        await database.write(actions.switch_on, other, plain)


async def test_a_channel_that_goes_takes_its_relays_with_it(database, keys, room, told):
    outlet = await add(database, keys)
    await database.write(actions.switch_on, room, outlet)
    await database.write(actions.remove_outlet, outlet)
    assert await wishes(database, keys) == []
    assert told[-2:] == [RelaySwitched(room=room, outlet=outlet, on=False), OutletsChanged(outlet=outlet)]


async def test_what_does_not_exist_is_told(database, keys, room):
    outlet = await add(database, keys)
    with pytest.raises(actions.OutletNotFound):
        await database.write(actions.switch_on, room, "nowhere")
    with pytest.raises(RoomNotFound):
        await database.write(actions.switch_on, "nowhere", outlet)
    with pytest.raises(actions.OutletNotFound):
        await database.write(actions.remove_outlet, "nowhere")
    with pytest.raises(actions.OutletNotFound):
        await database.write(actions.change_outlet, keys, "nowhere", "x", CLOUD, by="wang")


@pytest.mark.parametrize("title", ["", "长" * 41])
async def test_a_channel_needs_a_name(database, keys, title):
    with pytest.raises(actions.OutletTitleUnusable):
        await add(database, keys, title=title)


async def test_a_channel_that_cannot_be_pushed_to_is_not_kept(database, keys):
    with pytest.raises(OutletUnusable):
        await add(database, keys, Tencent(push_domain=""))
