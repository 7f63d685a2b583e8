"""Who is sent to the storage: viewers far from the shop, while what stands there keeps up."""

import pytest

from appliance.events import RelayMeasured, ShowMirrored
from media.broadcasts import actions as rooms
from media.mirror.board import FRESH_SECONDS, SETTLED_SECONDS
from media.relay import actions as relays
from media.relay.clouds import Tencent

FAR, NEAR = "8.8.8.8", "192.168.1.20"
BASE = "https://play.example.com/live/r/s"


@pytest.fixture
async def room(house):
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
def fares(app, room):
    """``fares("live")`` is what the `live` process says of the room's show."""

    def say(state="live", seconds=SETTLED_SECONDS, renditions=("source", "720p")):
        app.extensions["mirrors"].note(
            ShowMirrored(
                room=room, address=f"{BASE}/index.m3u8", renditions=list(renditions), state=state, seconds=seconds,
                lag=2.5, bitrate=1, left=0,
            )
        )  # fmt: skip

    return say


@pytest.fixture
def plays(app, room):
    async def ask(address):
        answer = await app.test_client().get(f"/api/v1/rooms/{room}", scope_base={"client": (address, 5)})
        return (await answer.get_json())["play"]

    return ask


def via(play):
    return [one["via"] for one in play]


async def test_who_is_far_gets_the_storage_first_and_the_box_behind_it(plays, fares):
    fares()
    assert via(await plays(FAR)) == ["storage", "box"]


async def test_who_sits_in_the_shop_gets_the_box_first(plays, fares):
    fares()
    assert via(await plays(NEAR)) == ["box", "storage"]


async def test_a_cloud_channel_goes_before_the_storage(app, house, plays, fares, room):
    fares()
    cloud = Tencent(push_domain="push.example.com", play_domain="play.example.com")
    outlet = await house.db.write(relays.add_outlet, house.keys, "云", cloud, by="wang")
    await house.db.write(relays.switch_on, room, outlet)
    app.extensions["relays"].note(RelayMeasured(room=room, outlet=outlet, state="live", seconds=60, bitrate=1, gaps=0))
    assert via(await plays(FAR)) == [outlet, "storage", "box"]


async def test_its_qualities_are_those_that_stand_there(plays, fares):
    fares()
    [storage, _] = await plays(FAR)
    assert {one["name"]: one["url"] for one in storage["qualities"]} == {
        "auto": f"{BASE}/index.m3u8", "source": f"{BASE}/source/index.m3u8", "720p": f"{BASE}/720p/index.m3u8",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "seconds"),
    [("filling", 60), ("late", 60), ("unseen", 60), ("off", 60), ("live", SETTLED_SECONDS - 1)],
)
async def test_what_does_not_keep_up_is_not_offered(plays, fares, state, seconds):
    fares(state, seconds)
    assert via(await plays(FAR)) == ["box"]


async def test_of_which_nothing_is_heard_any_more_is_not_offered(plays, fares, clock):
    fares()
    await clock.advance(FRESH_SECONDS + 1)
    assert via(await plays(FAR)) == ["box"]


async def test_a_room_that_became_private_a_moment_ago_is_not_offered_there(app, house, plays, fares, room):
    fares()
    await house.db.write(rooms.change_room, room, "茶铺", "", public=False)
    answer = await app.test_client().get(f"/api/v1/rooms/{room}", scope_base={"client": (FAR, 5)})
    assert "play.example.com" not in await answer.get_data(as_text=True)
