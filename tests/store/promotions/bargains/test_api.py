"""Bargains over HTTP: staff open and end them; viewers begin, help, and order at the price reached."""

from datetime import timedelta

import pytest

from appliance.db import Database
from appliance.house import House
from appliance.identity import tokens
from appliance.identity.permissions import Role
from chat.manners import actions as manners
from media.broadcasts import actions as broadcasts

BARGAIN = {"sku": "s1", "floor_price": 990, "helpers": 4, "quantity": 5}
HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
CALLER = {"name": "李明", "phone": "13812345678"}


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def room(house: House, sells) -> str:
    await sells("s1")
    return (await house.db.write(broadcasts.open_room, house.keys, "一号直播间")).room


@pytest.fixture
async def colleague(app, house: House):
    """``ask = await colleague(Role.HOST)``: status and answer of what such a colleague asks."""
    await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")

    async def come(role: Role = Role.OPERATOR):
        cookie = await house.door.sign_in(role.value, await house.door.invite(role.value, "", role), "10.0.0.2", "")
        headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

        async def send(method: str, path: str, body=None):
            answer = await app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)
            return answer.status_code, await answer.get_json()

        return send

    return come


@pytest.fixture
async def ask(colleague):
    return await colleague()


@pytest.fixture
def begun(ask, room, viewer):
    """``haggle = await begun(helpers=2)``: the viewer has begun in the room's bargain."""

    async def begin(**more) -> dict:
        _, run = await ask("POST", f"/rooms/{room}/bargains", {**BARGAIN, **more})
        status, answer = await viewer.ask("POST", f"/bargains/{run['bargain']['bargain']}/haggles", x_device="phone1")
        assert status == 201, answer
        return answer

    return begin


async def test_staff_open_it_in_one_go_and_viewers_of_the_room_see_it(room, ask, viewer, clock):
    status, run = await ask("POST", f"/rooms/{room}/bargains", BARGAIN)
    assert (status, run["begun"], run["bargain"]["state"], run["bargain"]["start_price"]) == (201, 0, "open", 1990)
    (seen,) = (await viewer.get(f"/rooms/{room}/bargains"))["items"]
    assert (seen["floor_price"], seen["helpers"], seen["left"], seen["mine"]) == (990, 4, 5, None)
    assert (await viewer.get("/products/p-s1/bargains"))["items"] == []


async def test_one_that_is_asked_for_twice_is_opened_once_and_another_wish_is_another(room, ask):
    for path in (f"/rooms/{room}/bargains", "/bargains"):
        first, twin, other = [
            await ask("POST", path, {**BARGAIN, "key": key}) for key in ("tap" + path, "tap" + path, path)
        ]
        assert (first[0], twin[0], other[0]) == (201, 201, 201)
        assert twin[1]["bargain"]["bargain"] == first[1]["bargain"]["bargain"] != other[1]["bargain"]["bargain"]


async def test_the_shops_own_is_found_with_its_product(room, ask, viewer, clock):
    assert (await ask("POST", "/bargains", {**BARGAIN, "lasts_hours": 48, "hours": 12}))[0] == 201
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert (await ask("POST", "/bargains", {**BARGAIN, "opens_at": later}))[1]["bargain"]["state"] == "announced"
    (seen,) = (await viewer.get("/products/p-s1/bargains"))["items"]
    assert (seen["room"], seen["hours"]) == ("", 12)
    assert (await viewer.get(f"/rooms/{room}/bargains"))["items"] == []
    _, listed = await ask("GET", "/bargains")
    assert sorted(one["bargain"]["state"] for one in listed["items"]) == ["announced", "open"]


