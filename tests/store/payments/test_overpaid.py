"""What buyers had beyond their refunds comes back, or is given up, and the books say which."""

import asyncio

import pytest

from appliance.db import Database
from store.ledger.actions import post
from store.payments import actions
from store.payments.problems import DrawerShut, NotThatMuchOverpaid, OverpaidReasonMissing


@pytest.fixture
async def overpaid(database: Database) -> Database:
    """Five yuan of them."""
    entries = {"overpaid": 500, "channel:wechat": -500}
    await database.write(lambda tx: post(tx, "refunded-twice/r", entries, memo="补差价"))
    return database


@pytest.mark.parametrize("into", ["bank", "written-off"])
async def test_what_comes_back_or_is_given_up_is_nobodys_debt_any_more(overpaid: Database, books, into):
    await overpaid.write(actions.settle_overpaid, "ann", 300, into, "王女士转回来了", "k")
    await overpaid.write(actions.settle_overpaid, "ann", 300, into, "王女士转回来了", "k")
    assert await books() == {"channel:wechat": -500, "overpaid": 200, into: 300}


async def test_cash_that_comes_back_lies_in_an_open_drawer(overpaid: Database, books):
    with pytest.raises(DrawerShut):
        await overpaid.write(actions.settle_overpaid, "ann", 500, "drawer", "王女士", "k")
    await overpaid.write(actions.open_drawer, "ann", 1000)
    await overpaid.write(actions.settle_overpaid, "ann", 500, "drawer", "王女士", "k")
    assert (await books())["drawer"] == 1500
    assert "overpaid" not in {account for account, amount in (await books()).items() if amount}


@pytest.mark.parametrize("amount", [0, 501])
async def test_more_than_is_owed_cannot_come_back(overpaid: Database, books, amount):
    with pytest.raises(NotThatMuchOverpaid):
        await overpaid.write(actions.settle_overpaid, "ann", amount, "bank", "王女士", "k")
    assert (await books())["overpaid"] == 500


async def test_it_is_written_down_whose_it_was_or_why_it_is_given_up(overpaid: Database, books):
    with pytest.raises(OverpaidReasonMissing):
        await overpaid.write(actions.settle_overpaid, "ann", 500, "written-off", "", "k")
    assert (await books())["overpaid"] == 500


async def test_two_who_book_the_whole_debt_at_once_book_it_once(overpaid: Database, books):
    tries = [overpaid.write(actions.settle_overpaid, who, 500, "bank", "王女士", who) for who in ("ann", "bob")]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotThatMuchOverpaid"]
    assert (await books())["bank"] == 500
