"""A crowd asks for a room's shelf at one moment."""

import asyncio

import pytest

from store.shelf import reads
from store.shelf.showing import Showing
from tests.store.shelf.conftest import ROOM


@pytest.fixture
async def showing(database, clock):
    made = Showing(database, clock)
    yield made
    await made.stop()


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """Of which room each look was."""
    seen, look = [], reads.on_shelf

    async def noted(session, room, now):
        seen.append(room)
        return await look(session, room, now)

    monkeypatch.setattr(reads, "on_shelf", noted)
    return seen


async def test_a_crowd_costs_two_looks_and_everybody_sees_the_same(shelved, showing, looks):
    await shelved("s1", "s2")
    first, *others = await asyncio.gather(*(showing.of(ROOM) for _ in range(200)))
    assert len(first.goods) == 2
    assert all(one == first for one in others)
    assert 1 <= len(looks) <= 2


async def test_who_asks_after_a_change_sees_it_however_many_asked_before(shelved, showing):
    await shelved("s1")
    early = [asyncio.ensure_future(showing.of(ROOM)) for _ in range(20)]
    await shelved("s2")
    late = await showing.of(ROOM)
    assert len(late.goods) == 2
    await asyncio.gather(*early)


async def test_rooms_are_told_apart_and_one_that_is_not_there_shows_nothing(shelved, showing):
    await shelved("s1")
    here, nowhere = await asyncio.gather(showing.of(ROOM), showing.of("nowhere"))
    assert [len(one.goods) for one in (here, nowhere)] == [1, 0]
