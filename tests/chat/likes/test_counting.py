"""Taps on the heart, on both databases."""

from datetime import timedelta

import msgspec
import pytest

from appliance.db import let_go
from appliance.errors import Unavailable
from appliance.events import LikesCounted
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat.likes import actions, reads
from chat.likes.counting import BURST, PER_SECOND, SAVE_EVERY, TELL_SECONDS, Counting
from chat.likes.sweeping import sweep_page


class Show:
    on_air = "show1"

    def __call__(self, _room: str) -> str:
        return self.on_air


@pytest.fixture
def show():
    return Show()


@pytest.fixture
async def counting(database, bus, clock, show):
    counting = Counting(database, bus, clock, show)
    await counting.start()
    return counting


async def tap(counting, count=1, who="m1", room="r1"):
    await counting.hear(Seat(room, who, 0), msgspec.json.encode({"type": "like", "count": count}))


async def written(database, show="show1"):
    async with database.read() as session:
        return await reads.total(session, "r1", show)


async def test_taps_are_told_together_and_written_down_in_a_while(counting, database, clock, told, eventually):
    async with Tasks(clock) as tasks:
        tasks.start("likes", counting.run)
        await tap(counting, 5)
        await tap(counting, 3, "m2")
        assert counting.total("r1") == 8
        for _ in range(SAVE_EVERY):
            await eventually(lambda: clock._sleepers)
            await clock.advance(TELL_SECONDS)
            await eventually(lambda: told)
        assert told == [LikesCounted(room="r1", total=8)]

        async def kept():
            return await written(database) == 8

        await eventually(kept)
        await clock.advance(TELL_SECONDS)
        assert not clock._sleepers, "nothing to count, nobody looks at the clock"
    assert len(told) == 1, "nothing new, nothing told"


async def test_no_more_counts_than_a_thumb_can_do(counting, clock):
    await tap(counting, 9999)
    assert counting.total("r1") == BURST
    await tap(counting, 10)
    assert counting.total("r1") == BURST
    await clock.advance(1)
    await tap(counting, 9999)
    assert counting.total("r1") == BURST + PER_SECOND
    await tap(counting, 10, "m2")
    assert counting.total("r1") == BURST + PER_SECOND + 10


@pytest.mark.parametrize("count", [0, -1, 10_001, "3", 1.5])
async def test_what_is_no_count_is_refused(counting, count):
    with pytest.raises(msgspec.ValidationError):
        await tap(counting, count)


async def test_a_new_show_begins_at_nothing_and_the_old_one_keeps_its_own(counting, database, show):
    await tap(counting, 5)
    await counting.save()
    show.on_air = "show2"
    assert counting.total("r1") == 0
    await tap(counting, 2)
    await counting.save()
    assert (counting.total("r1"), await written(database), await written(database, "show2")) == (2, 5, 2)
    async with database.read() as session:
        assert await reads.of_shows(session, ["show1", "show2", "show3"]) == {"show1": 5, "show2": 2}


async def test_counting_goes_on_after_a_restart(counting, database, bus, clock, show):
    await tap(counting, 5)
    await counting.save()
    again = Counting(database, bus, clock, show)
    await again.start()
    assert again.total("r1") == 5
    await tap(again, 1)
    assert again.total("r1") == 6


async def test_what_other_processes_counted_is_known_with_the_next_writing(counting, database):
    await tap(counting, 5)
    await database.write(actions.add, {("r1", "show1"): 100})
    await counting.save()
    assert counting.total("r1") == 105
    await tap(counting, 1)
    assert counting.total("r1") == 106


async def test_a_tap_while_others_are_written_down_is_not_lost(sqlite_database, bus, clock, show):
    class Slow:
        read = sqlite_database.read

        async def write(self, *asked):
            written = await sqlite_database.write(*asked)
            await tap(counting, 2, "m2")
            return written

    counting = Counting(Slow(), bus, clock, show)
    await tap(counting, 5)
    await counting.save()
    assert counting.total("r1") == 7
    counting._db = sqlite_database
    await counting.save()
    assert await written(sqlite_database) == 7


async def test_a_busy_database_costs_no_taps(sqlite_database, bus, clock, show):
    class Busy:
        read = sqlite_database.read

        async def write(self, *_asked):
            raise Unavailable(retry_after=1)

    counting = Counting(Busy(), bus, clock, show)
    await tap(counting, 5)
    await counting.save()
    counting._db = sqlite_database
    await tap(counting, 1)
    await counting.save()
    assert (counting.total("r1"), await written(sqlite_database)) == (6, 6)


async def test_taps_are_known_by_time_while_a_show_is_on_air(database, clock):
    began = clock.now()
    await database.write(actions.add, {("r1", "show1"): 5})
    await database.write(actions.add, {("r1", "show1"): 2, ("r2", "show2"): 9, ("r3", ""): 4})
    await clock.advance(20)
    await database.write(actions.add, {("r1", "show1"): 3})
    async with database.read() as session:
        told = await reads.by_time(session, "r1", began - actions.STEP, clock.now())
        between = await reads.by_time(session, "r3", began - actions.STEP, clock.now())
    assert [count for _, count in told] == [7, 3]
    assert told[1][0] - told[0][0] == 2 * actions.STEP
    assert between == []


async def test_when_hearts_were_tapped_is_forgotten_with_the_journal_and_how_many_stays(database, clock):
    await database.write(actions.add, {("r1", "show1"): 5})
    began = clock.now()
    await clock.advance(10 * 86400)
    assert await let_go(database, sweep_page, timedelta()) == 0, "nothing to keep by: all is kept"
    assert await let_go(database, sweep_page, timedelta(days=9)) == 1
    async with database.read() as session:
        assert await reads.by_time(session, "r1", began - actions.STEP, clock.now()) == []
    assert await written(database) == 5
