from datetime import UTC, datetime

import pytest

from appliance.db import Database
from store.ledger import reads
from store.ledger.actions import day_of, post


async def test_a_fact_is_posted_once_and_adds_up(database: Database):
    entries = {"channel:wechat": 1990, "goods": -1500, "shipping": -490, "nothing": 0}
    assert await database.write(post, "paid/a", entries, memo="wechat", order="o")
    assert not await database.write(post, "paid/a", entries, memo="wechat", order="o")
    async with database.read() as session:
        assert await reads.trial_balance(session) == {"channel:wechat": 1990, "goods": -1500, "shipping": -490}
        assert await reads.out_of_balance(session) == []
        assert [await reads.inside(session, account) for account in ("goods", "drawer")] == [-1500, 0]
    assert await database.write(reads.balance, "channel:wechat") == 1990
    assert await database.write(reads.balance, "drawer") == 0


async def test_what_does_not_add_up_is_not_posted(sqlite_database: Database):
    with pytest.raises(ValueError, match="paid/a"):
        await sqlite_database.write(post, "paid/a", {"channel:wechat": 1990, "goods": -1989}, memo="")
    async with sqlite_database.read() as session:
        assert await reads.trial_balance(session) == {}


async def test_a_day_has_what_moved_on_it_by_the_shops_clock(database: Database):
    before, after = datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert (day_of(before), day_of(after)) == ("2026-11-22", "2026-11-23")
    await database.write(post, "paid/a", {"drawer": 100, "goods": -100}, memo="", at=before)
    await database.write(post, "paid/b", {"drawer": 200, "goods": -200}, memo="", at=after)
    await database.write(post, "refunded/b", {"drawer": -50, "refunds": 50}, memo="", at=after)
    async with database.read() as session:
        assert await reads.trial_balance(session, "2026-11-22") == {"drawer": 100, "goods": -100}
        assert await reads.moved(session, "2026-11-23", "paid") == {"drawer": 200, "goods": -200}
        assert await reads.moved(session, "2026-11-23", "refunded") == {"drawer": -50, "refunds": 50}
