"""Requests that no page of ours sends."""

import pytest
from quart import Quart

from appliance.house import House

KEY = "a-key-of-the-tap"
WHO = {"name": "李明", "phone": "13812345678"}
NUMBERS = [0, -1, -(2**63), 1000, 2**31, 2**64, 10**30, 1.5, "1", None, [], {}]


@pytest.mark.parametrize("quantity", NUMBERS, ids=str)
async def test_a_number_of_pieces_that_nobody_can_want_is_refused(sells, viewer, quantity):
    await sells()
    wanted = {"items": [{"sku": "s1", "quantity": quantity}], "delivery": "pickup"}
    assert (await viewer.ask("POST", "/quotes", wanted))[0] == 400
    assert (await viewer.ask("POST", "/orders", {**wanted, "seen_total": 0}, KEY))[0] == 400
    assert (await viewer.ask("PUT", "/cart/s1", {"quantity": quantity}))[0] == 400


async def test_the_same_goods_stand_once_in_a_quote_and_there_are_not_too_many(sells, viewer):
    await sells()
    twice = [{"sku": "s1", "quantity": 1}] * 2
    many = [{"sku": f"s{number}", "quantity": 1} for number in range(101)]
    for items in (twice, many):
        assert (await viewer.ask("POST", "/quotes", {"items": items}))[0] == 400
        assert (await viewer.ask("POST", "/orders", {"items": items, "seen_total": 0}, KEY))[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/cart/selection", {"skus": ["s1"] * 1001}),
        ("POST", "/quotes", {"items": [{"sku": "s1", "quantity": 1}], "coupons": ["c1"] * 101}),
        ("POST", "/orders", {"seen_total": 0, "confirmed_exceptions": ["s1"] * 101}),
    ],
)
async def test_a_list_longer_than_anybody_needs_never_reaches_the_database(
    sells, viewer, house: House, monkeypatch, method, path, body
):
    await sells()
    for way in ("write", "ask", "read"):
        monkeypatch.setattr(house.db, way, None)
    status, problem = await viewer.ask(method, path, body, KEY)
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:bad-input")


async def test_a_cart_that_took_in_a_guests_is_longer_and_still_selected(sells, viewer):
    await sells()
    await viewer.ask("PUT", "/cart/s1", {"quantity": 1})
    status, cart = await viewer.ask("PUT", "/cart/selection", {"skus": [f"s{number}" for number in range(200)]})
    assert (status, cart["items"][0]["selected"]) == (200, True)


async def test_rooms_of_too_many_goods_are_not_even_looked_up(sells, viewer, app: Quart):
    asked: list[str] = []

    async def enter(room: str, viewer: str) -> None:
        asked.append(room)

    app.extensions["enter"] = enter
    items = [{"sku": "s1", "quantity": 1, "room": f"r{number}"} for number in range(101)]
    assert (await viewer.ask("POST", "/quotes", {"items": items}))[0] == 400
    assert (await viewer.ask("POST", "/orders", {"items": items, "seen_total": 0}, KEY))[0] == 400
    assert asked == []


@pytest.mark.parametrize("seen", [0, -1, 1989, 10**30])
@pytest.mark.parametrize("points", [0, -2, 10**30])
async def test_a_forged_total_buys_nothing(sells, viewer, seen: int, points: int):
    await sells()
    wanted = {"items": [{"sku": "s1", "quantity": 1}], "delivery": "pickup", "contact": WHO}
    status, answer = await viewer.ask("POST", "/orders", {**wanted, "seen_total": seen, "points": points}, KEY)
    assert (status, answer["quote"]["total"]) == (409, 1990)


@pytest.mark.parametrize("room", ["../x", "\0", "x" * 41, "=1+1"])
async def test_a_room_that_cannot_be_is_not_kept(sells, viewer, room: str):
    await sells()
    assert (await viewer.ask("PUT", "/cart/s1", {"quantity": 1, "room": room}))[0] == 400
