"""The cash drawer: a shift begins and ends with a count."""

import asyncio
import threading

import pytest
from sqlalchemy import select

from appliance.db import Database
from store.payments import actions, reads
from store.payments.models import Drawer
from store.payments.problems import CashGone, DrawerOpen, DrawerShut, NotThatMuchCash, ReasonMissing


async def test_what_is_missing_at_the_end_is_written_down(database: Database, books):
    await database.write(actions.open_drawer, "ann", 20000)
    await database.write(actions.move_cash, "ann", -15000, "存银行", "k1")
    assert await database.write(actions.close_drawer, "ann", 4900, "少一元") == -100
    assert await books() == {"bank": 15000, "drawer": 4900, "float": -20000, "variance": 100}
    async with database.read() as session:
        shift = (await reads.shifts(session))[0].drawer
        assert (shift.opening, shift.expected, shift.counted, shift.note) == (20000, 5000, 4900, "少一元")
        assert await reads.shift(session) is None


@pytest.mark.parametrize("counted", [19900, 20100])
async def test_a_count_that_is_not_the_books_needs_a_reason(database: Database, books, counted):
    await database.write(actions.open_drawer, "ann", 20000)
    with pytest.raises(ReasonMissing):
        await database.write(actions.close_drawer, "ann", counted, "")
    async with database.read() as session:
        assert await reads.shift(session) is not None
    assert (await books())["drawer"] == 20000


async def test_the_next_shift_begins_with_what_is_counted(database: Database, books):
    await database.write(actions.open_drawer, "ann", 20000)
    await database.write(actions.close_drawer, "ann", 20000, "")
    await database.write(actions.open_drawer, "bob", 30000)
    assert (await books())["drawer"] == 30000


async def test_what_is_missing_since_the_shift_before_needs_a_reason_and_stays_in_sight(
    database: Database, books, clock
):
    await database.write(actions.open_drawer, "ann", 80000)
    await database.write(actions.close_drawer, "ann", 80000, "")
    await clock.advance(60)
    with pytest.raises(CashGone):
        await database.write(actions.open_drawer, "bob", 30000)
    await database.write(actions.open_drawer, "bob", 30000, "早上来就少了")
    assert await books() == {"drawer": 30000, "float": -80000, "variance": 50000}
    await database.write(actions.close_drawer, "bob", 29900, "又少一元")
    assert await books() == {"drawer": 29900, "float": -80000, "variance": 50100}
    async with database.read() as session:
        shifts = await reads.shifts(session)
    assert [(one.between, one.drawer.note) for one in shifts] == [(-50000, "早上来就少了；又少一元"), (0, "")]


async def test_the_shop_has_one_drawer_however_many_open_it_at_once(database: Database):
    opened = await asyncio.gather(
        *(database.write(actions.open_drawer, f"clerk{n}", 100) for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, DrawerOpen) for one in opened) == 5


async def test_a_shut_drawer_gives_nothing_and_an_open_one_what_is_in_it(database: Database):
    with pytest.raises(DrawerShut):
        await database.write(actions.move_cash, "ann", 100, "", "k")
    with pytest.raises(DrawerShut):
        await database.write(actions.close_drawer, "ann", 100, "")
    await database.write(actions.open_drawer, "ann", 100)
    with pytest.raises(NotThatMuchCash):
        await database.write(actions.move_cash, "ann", -101, "", "k")
    for _ in range(2):
        await database.write(actions.move_cash, "ann", -60, "", "k")
    assert await database.write(actions.close_drawer, "ann", 40, "") == 0


@pytest.mark.parametrize("first", ["take", "close"])
async def test_money_that_is_taken_while_the_drawer_closes_is_counted_or_refused(
    database: Database, sells, buys, bought, books, first
):
    await sells()
    order = await buys({"s1": 1})
    await database.write(actions.open_drawer, "ann", 20000)
    met, waited = threading.Barrier(2), set[str]()

    def both_look(tx, action, *args):
        """On a server both see the open drawer before either writes; SQLite has one writer."""
        tx.execute(select(Drawer.slot)).all()
        if tx._connection.dialect.name == "postgresql" and action.__name__ not in waited:
            waited.add(action.__name__)
            met.wait(10)
        return action(tx, *args)

    ways = {"take": (actions.take, order, "cash", 1990, "ann"), "close": (actions.close_drawer, "ann", 20000, "少了")}
    named = sorted(ways, key=lambda way: way != first)
    answers = dict(
        zip(
            named,
            await asyncio.gather(*(database.write(both_look, *ways[one]) for one in named), return_exceptions=True),
            strict=True,
        )
    )
    async with database.read() as session:
        shift = (await reads.shifts(session))[0].drawer
    paid = (await bought(order)).order.payment == "paid"
    assert (answers["take"] == "paid") is paid
    assert isinstance(answers["take"], DrawerShut) is not paid
    assert (shift.expected, answers["close"]) == ((21990, -1990) if paid else (20000, 0))
    assert (await books())["drawer"] == 20000
