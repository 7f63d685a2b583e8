from datetime import datetime, timedelta
from pathlib import Path

import pytest
from quart import Quart

from appliance.app import create_app
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.config import Config
from appliance.events import ViewersCounted
from appliance.house import House
from appliance.identity import tokens
from appliance.identity.permissions import Role
from media.broadcasts import actions

HOST = {"host": "192.0.2.7:8080"}


async def owner_headers(app: Quart, house: House, role: Role = Role.OWNER) -> dict[str, str]:
    """What a signed-in colleague's program sends."""
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    password = await house.door.invite("colleague", "", role)
    cookie = await house.door.sign_in("colleague", password, "10.0.0.2", "")
    return {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}


async def test_the_lobby_shows_what_is_live_and_what_is_coming(app: Quart, house: House, clock: ManualClock):
    live, coming, private, idle = [
        (await house.db.write(actions.open_room, house.keys, title, public=title != "私密")).room
        for title in ("直播", "预告", "私密", "空闲")
    ]
    await house.db.write(actions.air, live)
    await house.db.write(actions.air, private)
    await house.db.write(actions.schedule, coming, "明晚", clock.now() + timedelta(days=1))
    lobby = await (await app.test_client().get("/api/v1/rooms")).get_json()
    assert [(card["room"], card["state"]) for card in lobby["live"]] == [(live, "live")]
    assert [(card["room"], card["broadcast"]["title"]) for card in lobby["coming"]] == [(coming, "明晚")]
    assert datetime.fromisoformat(lobby["now"]) == house.clock.now()
    assert idle not in str(lobby)


async def test_a_room_says_where_it_plays_by_the_name_the_viewer_used(app: Quart, house: House):
    room = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    state = await (await app.test_client().get(f"/api/v1/rooms/{room}", headers=HOST)).get_json()
    assert state["state"] == "off"
    assert state["play"][0]["url"] == f"http://192.0.2.7:8081/live/{room}/index.m3u8"
    assert [one["name"] for one in state["play"][0]["qualities"]][:2] == ["auto", "source"]


@pytest.mark.parametrize(
    ("ladder", "names"),
    [
        ("auto", ["auto", "source", "720p", "480p", "360p"]),
        ("off", ["auto", "source"]),
        ("360", ["auto", "source", "360p"]),
    ],
)
async def test_a_viewer_is_offered_the_qualities_of_the_shops_own_ladder(
    sqlite_url: str, tmp_path: Path, bus: LocalBus, clock: ManualClock, *, ladder: str, names: list[str]
):
    app = create_app(Config(data=tmp_path / "shop", database=sqlite_url, ladder=ladder), bus=bus, clock=clock)
    async with app.test_app():
        house: House = app.extensions["jinbo"]
        room = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
        state = await (await app.test_client().get(f"/api/v1/rooms/{room}")).get_json()
    assert [one["name"] for one in state["play"][0]["qualities"]] == names


@pytest.mark.parametrize(
    ("used", "told"),
    [
        ("shop.local", "shop.local"),
        ("shop.local:8080", "shop.local"),
        ("[fd00::7]", "[fd00::7]"),
        ("[::1]:80", "[::1]"),
    ],
)
async def test_the_picture_is_at_the_name_the_viewer_used_however_it_is_written(
    app: Quart, house: House, used: str, told: str
):
    room = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    state = await (await app.test_client().get(f"/api/v1/rooms/{room}", headers={"host": used})).get_json()
    assert state["play"][0]["url"] == f"http://{told}:8081/live/{room}/index.m3u8"


async def test_a_private_room_plays_for_its_ticket_only(app: Quart, house: House, clock: ManualClock):
    room = (await house.db.write(actions.open_room, house.keys, "私密", public=False)).room
    client = app.test_client()
    assert (await client.get(f"/api/v1/rooms/{room}")).status_code == 403
    until = int(clock.now().timestamp()) + 60
    key = house.keys.derive("tokens")
    ticket = tokens.sign(key, tokens.Claims("play", "v", until, room))
    state = await (await client.get(f"/api/v1/rooms/{room}?ticket={ticket}")).get_json()
    assert f"/play/{ticket}/live/{room}/index.m3u8" in state["play"][0]["url"]
    for other in (("play", "v", until, "another"), ("viewer", "v", until, room), ("play", "v", until - 60, room)):
        wrong = tokens.sign(key, tokens.Claims(*other))
        assert (await client.get(f"/api/v1/rooms/{room}?ticket={wrong}")).status_code == 403
    assert (await client.get(f"/api/v1/rooms/{room}?ticket=junk")).status_code == 403


async def test_viewers_are_counted_for_as_long_as_the_count_is_fresh(
    app: Quart, house: House, clock: ManualClock, eventually
):
    room = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    client = app.test_client()

    async def viewers() -> int:
        return (await (await client.get(f"/api/v1/rooms/{room}")).get_json())["viewers"]

    house.bus.publish(ViewersCounted(room=room, viewers=42))

    async def counted() -> bool:
        return await viewers() == 42

    await eventually(counted)
    await clock.advance(31)
    assert await viewers() == 0


async def test_staff_open_rooms_and_plan_shows_by_program(app: Quart, house: House, clock: ManualClock):
    headers = await owner_headers(app, house)
    client = app.test_client()
    opened = await client.post("/api/v1/rooms", json={"title": "茶铺"}, headers=headers)
    assert opened.status_code == 201
    room = (await opened.get_json())["room"]
    plan = {"title": "今晚", "starts_at": clock.now().isoformat()}
    planned = await client.post(f"/api/v1/rooms/{room}/broadcasts", json=plan, headers=headers)
    show = (await planned.get_json())["broadcast"]
    assert (await client.delete(f"/api/v1/broadcasts/{show}/airing", headers=headers)).status_code == 409
    assert (await client.delete(f"/api/v1/broadcasts/{show}", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [({"title": ""}, 400), ({"title": 1}, 400), ({"name": "x"}, 400), ({"title": "x", "extra": 1}, 400)],
)
async def test_what_cannot_be_read_is_told_as_a_problem(app: Quart, house: House, body: dict, status: int):
    answer = await app.test_client().post("/api/v1/rooms", json=body, headers=await owner_headers(app, house))
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


async def test_a_host_may_plan_but_not_open_rooms(app: Quart, house: House, clock: ManualClock):
    room = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    headers = await owner_headers(app, house, Role.HOST)
    client = app.test_client()
    assert (await client.post("/api/v1/rooms", json={"title": "x"}, headers=headers)).status_code == 403
    plan = {"title": "今晚", "starts_at": clock.now().isoformat()}
    assert (await client.post(f"/api/v1/rooms/{room}/broadcasts", json=plan, headers=headers)).status_code == 201


async def test_a_colleagues_browser_is_a_viewers_browser_too(app: Quart, house: House):
    headers = await owner_headers(app, house)
    del headers["x-csrf-token"]
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "guest"}, headers=headers)
    assert answer.status_code == 201


async def test_a_colleagues_browser_is_not_led_by_another_site(app: Quart, house: House):
    headers = await owner_headers(app, house)
    del headers["x-csrf-token"]
    assert (await app.test_client().post("/api/v1/rooms", json={"title": "x"}, headers=headers)).status_code == 403
