"""A crowd asks for a room's shelf at one moment."""

import asyncio

import pytest

from store.shelf import reads
from store.shelf.showing import Showing
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def explained():
    """Asks for films of explanations: of everything there is one, and each ask is kept."""

    async def films(_session, products):
        films.asked.append(list(products))
        return set(products)

    films.asked = []
    return films


@pytest.fixture
async def showing(database, clock, explained):
    made = Showing(database, clock, explained)
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


async def test_films_of_a_whole_shelf_are_one_question_and_an_empty_shelf_asks_none(shelved, showing, explained):
    await shelved("s1", "s2", "s3")
    assert (await showing.of(ROOM)).clips == ["p-s1", "p-s2", "p-s3"]
    assert (await showing.of("nowhere")).clips == []
    assert explained.asked == [["p-s1", "p-s2", "p-s3"]]


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
