import pytest

from appliance.events import RelayMeasured
from appliance.identity.permissions import Role
from media.broadcasts import actions as rooms
from media.relay import actions
from media.relay.clouds import Tencent

CLOUD = Tencent(push_domain="push.example.com", push_key="a secret")


@pytest.fixture
async def room(house):
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def outlet(house):
    return await house.db.write(actions.add_outlet, house.keys, "腾讯云", CLOUD, by="wang")


@pytest.fixture
def as_(app, house):
    """``(await as_(Role.HOST))("PUT", address, body)``"""

    async def sign_in(role):
        await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
        password = await house.door.invite("colleague", "", role)
        cookie = await house.door.sign_in("colleague", password, "10.0.0.2", "")
        headers = {
            "cookie": f"jinbo_session={cookie}",
            "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40],
        }

        async def ask(method, address, body=None):
            return await app.test_client().open(f"/api/v1{address}", method=method, headers=headers, json=body)

        return ask

    return sign_in


async def test_the_control_room_switches_a_relay_and_sees_how_it_fares(app, as_, room, outlet):
    ask = await as_(Role.OPERATOR)
    [off] = (await (await ask("GET", f"/rooms/{room}/relays")).get_json())["items"]
    assert (off["title"], off["on"], off["state"]) == ("腾讯云", False, "off")
    assert (await ask("PUT", f"/rooms/{room}/relays/{outlet}", {"rendition": "720p"})).status_code == 200
    app.extensions["relays"].note(
        RelayMeasured(room=room, outlet=outlet, state="waiting", seconds=3, bitrate=0, gaps=2, reason="no route")
    )
    [on] = (await (await ask("GET", f"/rooms/{room}/relays")).get_json())["items"]
    assert (on["on"], on["rendition"], on["state"], on["gaps"], on["reason"]) == (
        True,
        "720p",
        "waiting",
        2,
        "no route",
    )
    assert (await ask("DELETE", f"/rooms/{room}/relays/{outlet}")).status_code == 200
    [off] = (await (await ask("GET", f"/rooms/{room}/relays")).get_json())["items"]
    assert off["on"] is False


async def test_no_answer_holds_a_secret(as_, room, outlet):
    ask = await as_(Role.OWNER)
    assert "secret" not in await (await ask("GET", f"/rooms/{room}/relays")).get_data(as_text=True)


async def test_who_only_sees_rooms_switches_nothing(as_, room, outlet):
    ask = await as_(Role.HOST)
    assert (await ask("GET", f"/rooms/{room}/relays")).status_code == 200
    assert (await ask("PUT", f"/rooms/{room}/relays/{outlet}", {})).status_code == 403
    assert (await ask("DELETE", f"/rooms/{room}/relays/{outlet}")).status_code == 403
