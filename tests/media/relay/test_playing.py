"""Who is sent where: the shop's own people to the box, the country to the cloud while it has the picture."""

from datetime import timedelta

import pytest

from appliance.events import RelayMeasured
from media.broadcasts import actions as rooms
from media.broadcasts.nearness import is_within
from media.broadcasts.playing import ticket
from media.relay import actions
from media.relay.board import FRESH_SECONDS, SETTLED_SECONDS
from media.relay.clouds import Plain, Tencent

SIGNED = Tencent(push_domain="push.example.com", play_domain="play.example.com", play_key="k")
OPEN = Tencent(push_domain="push.example.com", play_domain="play.example.com")
FAR, NEAR = "8.8.8.8", "192.168.1.20"


@pytest.fixture
async def room(house):
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
def relay(app, house, room):
    """``await relay(cloud)`` switches a relay on whose worker says that it stands."""

    async def switch(cloud, seconds=SETTLED_SECONDS, state="live"):
        outlet = await house.db.write(actions.add_outlet, house.keys, "云", cloud, by="wang")
        await house.db.write(actions.switch_on, room, outlet)
        app.extensions["relays"].note(
            RelayMeasured(room=room, outlet=outlet, state=state, seconds=seconds, bitrate=1, gaps=0)
        )
        return outlet

    return switch


@pytest.fixture
def plays(app, room):
    async def ask(address):
        answer = await app.test_client().get(f"/api/v1/rooms/{room}", scope_base={"client": (address, 5)})
        return [one["via"] for one in (await answer.get_json())["play"]]

    return ask


async def test_who_is_far_gets_the_cloud_first_and_the_box_behind_it(plays, relay):
    outlet = await relay(SIGNED)
    assert await plays(FAR) == [outlet, "box"]


async def test_who_sits_in_the_shop_gets_the_box_first(plays, relay):
    outlet = await relay(SIGNED)
    assert await plays(NEAR) == ["box", outlet]


@pytest.mark.parametrize(("seconds", "state"), [(SETTLED_SECONDS - 1, "live"), (60, "waiting"), (60, "dialling")])
async def test_a_cloud_that_has_no_picture_yet_or_no_longer_is_not_offered(plays, relay, seconds, state):
    await relay(SIGNED, seconds, state)
    assert await plays(FAR) == ["box"]


async def test_a_relay_of_which_nothing_is_heard_any_more_is_not_offered(plays, relay, clock):
    await relay(SIGNED)
    await clock.advance(FRESH_SECONDS + 1)
    assert await plays(FAR) == ["box"]


async def test_a_channel_that_cannot_be_watched_is_not_offered(plays, relay):
    await relay(Plain(url="rtmp://x/y"))
    assert await plays(FAR) == ["box"]


async def test_a_private_room_is_played_by_a_cloud_only_with_signed_addresses(app, house, plays, relay, room):
    await relay(OPEN)
    signed = await relay(SIGNED)
    await house.db.write(rooms.change_room, room, "茶铺", "", public=False)
    async with app.test_request_context("/"):
        link = ticket(room, timedelta(hours=1))
    answer = await app.test_client().get(f"/api/v1/rooms/{room}?ticket={link}", scope_base={"client": (FAR, 5)})
    assert [one["via"] for one in (await answer.get_json())["play"]] == [signed, "box"]


@pytest.mark.parametrize(
    ("address", "networks", "near"),
    [
        ("192.168.1.20", "", True),
        ("127.0.0.1", "", True),
        ("fd00::1", "", True),
        ("8.8.8.8", "", False),
        ("8.8.8.8", "8.8.8.8/32", True),
        ("8.8.8.8", "2001:db8::/48, 8.8.8.0/24", True),
        ("8.8.8.8", "nonsense", False),
        ("<local>", "", False),
    ],
)
def test_the_shop_is_private_addresses_and_the_networks_it_names(address, networks, near):
    assert is_within(address, networks) is near
