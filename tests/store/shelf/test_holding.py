"""What a shelf keeps of a person, through a merge, a copy and a deletion."""

from quart import Quart

from store.shelf import actions, reads
from store.shelf.holding import HOLDING
from tests.store.shelf.conftest import ROOM


async def wished(database) -> dict[str, int]:
    async with database.read() as session:
        return await reads.wishes(session, ROOM)


async def of(database, member: str) -> list[tuple[str, str]]:
    async with database.read() as session:
        return [(one["room"], one["product"]) for one in await HOLDING.everything(session, None, member)]


async def test_who_wished_as_a_guest_and_as_a_member_counts_once(database, shelved):
    await shelved("s1", "s2")
    wishes = [(ROOM, "p-s1", "m1"), (ROOM, "p-s1", "guest"), (ROOM, "p-s2", "guest"), (ROOM, "p-s1", "m2")]
    await database.write(actions.want, wishes)
    await database.write(HOLDING.adopt, "guest", "m1")
    assert await wished(database) == {"p-s1": 2, "p-s2": 1}
    assert sorted(await of(database, "m1")) == [(ROOM, "p-s1"), (ROOM, "p-s2")]
    assert await of(database, "guest") == []


async def test_a_guest_without_wishes_brings_none(database, shelved):
    await shelved("s1")
    await database.write(actions.want, [(ROOM, "p-s1", "m1")])
    await database.write(HOLDING.adopt, "guest", "m1")
    assert await wished(database) == {"p-s1": 1}


async def test_who_leaves_for_good_wishes_for_nothing_any_more(database, shelved):
    await shelved("s1")
    await database.write(actions.want, [(ROOM, "p-s1", "m1"), (ROOM, "p-s1", "m2")])
    await database.write(HOLDING.forget, "m1")
    assert await wished(database) == {"p-s1": 1}
    assert await of(database, "m1") == []
    assert await of(database, "m2") == [(ROOM, "p-s1")]


def test_the_shop_reaches_a_persons_wishes(app: Quart):
    assert HOLDING in app.extensions["holdings"]
