"""The desk when processes come and go, and when the database does."""

import asyncio

import pytest

from store.checkout.sweeping import sweep
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Ask
from store.promotions.flash_sales.desk import Desk
from tests.store.promotions.flash_sales.conftest import frame, seat


async def test_a_new_process_knows_what_was_won_before_it_came(on_sale, grab, database, bus, clock, rows):
    sale = await on_sale(quantity=2)
    await grab(sale, "m1", "m2")
    after = Desk(database, bus, clock, lambda: sweep(database))
    await after.look()
    assert [(await after.grab(seat(one), frame(sale))).state for one in ("m2", "m3")] == ["won", "queued"]
    await after.stop()
    assert (await rows(sale))["left"] == 0


async def test_two_processes_together_sell_no_piece_twice(on_sale, desk, database, bus, clock, rows):
    sale = await on_sale(quantity=5)
    other = Desk(database, bus, clock, lambda: sweep(database))
    await other.look()
    crowd = [(one, f"m{number}") for number in range(10) for one in (desk, other)]
    got = await asyncio.gather(*(one.grab(seat(f"{who}-{one is desk}"), frame(sale)) for one, who in crowd))
    await other.stop()
    assert [one.state for one in got].count("won") == 5
    assert (await rows(sale))["left"] == 0


async def test_a_database_that_is_away_loses_no_piece(on_sale, desk, grab, database, monkeypatch):
    sale = await on_sale(quantity=1)
    write = database.write

    async def fails(action, *args, **named):
        raise ConnectionError("away")

    monkeypatch.setattr(database, "write", fails)
    with pytest.raises(ConnectionError):
        await desk.grab(seat("m1"), frame(sale))
    monkeypatch.setattr(database, "write", write)
    assert await grab(sale, "m2") == ["won"]


@pytest.fixture
def waits_for_one(on_sale, grab, clock):
    """``await waits_for_one("m2", "m3")``: who was first lets his piece go, they wait in this order."""

    async def begin(*members: str, quantity: int = 1) -> str:
        sale = await on_sale(quantity=quantity)
        winners = [f"first{number}" for number in range(quantity)]
        assert await grab(sale, *winners) == ["won"] * quantity
        assert await grab(sale, *members) == ["queued"] * len(members)
        await clock.advance(301)
        return sale

    return begin


@pytest.fixture
def away(database, monkeypatch):
    """``away(True)``: nobody can claim, until ``away(False)``."""
    write = database.write
    gone = [False]

    async def unless_away(action, *args, **named):
        if gone[0] and action is actions.claim:
            raise ConnectionError("away")
        return await write(action, *args, **named)

    monkeypatch.setattr(database, "write", unless_away)
    return lambda is_away: gone.__setitem__(0, is_away)


async def served(desk, sale: str) -> None:
    """Look, and let the answers to those who wait come in."""
    await desk.look()
    await answers(desk._stalls[sale])


async def served_from(stall, left: int) -> None:
    """The same for a stall that believes in so many pieces."""
    stall._know(left, 0)
    stall.serve_queue()
    await answers(stall)


async def answers(stall) -> None:
    asked = list(stall._asking.values())
    assert asked
    await asyncio.gather(*asked, return_exceptions=True)


async def test_who_waits_keeps_the_place_when_the_database_is_away(waits_for_one, desk, away, rows):
    sale = await waits_for_one("m2", "m3", quantity=2)
    away(True)
    await served(desk, sale)
    assert list(desk._stalls[sale].queue) == ["m2", "m3"]
    assert desk._stalls[sale].queued == 2
    away(False)
    await served(desk, sale)
    assert [one for one in (await rows(sale))["claims"] if one[1] == "won"] == [("m2", "won"), ("m3", "won")]
    assert not desk._stalls[sale].queue


async def test_who_waits_keeps_the_place_when_another_process_took_the_piece(waits_for_one, desk, database):
    sale = await waits_for_one("m2")
    stall = desk._stalls[sale]
    await database.write(actions.lapse, 100)
    await database.write(actions.claim, sale, [Ask("thief")])
    await served_from(stall, left=1)  # as it was before the thief came
    assert list(stall.queue) == ["m2"]
    assert (await desk.grab(seat("m2"), frame(sale))).state == "queued"


async def test_who_waited_for_a_sale_that_is_over_waits_no_more(waits_for_one, desk, database):
    sale = await waits_for_one("m2")
    stall = desk._stalls[sale]
    await database.write(actions.end, sale, "staff")
    await served_from(stall, left=1)
    assert not stall.queue


async def test_who_waits_and_grabs_again_while_asked_for_hears_the_answer(waits_for_one, desk, database):
    sale = await waits_for_one("m2")
    await database.write(actions.lapse, 100)
    stall = desk._stalls[sale]
    stall._know(1, 0)
    stall.serve_queue()
    assert stall.queued == 0
    assert (await desk.grab(seat("m2"), frame(sale))).state == "won"
    assert not stall.queue
