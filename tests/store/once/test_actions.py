"""A request that costs money is done once, however often it is sent."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from appliance.db import Transaction
from appliance.errors import Conflict
from store.once.actions import KEPT, KeyReused, adopt, digest, forget_old, once
from store.once.models import Answered

REQUEST = digest("POST", "/api/v1/orders", b'{"points": 0}')
OTHER = digest("POST", "/api/v1/orders", b'{"points": 5}')


class Till:
    def __init__(self) -> None:
        self.sales = 0

    def sell(self, tx: Transaction) -> dict[str, int]:
        self.sales += 1
        return {"sale": self.sales}

    def refuse(self, tx: Transaction) -> None:
        self.sales += 1
        raise Conflict


@pytest.fixture
def till() -> Till:
    return Till()


async def answered(database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(Answered))


async def test_the_same_request_gets_the_same_answer_and_is_done_once(sqlite_database, till):
    first = await sqlite_database.write(once, "m1", "k1", REQUEST, till.sell)
    again = await sqlite_database.write(once, "m1", "k1", REQUEST, till.sell)
    assert first == again == {"sale": 1}
    assert till.sales == 1


async def test_twenty_at_once_are_done_once(database):
    kept = []

    def sell(tx: Transaction) -> str:
        tx.add_once(Answered, sender="till", key=str(len(kept)), digest="", result=None, at=tx.now)
        kept.append(1)
        return "sold"

    answers = await asyncio.gather(*(database.write(once, "m1", "k1", REQUEST, sell) for _ in range(20)))
    assert set(answers) == {"sold"}
    assert await answered(database) == 2


async def test_the_same_key_with_another_body_is_refused(database, till):
    await database.write(once, "m1", "k1", REQUEST, till.sell)
    with pytest.raises(KeyReused):
        await database.write(once, "m1", "k1", OTHER, till.sell)
    assert till.sales == 1


async def test_a_key_is_its_senders_own(sqlite_database, till):
    await sqlite_database.write(once, "m1", "k1", REQUEST, till.sell)
    assert await sqlite_database.write(once, "m2", "k1", OTHER, till.sell) == {"sale": 2}


async def test_what_failed_may_be_tried_again_with_the_same_key(database, till):
    with pytest.raises(Conflict):
        await database.write(once, "m1", "k1", REQUEST, till.refuse)
    assert await database.write(once, "m1", "k1", REQUEST, till.sell) == {"sale": 2}


async def test_what_a_guest_sent_is_the_members_after_logging_in(database, till):
    await database.write(once, "guest", "k1", REQUEST, till.sell)
    await database.write(adopt, "guest", "m1")
    assert await database.write(once, "m1", "k1", REQUEST, till.sell) == {"sale": 1}


async def test_a_key_that_both_have_used_stays_the_members(database, till):
    await database.write(once, "guest", "k1", REQUEST, till.sell)
    await database.write(once, "m1", "k1", REQUEST, till.sell)
    await database.write(adopt, "guest", "m1")
    assert await database.write(once, "m1", "k1", REQUEST, till.sell) == {"sale": 2}


async def test_old_answers_are_forgotten(sqlite_database, clock, till):
    await sqlite_database.write(once, "m1", "old", REQUEST, till.sell)
    await clock.advance((KEPT + timedelta(minutes=1)).total_seconds())
    await sqlite_database.write(once, "m1", "new", REQUEST, till.sell)
    await sqlite_database.write(forget_old)
    assert await answered(sqlite_database) == 1


def test_the_digest_tells_requests_apart_by_method_path_and_body():
    told = {
        digest("POST", "/a", b"x"),
        digest("PUT", "/a", b"x"),
        digest("POST", "/b", b"x"),
        digest("POST", "/a", b"y"),
    }
    assert len(told) == 4
