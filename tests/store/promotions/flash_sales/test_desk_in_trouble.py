"""The desk when processes come and go, and when the database does."""

import asyncio

import pytest

from store.checkout.sweeping import sweep
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
