"""Who came, from where, how long they stayed: on both databases."""

from datetime import timedelta

import pytest

from appliance.errors import Unavailable
from appliance.events import MemberDeleted, MembersMerged
from appliance.identity.seats import Seat
from appliance.tasks import Tasks
from chat.visits import actions, reads
from chat.visits.attending import COUNT_EVERY, EVERY_SECONDS, LONGEST_UNWRITTEN, Attending
from chat.visits.reads import People


class Show:
    on_air = "show1"

    def __call__(self, _room: str) -> str:
        return self.on_air


@pytest.fixture
def show():
    return Show()


@pytest.fixture
async def attending(database, bus, clock, show):
    attending = Attending(database, bus, clock, show)
    attending.listen()
    return attending


@pytest.fixture
async def running(attending, clock, eventually):
    """The task of the process, with seven who watch."""
    async with Tasks(clock) as tasks:
        tasks.start("visits", lambda: attending.run(lambda: {"r1": 7, "idle": 3}))
        await eventually(lambda: clock._sleepers)
        yield attending


@pytest.fixture
def passes(clock, eventually):
    """``await passes()`` lets the task wake once, when it sleeps again."""

    async def once():
        await eventually(lambda: clock._sleepers)
        await clock.advance(EVERY_SECONDS)

    return once


def seat(viewer="m1", source="share", room="r1"):
    return Seat(room, viewer, 0, source=source)


async def people(database, show="show1"):
    async with database.read() as session:
        return await reads.people(session, show)


async def test_a_stay_is_as_long_as_all_its_times_together(attending, database, clock):
    attending.came(seat())
    await clock.advance(40)
    attending.left(seat())
    await clock.advance(500)
    attending.came(seat(source="qr"))
    await clock.advance(20)
    attending.left(seat(source="qr"))
    await attending.flush()
    assert await people(database) == People(viewers=1, new=1, average_stay=60, sources=(("share", 1),))


async def test_the_average_is_of_everybody_and_the_biggest_source_stands_first(attending, database, clock):
    for viewer, source in (("m1", "home"), ("m2", "qr"), ("m3", "qr")):
        attending.came(seat(viewer, source))
    await clock.advance(30)
    attending.left(seat("m1"))
    await clock.advance(30)
    await attending.stop()
    assert await people(database) == People(
        viewers=3, new=3, average_stay=50, sources=(("qr", 2), ("home", 1))
    )  # fmt: skip


async def test_who_is_there_when_the_show_begins_has_come_then(running, database, clock, show, eventually, passes):
    show.on_air = ""
    running.came(seat())
    await passes()
    show.on_air = "show1"
    await passes()

    async def came():
        return (await people(database)).viewers == 1

    await eventually(came)
    assert (await people(database)).average_stay == 0


async def test_who_stays_from_one_show_to_the_next_visits_both_and_is_no_new_face(
    running, database, clock, show, eventually, passes
):
    running.came(seat())
    await passes()
    show.on_air = "show2"
    await passes()
    running.came(seat("m2"))
    await passes()

    async def came():
        return (await people(database, "show2")).viewers == 2

    await eventually(came)
    assert ((await people(database)).new, (await people(database, "show2")).new) == (1, 1)


async def test_a_crash_costs_a_long_stay_no_more_than_its_last_minute(running, database, clock, eventually, passes):
    running.came(seat())
    for _ in range(int(LONGEST_UNWRITTEN) // EVERY_SECONDS + 1):
        await passes()

    async def kept():
        return (await people(database)).average_stay >= LONGEST_UNWRITTEN

    await eventually(kept)


async def test_how_many_watch_is_kept_for_rooms_with_a_show(running, database, clock, show, eventually, passes):
    shows = {"r1": "show1", "idle": ""}
    running._show_of = shows.get
    begin = clock.now()
    for _ in range(COUNT_EVERY):
        await passes()

    async def kept():
        async with database.read() as session:
            curve = await reads.curve(session, "r1", begin - timedelta(minutes=1), clock.now())
            assert not await reads.curve(session, "idle", begin - timedelta(minutes=1), clock.now())
        return [viewers for _, viewers in curve] == [7]

    await eventually(kept)


async def test_two_hubs_that_count_the_same_moment_count_it_once(database, clock):
    at = clock.now()
    await database.write(actions.count, {"r1": 7}, at)
    await database.write(actions.count, {"r1": 8}, at)
    async with database.read() as session:
        assert await reads.curve(session, "r1", at, at) == [(at, 7)]


async def test_a_busy_database_costs_no_visit(attending, database, clock):
    class Busy:
        async def write(self, *_asked):
            raise Unavailable(retry_after=1)

    attending.came(seat())
    attending._db = Busy()
    await attending.flush()
    await attending._count({"r1": 1})
    attending._db = database
    await attending.flush()
    assert (await people(database)).viewers == 1


@pytest.mark.parametrize("lost", [MembersMerged(guest="m1", member="m9"), MemberDeleted(member="m1")])
async def test_who_is_nobody_any_more_is_not_written_down_after_that(attending, database, bus, clock, lost, eventually):
    attending.came(seat())
    bus.publish(lost)
    await eventually(lambda: attending._gone)
    await clock.advance(30)
    attending.left(seat())
    attending.left(seat("never came"))
    await attending.flush()
    assert (await people(database)).viewers == 0