async def test_a_haggle_is_begun_shared_helped_and_seen_by_everybody(begun, enter, viewer, room, ask):
    mine = await begun()
    assert (mine["mine"], mine["helped"], mine["state"], len(mine["cuts"])) == (True, 1, "cutting", 1)
    friend = await enter()
    seen = await friend.get(f"/haggles/{mine['haggle']}")
    assert (seen["mine"], seen["order"], seen["name"]) == (False, None, mine["name"])
    status, done = await friend.ask("POST", f"/haggles/{mine['haggle']}/chops", x_device="phone2")
    assert (status, done["again"], done["haggle"]["price"]) == (201, False, mine["price"] - done["amount"])
    assert [one["mine"] for one in done["haggle"]["cuts"]] == [False, True]
    _, again = await friend.ask("POST", f"/haggles/{mine['haggle']}/chops", x_device="phone2")
    assert (again["again"], again["amount"]) == (True, done["amount"])
    (standing,) = (await viewer.get(f"/rooms/{room}/bargains"))["items"]
    assert (standing["mine"]["haggle"], standing["mine"]["helped"]) == (mine["haggle"], 2)
    _, run = await ask("GET", f"/rooms/{room}/bargains/whole")
    assert [(one["begun"], one["helped"], one["fresh"]) for one in run["items"]] == [(1, 1, 1)]


async def test_names_are_masked_and_nothing_tells_how_the_next_cuts_fall(begun, viewer, enter):
    assert (await viewer.ask("PATCH", "/me", {"nickname": "<b>王小明</b>"}))[0] == 200
    mine = await begun()
    assert mine["name"] == "<**"
    friend = await enter()
    seen = await friend.get(f"/haggles/{mine['haggle']}")
    assert not {"seed", "member", "device"} & (set(seen) | set(seen["cuts"][0]) | set(seen["bargain"]))


async def test_it_is_quoted_and_ordered_at_the_price_reached(begun, viewer, enter):
    mine = await begun(helpers=2)
    friend = await enter()
    await friend.ask("POST", f"/haggles/{mine['haggle']}/chops", x_device="phone2")
    now = await viewer.get(f"/haggles/{mine['haggle']}")
    assert (now["state"], now["price"]) == ("floor", 990)
    wish = {"claim": mine["haggle"], "delivery": "pickup", "contact": {"name": "李明", "phone": "13812345678"}}
    status, quoted = await viewer.ask("POST", "/quotes", wish)
    assert (status, quoted["quote"]["total"]) == (200, 990)
    status, placed = await viewer.ask("POST", "/orders", {**wish, "seen_total": 990}, key="a-key-of-the-tap")
    assert (status, placed["total"]) == (201, 990)
    after = await viewer.get(f"/haggles/{mine['haggle']}")
    assert (after["state"], after["order"]) == ("ordered", placed["order"])
    assert (await friend.get(f"/haggles/{mine['haggle']}"))["order"] is None


async def test_staff_end_it_and_cutting_is_refused_in_both_languages(begun, ask, enter):
    mine = await begun()
    status, run = await ask("DELETE", f"/bargains/{mine['bargain']['bargain']}")
    assert (status, run["bargain"]["state"]) == (200, "ended")
    friend = await enter()
    status, refused = await friend.ask("POST", f"/haggles/{mine['haggle']}/chops")
    assert (status, refused["title"]) == (409, "这个砍价活动已经结束了")
    path = f"/bargains/{mine['bargain']['bargain']}/haggles"
    assert (await friend.ask("POST", path, accept_language="en"))[1]["title"] == "This bargain is over"
    assert (await ask("DELETE", f"/bargains/{mine['bargain']['bargain']}"))[0] == 409


async def test_who_was_sent_out_of_the_room_neither_begins_nor_helps_there(begun, enter, house, room, viewer):
    mine = await begun()
    friend = await enter()
    member = (await friend.get("/me"))["id"]
    await house.db.write(manners.kick, room, member, "", by="lin")
    path = f"/haggles/{mine['haggle']}"
    for method, wanted in (
        ("GET", path), ("POST", f"{path}/chops"), ("POST", f"/bargains/{mine['bargain']['bargain']}/haggles"),
    ):  # fmt: skip
        assert (await friend.ask(method, wanted))[0] == 403


