"""流程单: minutes for what is on the shelf, and what a show has explained already."""

import pytest

from appliance.events import RunSheetPlanned
from store.shelf import actions, reads
from store.shelf.problems import MinutesUnusable, ShelfMovedOn
from tests.store.shelf.conftest import ROOM


async def minutes(database, clock):
    async with database.read() as session:
        return [one.minutes for one in await reads.on_shelf(session, ROOM, clock.now())]


async def told(database):
    async with database.read() as session:
        return [one.product for one in await reads.told(session, ROOM)]


async def test_what_is_put_on_the_shelf_has_no_minutes_until_somebody_plans_them(database, shelved, clock, heard):
    await shelved("s1", "s2", "s3")
    assert await minutes(database, clock) == [0, 0, 0]
    await database.write(actions.plan, ROOM, {"p-s1": 5, "p-s3": 10})
    assert await minutes(database, clock) == [5, 0, 10]
    assert [fact.room for fact in heard(RunSheetPlanned)] == [ROOM]


async def test_what_a_new_plan_leaves_out_is_open_again(database, shelved, clock):
    await shelved("s1", "s2")
    await database.write(actions.plan, ROOM, {"p-s1": 5, "p-s2": 5})
    await database.write(actions.plan, ROOM, {"p-s2": 7})
    assert await minutes(database, clock) == [0, 7]


async def test_minutes_move_with_their_product(database, shelved, clock):
    await shelved("s1", "s2")
    await database.write(actions.plan, ROOM, {"p-s1": 5})
    await database.write(actions.arrange, ROOM, ["p-s2", "p-s1"])
    await database.write(actions.put, ROOM, "p-s1", {"s1": 990})
    assert await minutes(database, clock) == [0, 5]


@pytest.mark.parametrize("wrong", [-1, 241, 10**9])
async def test_minutes_that_no_show_has_are_refused(database, shelved, clock, wrong):
    await shelved("s1")
    with pytest.raises(MinutesUnusable):
        await database.write(actions.plan, ROOM, {"p-s1": wrong})
    assert await minutes(database, clock) == [0]


async def test_what_was_taken_off_meanwhile_is_not_planned(database, shelved):
    await shelved("s1")
    with pytest.raises(ShelfMovedOn):
        await database.write(actions.plan, ROOM, {"p-s9": 5})


async def test_what_was_explained_counts_for_the_show_that_is_on_air_alone(database, shelved, clock):
    await shelved("s1", "s2")
    await database.write(actions.begin_show, ROOM, "b1", clock.now())
    await database.write(actions.pin, ROOM, "p-s2", "lin")
    await clock.advance(60.0)
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    assert await told(database) == ["p-s2", "p-s1"]
    await database.write(actions.end_show, ROOM, "b1", clock.now())
    assert await told(database) == []
