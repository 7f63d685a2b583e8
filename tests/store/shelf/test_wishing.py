"""想看讲解 over the socket."""

import asyncio

import msgspec
import pytest

from appliance.events import ExplainingWanted
from appliance.identity.seats import Seat
from store.shelf import reads
from store.shelf.problems import NotOnShelf, StaffMayNotWish
from store.shelf.wishing import PAUSE, Wanted, Wishes
from tests.store.shelf.conftest import ROOM


def seat(member: str) -> Seat:
    return Seat(ROOM, member, 0)


WANT = b'{"type":"want","ref":"1","product":"p-s1"}'


@pytest.fixture
async def wishes(database, clock):
    found = Wishes(database, clock)
    yield found
    await found.stop()


async def test_a_crowds_wishes_are_one_write_and_one_line_for_staff(wishes, shelved, heard):
    await shelved("s1")
    counts = await asyncio.gather(*(wishes.want(seat(f"m{number}"), WANT) for number in range(20)))
    assert counts == [Wanted(20)] * 20
    assert [one.count for one in heard(ExplainingWanted)] == [20]


async def test_a_second_wish_is_answered_with_the_count(wishes, shelved, clock):
    await shelved("s1")
    assert await wishes.want(seat("m1"), WANT) == Wanted(1)
    again = asyncio.create_task(wishes.want(seat("m1"), WANT))
    await asyncio.sleep(0)
    await clock.advance(PAUSE)
    assert await again == Wanted(1)


@pytest.mark.parametrize("role", ["host", "staff"])
async def test_a_colleague_makes_no_wish(wishes, shelved, database, role):
    await shelved("s1")
    with pytest.raises(StaffMayNotWish):
        await wishes.want(Seat(ROOM, "staff:s1", 0, role=role), WANT)
    async with database.read() as session:
        assert await reads.wishes(session, ROOM) == {}


async def test_a_wish_for_nothing_is_refused(wishes):
    with pytest.raises(NotOnShelf):
        await wishes.want(seat("m1"), WANT)


@pytest.mark.parametrize("body", [b'{"type":"want"}', b'{"type":"want","product":7}', b'{"type":"grab","product":"a"}'])
async def test_a_wish_that_is_none_is_bad_input(wishes, body):
    with pytest.raises(msgspec.ValidationError):
        await wishes.want(seat("m1"), body)
