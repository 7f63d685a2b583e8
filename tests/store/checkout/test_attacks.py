"""Requests that no page of ours sends."""

import pytest

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
