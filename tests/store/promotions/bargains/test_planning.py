"""A bargain is opened with terms that can hold, and ended by the clock or by staff."""

from datetime import timedelta

import pytest

from appliance.events import BargainEnded, BargainOpened
from store.catalogue.actions import SkuNotFound
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Plan
from store.promotions.bargains.problems import (
    BargainMovedOn,
    BargainNotFound,
    BargainNotOpen,
    BargainOver,
    BargainTimeUnusable,
    FloorUnusable,
    GoodsNotBargained,
    HaggleOver,
    HelpersUnusable,
    PiecesUnusable,
    TooManyBargains,
)
from store.promotions.sweeping import sweep
from store.shelf.actions import open_bargain
from tests.store.promotions.bargains.conftest import FLOOR, HOURS, ROOM, START


async def test_it_is_open_at_once_and_its_room_hears_of_it(opened, bargain_row, heard):
    found = await bargain_row(await opened())
    assert (found.state, found.start_price, found.floor_price, found.left) == ("open", START, FLOOR, 5)
    (fact,) = heard(BargainOpened)
    assert (fact.room, fact.bargain, fact.start_price, fact.helpers) == (ROOM, found.id, START, 4)


@pytest.mark.parametrize(
    ("wrong", "problem", "field"),
    [
        ({"floor_price": 0}, FloorUnusable, "floor_price"),
        ({"floor_price": START}, FloorUnusable, "floor_price"),
        ({"floor_price": START - 3}, FloorUnusable, "floor_price"),
        ({"helpers": 1}, HelpersUnusable, "helpers"),
        ({"helpers": 51}, HelpersUnusable, "helpers"),
        ({"per_helper": 0}, HelpersUnusable, "per_helper"),
        ({"per_helper": 21}, HelpersUnusable, "per_helper"),
        ({"quantity": 0}, PiecesUnusable, "quantity"),
        ({"quantity": 11}, PiecesUnusable, "quantity"),
        ({"hours": 0}, BargainTimeUnusable, "hours"),
        ({"hours": 73}, BargainTimeUnusable, "hours"),
        ({"lasts": timedelta(minutes=59)}, BargainTimeUnusable, "lasts"),
        ({"lasts": timedelta(days=91)}, BargainTimeUnusable, "lasts"),
    ],
)
async def test_terms_that_cannot_hold_are_refused_beside_their_field(opened, wrong, problem, field):
    with pytest.raises(problem) as refused:
        await opened(**wrong)
    assert refused.value.facts["field"] == field


async def test_it_does_not_open_in_the_past_nor_in_a_far_future(opened, clock):
    await opened(pieces=10)
    for moment in (clock.now() - timedelta(seconds=1), clock.now() + timedelta(days=31)):
        with pytest.raises(BargainTimeUnusable):
            await opened(stocked=True, opens_at=moment)


async def test_what_is_not_on_sale_is_not_haggled_for(opened, sells):
    await sells("s1", state="draft")
    with pytest.raises(GoodsNotBargained):
        await opened(stocked=True)
    with pytest.raises(SkuNotFound):
        await opened(stocked=True, sku="none")


async def test_a_room_has_a_limit_of_bargains_that_go_on(opened):
    await opened()
    for _ in range(19):
        await opened(stocked=True)
    with pytest.raises(TooManyBargains):
        await opened(stocked=True)
    await opened(stocked=True, room="")


async def test_the_shop_opens_it_at_what_anybody_pays_now(database, sells, bargain_row):
    await sells("s1")
    plan = Plan(sku="s1", floor_price=FLOOR, helpers=4, quantity=2)
    assert (await bargain_row(await database.write(open_bargain, plan, "lin"))).start_price == START


async def test_one_that_is_planned_opens_at_its_time_and_is_told_of_then(
    opened, begins, database, clock, bargain_row, heard
):
    bargain = await opened(opens_at=clock.now() + timedelta(hours=1))
    with pytest.raises(BargainNotOpen):
        await begins(bargain)
    await sweep(database)
    assert ((await bargain_row(bargain)).state, heard(BargainOpened)) == ("announced", [])
    await clock.advance(HOURS)
    assert await begins(bargain)
    await sweep(database)
    await sweep(database)
    assert ((await bargain_row(bargain)).state, len(heard(BargainOpened))) == ("open", 1)


async def test_after_its_time_nobody_begins_and_what_was_begun_goes_on(
    begun, begins, cuts, database, clock, bargain_row, heard, row
):
    bargain, haggle = await begun(lasts=timedelta(hours=2))
    await clock.advance(2 * HOURS)
    with pytest.raises(BargainOver):
        await begins(bargain, "m2")
    await sweep(database)
    await sweep(database)
    assert [(one.bargain, one.reason) for one in heard(BargainEnded)] == [(bargain, "time")]
    await cuts(haggle, "m2")
    assert ((await bargain_row(bargain)).state, (await row(haggle)).helped) == ("ended", 2)


async def test_when_staff_end_it_nobody_cuts_and_the_price_reached_holds(
    begun, begins, cuts, takes, database, heard, clock
):
    bargain, haggle = await begun()
    await database.write(actions.end, bargain, "staff")
    with pytest.raises(BargainOver):
        await cuts(haggle, "m2")
    with pytest.raises(BargainOver):
        await begins(bargain, "m2")
    async with database.read() as session:
        whole = await reads.whole(session, haggle)
    assert reads.haggle_word(whole.haggle, whole.bargain, clock.now()) == "stopped"
    assert await takes(haggle)
    assert [one.reason for one in heard(BargainEnded)] == ["staff"]


async def test_it_ends_once(opened, database):
    bargain = await opened()
    await database.write(actions.end, bargain, "staff")
    with pytest.raises(BargainMovedOn):
        await database.write(actions.end, bargain, "staff")
    with pytest.raises(BargainNotFound):
        await database.write(actions.end, "none", "staff")


async def test_a_haggle_lapses_when_its_time_is_over(begun, begins, cuts, database, clock, row):
    bargain, haggle = await begun(hours=2, lasts=timedelta(days=2))
    await clock.advance(2 * HOURS)
    with pytest.raises(HaggleOver):
        await cuts(haggle, "m2")
    again = await begins(bargain)
    assert again != haggle
    await sweep(database)
    assert ((await row(haggle)).state, (await row(again)).state) == ("lapsed", "cutting")
