"""What becomes of visits when people merge or leave."""

from chat.visits import actions, reads
from chat.visits.actions import Stay


def stay(viewer, show="show1", seconds=10, at=None, source="share"):
    return Stay(show, viewer, "r1", source, at, seconds)


async def told(database, viewer):
    async with database.read() as session:
        return [(one.broadcast, one.seconds, one.source) for one in await reads.of_viewer(session, viewer)]


async def test_a_guest_who_logs_in_has_watched_once(database, clock):
    at = clock.now()
    stays = [stay("guest", at=at), stay("m1", seconds=20, at=at, source="qr"), stay("guest", "show2", at=at)]
    await database.write(actions.note, stays)
    await database.write(actions.adopt, "guest", "m1")
    assert await told(database, "m1") == [("show1", 30, "qr"), ("show2", 10, "share")]
    assert await told(database, "guest") == []


async def test_who_leaves_for_good_was_there_without_a_name(database, clock):
    await database.write(actions.note, [stay("m1", at=clock.now()), stay("m2", at=clock.now())])
    await database.write(actions.forget, "m1")
    assert await told(database, "m1") == []
    async with database.read() as session:
        assert (await reads.people(session, "show1")).viewers == 2


async def test_nobody_in_a_show_is_an_average_of_nothing(database):
    async with database.read() as session:
        assert await reads.people(session, "show1") == reads.People()