async def test_in_a_private_room_only_who_shows_its_ticket_begins_sees_and_helps(
    house, room, ask, viewer, enter, clock
):
    await house.db.write(broadcasts.change_room, room, "一号直播间", "", public=False)
    until = int((clock.now() + timedelta(hours=1)).timestamp())
    ticket = tokens.sign(house.keys.derive("tokens"), tokens.Claims("play", "m1", until, room))
    _, run = await ask("POST", f"/rooms/{room}/bargains", BARGAIN)
    begin = f"/bargains/{run['bargain']['bargain']}/haggles"
    assert (await viewer.ask("POST", begin))[0] == 403
    _, mine = await viewer.ask("POST", f"{begin}?ticket={ticket}")
    friend, page = await enter(), f"/haggles/{mine['haggle']}"
    assert [(await friend.ask(*asked))[0] for asked in (("GET", page), ("POST", f"{page}/chops"))] == [403, 403]
    assert (await friend.ask("GET", f"{page}?ticket={ticket}"))[0] == 200
    assert (await friend.ask("POST", f"{page}/chops?ticket={ticket}"))[0] == 201


async def test_who_is_signed_in_to_the_console_neither_begins_nor_cuts(begun, enter, house):
    mine, friend = await begun(), await enter()
    cookie = await house.door.sign_in("lin", await house.door.invite("lin", "", Role.OPERATOR), "10.0.0.2", "")
    session = {"cookie": f"jinbo_session={cookie}"}
    chops, before = f"/haggles/{mine['haggle']}/chops", mine["price"]
    begins = f"/bargains/{mine['bargain']['bargain']}/haggles"
    for path in (chops, begins):
        status, refused = await friend.ask("POST", path, x_device="phone2", **session)
        assert (status, refused["title"]) == (403, "这台设备登录着店里的后台，工作人员不能参加砍价")
    assert (await friend.get(f"/haggles/{mine['haggle']}"))["price"] == before
    assert (await friend.ask("POST", chops, x_device="phone2"))[0] == 201


async def test_what_is_not_there_is_said_plainly(viewer, ask, room):
    for method, path in (("GET", "/haggles/no"), ("POST", "/haggles/no/chops"), ("POST", "/bargains/no/haggles")):
        assert (await viewer.ask(method, path))[0] == 404
    assert (await ask("DELETE", "/bargains/no"))[0] == 404
    status, refused = await ask("POST", f"/rooms/{room}/bargains", {**BARGAIN, "floor_price": 1990})
    assert (status, refused["field"]) == (400, "floor_price")
    assert (await ask("POST", "/rooms/no/bargains", BARGAIN))[0] == 404


async def test_only_who_runs_the_shelf_opens_one_and_only_who_runs_promotions_sees_all(colleague, room, viewer):
    host = await colleague(Role.HOST)
    assert (await host("POST", f"/rooms/{room}/bargains", BARGAIN))[0] == 403
    assert (await host("GET", "/bargains"))[0] == 403
    assert (await host("POST", "/bargains/x/haggles"))[0] == 401
    assert (await viewer.ask("POST", f"/rooms/{room}/bargains", BARGAIN))[0] == 401


async def test_what_somebody_began_before_they_signed_in_to_the_console_staff_do_not_buy(
    begun, viewer, house: House, clock
):
    mine = await begun()
    cookie = await house.door.sign_in("li", await house.door.invite("li", "", Role.SERVICE), "10.0.0.2", "")
    wish = {"claim": mine["haggle"], "delivery": "pickup", "contact": CALLER}
    signed_in = {"cookie": f"jinbo_session={cookie}"}
    for path, body in (("/quotes", wish), ("/orders", {**wish, "seen_total": mine["price"]})):
        status, problem = await viewer.ask("POST", path, body, key="order-of-staff", **signed_in)
        assert (status, "退出后台再买" in problem["title"]) == (403, True), path
    assert (await viewer.ask("POST", "/quotes", wish))[0] == 200
    assert (await viewer.ask("POST", "/quotes", {"items": [{"sku": "s1", "quantity": 1}]}, **signed_in))[0] == 200
