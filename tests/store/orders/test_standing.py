"""Levels follow what was paid within a year and did not go back."""

import pytest
from sqlalchemy import select

from appliance.clock import ManualClock
from appliance.db import Database
from store.members import levels
from store.members.actions import know
from store.members.models import Member
from store.orders import actions, standing

DAY = 86_400


@pytest.fixture(autouse=True)
async def _ranks(database: Database, sells) -> None:
    await sells(pieces=1000)
    for name, pieces in (("银卡", 2), ("金卡", 5)):
        await database.write(levels.add_level, name, pieces * 1990)
    for member in ("m1", "m2"):
        await database.write(know, member)


@pytest.fixture
def stand(database: Database, clock: ManualClock):
    """How many changed, and where m1 and m2 stand then."""

    async def look() -> tuple[int, list[str]]:
        changed = await standing.sweep(database, clock.now())
        async with database.read() as session:
            return changed, list(await session.scalars(select(Member.level).order_by(Member.id)))

    return look


async def test_what_is_paid_counts_and_what_is_only_ordered_does_not(buys, pays, stand):
    await buys({"s1": 9})
    assert await stand() == (0, ["", ""])
    await pays({"s1": 2})
    assert await stand() == (1, ["银卡", ""])
    await pays({"s1": 3})
    assert await stand() == (1, ["金卡", ""])
    assert await stand() == (0, ["金卡", ""])


async def test_what_goes_back_counts_no_more(database: Database, pays, stand):
    order = await pays({"s1": 2})
    await stand()
    await database.write(actions.refund_money, order, 1, "a")
    assert await stand() == (1, ["", ""])


async def test_a_year_later_it_is_forgotten(pays, stand, clock: ManualClock):
    await pays({"s1": 5})
    await stand()
    await clock.advance(364 * DAY)
    assert await stand() == (0, ["金卡", ""])
    await clock.advance(DAY)
    assert await stand() == (1, ["", ""])


async def test_a_colleagues_word_is_left_alone_and_nobody_elses(database: Database, pays, stand):
    await database.write(levels.give_level, "m1", "金卡", "lin", "老朋友")
    await pays({"s1": 2}, member="m2")
    assert await stand() == (1, ["金卡", "银卡"])


async def test_a_shop_that_gives_up_levels_has_none_left(database: Database, pays, stand):
    await pays({"s1": 5})
    await stand()
    for name in ("银卡", "金卡"):
        await database.write(levels.remove_level, name)
    assert await stand() == (0, ["", ""])
