"""Comments reach their rows in a moment, once, and survive a database that is busy."""

import pytest

from appliance.errors import Unavailable
from appliance.events import Speaker
from appliance.ids import new_id
from appliance.tasks import Tasks
from chat.comments import keeper as keeping
from chat.comments import reads
from chat.comments.actions import Said
from chat.comments.keeper import EVERY_SECONDS, Keeper


@pytest.fixture
def said(clock):
    def one(text="好看") -> Said:
        now = clock.now()
        return Said(id=new_id(now), room="r1", speaker=Speaker("m1", "小林"), text=text, at=now, moment=now)

    return one


async def kept(database) -> list[str]:
    async with database.read() as session:
        return sorted(one.text for one in await reads.search(session, limit=5000))


async def test_what_was_said_is_in_its_row_a_moment_later(database, clock, said, eventually):
    keeper = Keeper(database, clock)
    async with Tasks(clock) as tasks:
        tasks.start("comments", keeper.run)
        keeper.keep(said())
        await eventually(lambda: clock._sleepers)
        await clock.advance(EVERY_SECONDS)

        async def there():
            return await kept(database) == ["好看"]

        await eventually(there)


async def test_many_are_written_in_few_goes(database, clock, said):
    keeper = Keeper(database, clock)
    for number in range(1201):
        keeper.keep(said(f"{number:04}"))
    await keeper.flush()
    assert await kept(database) == [f"{number:04}" for number in range(1201)]


async def test_written_twice_is_there_once(database, clock, said):
    keeper, one = Keeper(database, clock), said()
    for _ in range(2):
        keeper.keep(one)
        await keeper.flush()
    assert await kept(database) == ["好看"]


class Busy:
    """A database that takes nothing for now, and then does."""

    def __init__(self, database) -> None:
        self._database = database
        self.busy = True

    async def write(self, *asked):
        if self.busy:
            raise Unavailable(retry_after=1)
        return await self._database.write(*asked)


async def test_a_busy_database_is_tried_again(sqlite_database, clock, said):
    busy = Busy(sqlite_database)
    keeper = Keeper(busy, clock)
    keeper.keep(said("一"))
    await keeper.flush()
    keeper.keep(said("二"))
    busy.busy = False
    await keeper.flush()
    assert await kept(sqlite_database) == ["一", "二"]


async def test_what_is_said_while_some_is_written_is_not_lost(sqlite_database, clock, said):
    class Slow(Busy):
        async def write(self, *asked):
            if self.busy:
                self.busy = False
                keeper.keep(said("二"))
            return await self._database.write(*asked)

    keeper = Keeper(Slow(sqlite_database), clock)
    keeper.keep(said("一"))
    await keeper.flush()
    assert await kept(sqlite_database) == ["一", "二"]


async def test_memory_is_not_filled_by_what_no_database_takes(clock, said, monkeypatch, caplog):
    monkeypatch.setattr(keeping, "MOST_WAITING", 2)
    keeper = Keeper(Busy(None), clock)
    for text in "一二三":
        keeper.keep(said(text))
    assert [one.text for one in keeper._waiting] == ["二", "三"]
    assert "not kept" in caplog.text
