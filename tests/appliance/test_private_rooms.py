"""A private room tells nothing to who did not come by its link, at whatever address."""

import re
from datetime import timedelta

import pytest
from quart import Quart

from appliance.house import House
from appliance.identity import tokens
from appliance.identity.permissions import Role
from chat.manners import actions as manners
from media.broadcasts import actions
from store.play import actions as play
from store.play import drawing
from store.play.spec import NewRound, PrizeWanted

FOLLOWED = [(method, "/me/follows/{room}") for method in ("GET", "PUT", "DELETE")]
OF_SHOWS = ("shows/{show}/chapters", "last-show")
ASKED = [("GET", what) for what in ("comments", "shelf", "sales", "bargains", "rounds", "gifts")]
DONE = [("POST", what) for what in ("seat", "gifts", "shares", "reports")]


def sealed(house: House, purpose: tokens.Purpose, room: str = "", viewer: str = "m1") -> str:
    until = int((house.clock.now() + timedelta(hours=1)).timestamp())
    return tokens.sign(house.keys.derive("tokens"), tokens.Claims(purpose, viewer, until, room))


async def ask(app: Quart, house: House, method: str, address: str, **headers: str) -> int:
    return await call(app, house, method, f"/rooms/{address}", **headers)


async def call(app: Quart, house: House, method: str, path: str, body=None, **headers: str) -> int:
    bearer = {"authorization": f"Bearer {sealed(house, 'viewer')}", "idempotency-key": "once-0001"}
    answer = await app.test_client().open(f"/api/v1{path}", method=method, headers=bearer | headers, json=body)
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


@pytest.mark.parametrize("what", OF_SHOWS)
async def test_what_its_shows_hold_is_for_its_guests(app: Quart, house: House, private: str, what: str):
    assert await ask(app, house, "GET", f"{private}/{what.format(show='s1')}") == 403
    assert (
        await ask(app, house, "GET", f"{private}/{what.format(show='s1')}?ticket={sealed(house, 'play', private)}")
        != 403
    )


@pytest.mark.parametrize(("method", "what"), FOLLOWED)
async def test_following_it_asks_for_the_ticket_too(app: Quart, house: House, private: str, method: str, what: str):
    path, ticket = what.format(room=private), sealed(house, "play", private)
    assert await call(app, house, method, path) == 403
    assert await call(app, house, method, f"{path}?ticket={ticket}") == 200


LOTTERY = NewRound(kind="lottery", title="今晚的福袋", lasts=60, prizes=[PrizeWanted(kind="points", points=5, count=1)])


@pytest.fixture
async def drawn(house: House, private: str) -> str:
    """A round that is over, in which m2 took part and m1 did not."""
    opened = await house.db.write(play.open_round, house.keys, private, LOTTERY, by="lin")
    coming = [play.Coming(member="m2", name="小明", at=house.clock.now())]
    await house.db.write(play.enter, house.keys, opened, coming)
    await drawing.end(house.db, house.keys, opened)
    return opened


@pytest.mark.parametrize("what", ["", "/proof"])
async def test_its_rounds_and_their_proofs_are_for_its_guests_and_for_who_took_part(
    app: Quart, house: House, private: str, drawn: str, what: str
):
    path = f"/rounds/{drawn}{what}"
    assert await call(app, house, "GET", path) == 403
    assert await call(app, house, "GET", f"{path}?ticket={sealed(house, 'play', 'another')}") == 403
    assert await call(app, house, "GET", f"{path}?ticket={sealed(house, 'play', private)}") == 200
    mine = f"Bearer {sealed(house, 'viewer', viewer='m2')}"
    assert await call(app, house, "GET", path, authorization=mine) == 200


async def test_the_proof_of_an_open_rooms_round_asks_for_no_name(app: Quart, house: House, drawn: str, private: str):
    client = app.test_client()
    assert (await client.get(f"/api/v1/rounds/{drawn}/proof")).status_code == 403
    await house.db.write(actions.change_room, private, "茶铺", "", public=True)
    assert (await client.get(f"/api/v1/rounds/{drawn}/proof")).status_code == 200


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


async def test_no_address_of_a_room_for_viewers_is_forgotten(app: Quart, house: House, private: str):
    """Also those that come to be after this test."""
    asked = 0
    for rule in app.url_map.iter_rules():
        route = getattr(app.view_functions[rule.endpoint], "route", None)
        if route is None or not route.viewer or "<room>" not in rule.rule:
            continue
        path = re.sub(r"<\w+>", "x", rule.rule.removeprefix("/api/v1").replace("<room>", private))
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            asked += 1
            assert await call(app, house, method, path) == 403, (method, rule.rule)
    assert asked >= len(ASKED + DONE + FOLLOWED + list(OF_SHOWS))


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
