"""A group buy is announced, opens and ends."""

from datetime import timedelta

import pytest

from appliance.events import GroupBuyAnnounced, GroupBuyEnded, GroupBuyOpened
from store.catalogue.actions import SkuNotFound
from store.promotions.group_buys import actions
from store.promotions.group_buys.models import GroupBuy
from store.promotions.group_buys.problems import (
    GoodsNotGrouped,
    GroupBuyMovedOn,
    GroupBuyNotFound,
    GroupPriceUnusable,
    GroupQuantityUnusable,
    GroupTimeUnusable,
    TeamHoursUnusable,
    TeamSizeUnusable,
    TooManyGroupBuys,
)
from store.promotions.group_buys.sweeping import sweep
from store.shelf.actions import announce_group_buy
from store.shelf.problems import GroupBuyDearer


async def test_it_is_open_at_once_and_sets_nothing_aside(begun, rows, stock, heard):
    group_buy = await begun()
    found = await rows(group_buy)
    assert (found["state"], found["left"], await stock()) == ("open", 10, (10, 0))
    (told,) = heard(GroupBuyAnnounced)
    assert (told.room, told.price, told.size, told.hours, told.title) == ("room1", 990, 2, 24, "麻花 s1")
    assert [one.group_buy for one in heard(GroupBuyOpened)] == [group_buy]


async def test_one_for_later_opens_when_its_moment_comes_and_ends_by_itself(begun, rows, clock, database, heard):
    group_buy = await begun(opens_at=clock.now() + timedelta(hours=1), lasts=timedelta(hours=2))
    await sweep(database)
    assert (await rows(group_buy))["state"] == "announced"
    assert heard(GroupBuyOpened) == []
    await clock.advance(3600)
    await sweep(database)
    assert (await rows(group_buy))["state"] == "open"
    await clock.advance(7200)
    await sweep(database)
    await sweep(database)
    assert (await rows(group_buy))["state"] == "ended"
    assert [one.reason for one in heard(GroupBuyEnded)] == ["time"]


async def test_what_may_be_crossed_out_is_what_was_proven(begun, database):
    group_buy = await begun()
    async with database.read() as session:
        assert (await session.get(GroupBuy, group_buy)).plain_price == 990


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        ({"price": 0}, GroupPriceUnusable),
        ({"price": 1990}, GroupPriceUnusable),
        ({"size": 1}, TeamSizeUnusable),
        ({"size": 11}, TeamSizeUnusable),
        ({"hours": 0}, TeamHoursUnusable),
        ({"hours": 73}, TeamHoursUnusable),
        ({"per_member": 0}, GroupQuantityUnusable),
        ({"per_member": 21, "quantity": 100}, GroupQuantityUnusable),
        ({"quantity": 1}, GroupQuantityUnusable),
        ({"size": 3, "per_member": 2, "quantity": 5}, GroupQuantityUnusable),
        ({"quantity": 10_001}, GroupQuantityUnusable),
        ({"lasts": timedelta(minutes=9)}, GroupTimeUnusable),
        ({"lasts": timedelta(days=31)}, GroupTimeUnusable),
        ({"sku": "nothing"}, SkuNotFound),
    ],
)
async def test_what_makes_no_sense_is_told(begun, plan, problem):
    with pytest.raises(problem):
        await begun(**plan)


async def test_its_moment_lies_within_thirty_days(begun, clock):
    for days in (-1, 31):
        with pytest.raises(GroupTimeUnusable):
            await begun(stocked=days > 0, opens_at=clock.now() + timedelta(days=days))


async def test_goods_that_are_not_on_sale_are_not_grouped(begun, sells):
    await sells("s1", state="draft")
    with pytest.raises(GoodsNotGrouped):
        await begun(stocked=True)


async def test_there_are_not_too_many_at_once_in_one_place(begun, monkeypatch):
    monkeypatch.setattr("store.promotions.group_buys.actions.planning.MOST_GROUP_BUYS", 1)
    await begun()
    with pytest.raises(TooManyGroupBuys):
        await begun(stocked=True)
    assert await begun(stocked=True, room="")


async def test_staff_end_it_once(begun, database, rows, heard):
    group_buy = await begun()
    await database.write(actions.end, group_buy, "staff")
    with pytest.raises(GroupBuyMovedOn):
        await database.write(actions.end, group_buy, "staff")
    with pytest.raises(GroupBuyNotFound):
        await database.write(actions.end, "none", "staff")
    assert [one.reason for one in heard(GroupBuyEnded)] == ["staff"]


async def test_it_is_cheaper_than_what_anybody_pays_alone(sells, database):
    await sells("s1")
    plan = actions.Plan(sku="s1", price=1990, quantity=10)
    with pytest.raises(GroupBuyDearer):
        await database.write(announce_group_buy, plan, "lin")
    assert await database.write(announce_group_buy, actions.Plan(sku="s1", price=1989, quantity=10), "lin")
