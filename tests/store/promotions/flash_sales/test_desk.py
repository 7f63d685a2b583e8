"""The desk in `live`: who comes first is let in from memory, rows decide, and what comes back is offered in order."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import event

from appliance.db import Database
from appliance.events import (
    FlashSaleAnnounced,
    FlashSaleCounted,
    FlashSaleEnded,
    FlashSaleOpened,
    FlashSaleRestocked,
)
from store.checkout.sweeping import sweep
from store.orders import actions as orders
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.desk import Desk
from store.promotions.flash_sales.problems import (
    BoughtAlready,
    FlashSaleNotFound,
    FlashSaleNotOpen,
    FlashSaleOver,
    LogInToGrab,
    StaffMayNotGrab,
    TooManyAtOnce,
)
from tests.store.promotions.flash_sales.conftest import COUNTDOWN, claims, frame, seat


async def test_who_comes_first_is_served_and_who_comes_last_may_wait_or_go(on_sale, grab, rows):
    sale = await on_sale(quantity=2)
    answers = await grab(sale, "m1", "m2", "m3", "m4", "m5")
    assert answers == ["won", "won", "queued", "queued", "sold-out"]
    assert (await rows(sale))["claims"] == [("m1", "won"), ("m2", "won")]


async def test_the_answer_to_a_winner_says_until_when(on_sale, desk, clock, heard):
    sale = await on_sale()
    got = await desk.grab(seat("m1"), frame(sale))
    assert (got.state, got.claim, got.quantity) == ("won", claims(heard)["m1"], 1)
    assert got.until == clock.now() + timedelta(minutes=5)


async def test_who_taps_twice_has_one_piece(on_sale, grab, rows):
    sale = await on_sale(quantity=2)
    assert await grab(sale, "m1", "m1", "m2") == ["won", "won", "won"]
    assert await grab(sale, "m1") == ["won"]
    found = await rows(sale)
    assert (found["left"], len(found["claims"])) == (0, 2)


async def test_to_be_told_that_all_is_gone_costs_no_database_work(on_sale, grab, database: Database):
    sale = await on_sale(quantity=1)
    await grab(sale, "m1", "m2")
    statements: list[str] = []
    for engine in (database._writer._engine, database._readers._engine):
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert await grab(sale, *(f"late{number}" for number in range(50))) == ["sold-out"] * 50
    assert await grab(sale, "m1", "m2") == ["won", "queued"]
    assert statements == []


async def test_a_crowd_is_one_write(on_sale, grab, desk, database, monkeypatch):
    sale = await on_sale(quantity=5)
    written = []
    write = database.write

    async def count(action, *args, **named):
        written.append(action)
        return await write(action, *args, **named)

    monkeypatch.setattr(database, "write", count)
    assert (await grab(sale, *(f"m{number}" for number in range(5)))) == ["won"] * 5
    assert written == [actions.claim]


async def test_nobody_is_let_in_before_the_moment(announced, desk, clock):
    sale = await announced()
    await desk.look()
    with pytest.raises(FlashSaleNotOpen):
        await desk.grab(seat("m1"), frame(sale))
    await clock.advance(COUNTDOWN)
    assert (await desk.grab(seat("m1"), frame(sale))).state == "won"


async def test_the_moment_is_told_and_so_is_the_end(announced, desk, clock, heard, rows):
    sale = await announced(quantity=2)
    assert await desk.look() == 1
    await clock.advance(2.5)
    assert await desk.look() == 0.5
    await clock.advance(0.5)
    await desk.look()
    assert [one.sale for one in heard(FlashSaleOpened)] == [sale]
    await clock.advance(20 * 60)
    with pytest.raises(FlashSaleOver):
        await desk.grab(seat("m1"), frame(sale))
    await desk.look()
    assert [(one.sale, one.reason) for one in heard(FlashSaleEnded)] == [(sale, "time")]
    assert await desk.look() == 5
    with pytest.raises(FlashSaleOver):
        await desk.grab(seat("m1"), frame(sale))
    assert (await rows(sale))["returned"] == 2


async def test_pieces_that_nobody_orders_go_to_who_waits(on_sale, grab, desk, clock, heard, rows, eventually):
    sale = await on_sale(quantity=2)
    assert await grab(sale, "m1", "m2", "m3", "m4") == ["won", "won", "queued", "queued"]
    await clock.advance(5 * 60)
    await desk.look()
    await eventually(lambda: set(claims(heard)) == {"m1", "m2", "m3", "m4"})
    assert (await rows(sale))["claims"] == [("m1", "lapsed"), ("m2", "lapsed"), ("m3", "won"), ("m4", "won")]
    assert heard(FlashSaleRestocked) == []
    assert await grab(sale, "m3", "m5") == ["won", "queued"]


async def test_nobody_overtakes_who_waits(on_sale, grab, desk, clock, heard, database, eventually):
    sale = await on_sale(quantity=1)
    assert await grab(sale, "m1", "m2") == ["won", "queued"]
    await clock.advance(5 * 60)
    await database.write(actions.lapse)
    await desk._see()
    assert await grab(sale, "m3") == ["sold-out"]
    await desk.look()
    await eventually(lambda: set(claims(heard)) == {"m1", "m2"})


async def test_pieces_that_nobody_waited_for_are_told_to_everybody(on_sale, grab, desk, clock, heard):
    sale = await on_sale(quantity=1)
    await grab(sale, "m1")
    await clock.advance(5 * 60)
    await desk.look()
    await desk.look()
    assert [(one.sale, one.left) for one in heard(FlashSaleRestocked)] == [(sale, 1)]
    assert await grab(sale, "m2") == ["won"]


async def test_an_order_that_is_not_paid_in_time_gives_its_piece_to_the_next(
    on_sale, grab, desk, clock, heard, pays, eventually, rows
):
    sale = await on_sale(quantity=1)
    await grab(sale, "m1", "m2")
    await clock.advance(60)
    await pays("m1", claims(heard)["m1"], paid=False)
    await clock.advance(4 * 60)
    await desk.look()
    await eventually(lambda: "m2" in claims(heard))
    assert (await rows(sale))["claims"] == [("m1", "lapsed"), ("m2", "won")]


async def test_an_order_that_is_taken_back_gives_its_piece_back_at_once(
    on_sale, grab, desk, database, heard, pays, eventually
):
    sale = await on_sale(quantity=1)
    await grab(sale, "m1")
    running = asyncio.create_task(desk.run())
    await asyncio.sleep(0)
    order = await pays("m1", claims(heard)["m1"], paid=False)
    await database.write(orders.close, order, "buyer")
    await eventually(lambda: heard(FlashSaleRestocked))
    assert await grab(sale, "m1") == ["won"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_when_all_is_paid_it_is_over(on_sale, grab, desk, heard, pays):
    sale = await on_sale(quantity=2)
    await grab(sale, "m1", "m2")
    await pays("m1", claims(heard)["m1"])
    await desk.look()
    assert heard(FlashSaleEnded) == []
    await pays("m2", claims(heard)["m2"])
    await desk.look()
    assert [one.reason for one in heard(FlashSaleEnded)] == ["sold-out"]


async def test_who_has_bought_does_not_win_again(on_sale, grab, desk, clock, heard, pays):
    sale = await on_sale(quantity=3)
    await grab(sale, "m1")
    await pays("m1", claims(heard)["m1"])
    await clock.advance(6 * 60)
    with pytest.raises(BoughtAlready):
        await desk.grab(seat("m1"), frame(sale))


async def test_several_pieces_are_one_claim_within_the_limit_and_what_is_left(on_sale, desk, rows):
    sale = await on_sale(quantity=3, per_member=2)
    got = [await desk.grab(seat(member), frame(sale, 2)) for member in ("m1", "m2", "m3")]
    assert [(one.state, one.quantity) for one in got] == [("won", 2), ("won", 1), ("queued", 0)]
    for wrong in (0, 3):
        with pytest.raises(TooManyAtOnce):
            await desk.grab(seat("m4"), frame(sale, wrong))
    assert (await rows(sale))["left"] == 0


async def test_a_sale_for_members_is_for_who_has_logged_in(on_sale, desk, heard):
    sale = await on_sale(members=True)
    assert [told.members for told in heard(FlashSaleAnnounced)] == [True]
    with pytest.raises(LogInToGrab):
        await desk.grab(seat("g1"), frame(sale))
    member = msgspec.structs.replace(seat("m1"), known=True)
    assert (await desk.grab(member, frame(sale))).state == "won"


async def test_everybody_sees_how_many_are_left(on_sale, grab, desk, heard):
    sale = await on_sale(quantity=2)
    await grab(sale, "m1", "m2", "m3")
    await desk.look()
    told = [(one.sale, one.left, one.queued) for one in heard(FlashSaleCounted)]
    assert (told[0], told[-1]) == ((sale, 2, 0), (sale, 0, 1))


async def test_a_grab_that_ran_into_the_end_is_told_so(on_sale, desk, database):
    sale = await on_sale()
    await database.write(actions.end, sale, "staff")
    with pytest.raises(FlashSaleOver):
        await desk.grab(seat("m1"), frame(sale))


async def test_the_next_desk_knows_what_ended_under_the_first(on_sale, database, bus, clock):
    sale = await on_sale()
    await database.write(actions.end, sale, "staff")
    born_again = Desk(database, bus, clock, lambda: sweep(database))
    await born_again.remember()
    with pytest.raises(FlashSaleOver):
        await born_again.grab(seat("m1"), frame(sale))


async def test_a_grab_at_nothing_is_refused(on_sale, desk):
    sale = await on_sale()
    with pytest.raises(FlashSaleNotFound):
        await desk.grab(seat("m1"), frame("none"))
    with pytest.raises(FlashSaleNotFound):
        await desk.grab(seat("m1", room="another"), frame(sale))
    with pytest.raises(StaffMayNotGrab):
        await desk.grab(seat("staff:lin", role="staff"), frame(sale))
    for body in (b'{"type":"grab"}', b'{"type":"grab","sale":7}', b'{"type":"grab","sale":"a","quantity":"x"}'):
        with pytest.raises(msgspec.ValidationError):
            await desk.grab(seat("m1"), body)
