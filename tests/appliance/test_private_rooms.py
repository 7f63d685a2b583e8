"""A private room tells nothing to who did not come by its link, at whatever address."""

from datetime import timedelta

import pytest
from quart import Quart

from appliance.house import House
from appliance.identity import tokens
from appliance.identity.permissions import Role
from chat.manners import actions as manners
from media.broadcasts import actions

ASKED = [("GET", what) for what in ("comments", "shelf", "sales", "rounds", "gifts")]
DONE = [("POST", what) for what in ("seat", "gifts", "shares")]


def sealed(house: House, purpose: tokens.Purpose, room: str = "") -> str:
    until = int((house.clock.now() + timedelta(hours=1)).timestamp())
    return tokens.sign(house.keys.derive("tokens"), tokens.Claims(purpose, "m1", until, room))


async def ask(app: Quart, house: House, method: str, address: str, **headers: str) -> int:
    bearer = {"authorization": f"Bearer {sealed(house, 'viewer')}", "idempotency-key": "once-0001"}
    answer = await app.test_client().open(f"/api/v1/rooms/{address}", method=method, headers=bearer | headers)
    return answer.status_code


@pytest.fixture
async def private(house: House) -> str:
    return (await house.db.write(actions.open_room, house.keys, "私密", public=False)).room


@pytest.mark.parametrize(("method", "what"), ASKED + DONE)
async def test_without_the_ticket_nothing_is_told(app: Quart, house: House, private: str, method: str, what: str):
    for query in ("", "?ticket=junk", f"?ticket={sealed(house, 'play', 'another')}"):
        assert await ask(app, house, method, f"{private}/{what}{query}") == 403


@pytest.mark.parametrize(("method", "what"), ASKED)
async def test_its_ticket_opens_every_address(app: Quart, house: House, private: str, method: str, what: str):
    ticket = sealed(house, "play", private)
    assert await ask(app, house, method, f"{private}/{what}?ticket={ticket}") == 200


@pytest.mark.parametrize(("method", "what"), ASKED)
async def test_a_public_room_asks_for_none(app: Quart, house: House, method: str, what: str):
    public = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    assert await ask(app, house, method, f"{public}/{what}") == 200
    assert await ask(app, house, method, f"nowhere/{what}") == 404


async def test_a_colleague_is_let_through(app: Quart, house: House, private: str):
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    cookie = await house.door.sign_in("a1", await house.door.invite("a1", "小陈", Role.HOST), "10.0.0.2", "")
    for method, what in ASKED:
        assert await ask(app, house, method, f"{private}/{what}", cookie=f"jinbo_session={cookie}") == 200


def test_no_address_of_a_room_for_viewers_is_forgotten(app: Quart):
    known = {(method, f"/api/v1/rooms/<room>/{what}") for method, what in ASKED + DONE}
    for rule in app.url_map.iter_rules():
        route = getattr(app.view_functions[rule.endpoint], "route", None)
        if route is not None and route.viewer and rule.rule.startswith("/api/v1/rooms/<room>"):
            assert {(method, rule.rule) for method in rule.methods - {"HEAD", "OPTIONS"}} <= known


@pytest.mark.parametrize(("method", "what"), ASKED + DONE)
async def test_who_was_banned_enters_no_room_by_any_address(app: Quart, house: House, method: str, what: str):
    public = (await house.db.write(actions.open_room, house.keys, "茶铺")).room
    await house.db.write(manners.ban, "m1", "小满", minutes=None, reason="", by="lin")
    assert await ask(app, house, method, f"{public}/{what}") == 403
    await house.db.write(manners.free, "ban", "", "m1", "lin")
    assert await ask(app, house, method, f"{public}/{what}") != 403


async def test_who_was_sent_out_of_one_room_may_enter_another(app: Quart, house: House):
    here, there = [(await house.db.write(actions.open_room, house.keys, name)).room for name in ("茶铺", "药铺")]
    await house.db.write(manners.kick, here, "m1", "小满", by="lin")
    assert await ask(app, house, "GET", f"{here}/shelf") == 403
    assert await ask(app, house, "GET", f"{there}/shelf") == 200
