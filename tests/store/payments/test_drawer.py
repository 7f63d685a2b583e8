"""The cash drawer: a shift begins and ends with a count."""

import asyncio

import pytest

from appliance.db import Database
from store.payments import actions, reads
from store.payments.problems import DrawerOpen, DrawerShut, NotThatMuchCash


async def test_what_is_missing_at_the_end_is_written_down(database: Database, books):
    await database.write(actions.open_drawer, "ann", 20000)
    await database.write(actions.move_cash, "ann", -15000, "存银行", "k1")
    assert await database.write(actions.close_drawer, "ann", 4900, "少一元") == -100
    assert await books() == {"bank": 15000, "drawer": 4900, "float": -20000, "variance": 100}
    async with database.read() as session:
        (shift,) = await reads.shifts(session)
        assert (shift.opening, shift.expected, shift.counted, shift.note) == (20000, 5000, 4900, "少一元")
        assert await reads.shift(session) is None


async def test_the_next_shift_begins_with_what_is_counted(database: Database, books):
    await database.write(actions.open_drawer, "ann", 20000)
    await database.write(actions.close_drawer, "ann", 20000, "")
    await database.write(actions.open_drawer, "bob", 30000)
    assert (await books())["drawer"] == 30000


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
