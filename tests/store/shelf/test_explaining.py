"""讲解: one product at a time, in windows that are kept; and who wishes for the next."""

import pytest

from appliance.events import ExplainingWanted, ProductPinned, ProductPopped, ProductUnpinned
from store.shelf import actions, reads
from store.shelf.problems import NotForSale, NotOnShelf
from tests.store.shelf.conftest import ROOM


@pytest.fixture
def windows(database):
    async def look():
        async with database.read() as session:
            return await reads.windows(session, ROOM)

    return look


async def test_explaining_one_ends_the_one_before(database, shelved, airs, clock, heard, windows):
    await shelved("s1", "s2")
    await airs()
    began = clock.now()
    first = await database.write(actions.pin, ROOM, "p-s1", "lin")
    await clock.advance(90)
    second = await database.write(actions.pin, ROOM, "p-s2", "lin")
    kept = await windows()
    assert [(one.window, one.product, one.since, one.until) for one in kept] == [
        (first, "p-s1", began, clock.now()),
        (second, "p-s2", clock.now(), None),
    ]
    assert [(one.window, one.good.number) for one in heard(ProductPinned)] == [(first, 1), (second, 2)]
    assert [(one.window, one.product) for one in heard(ProductUnpinned)] == [(first, "p-s1")]


async def test_a_second_tap_changes_nothing(database, shelved, airs, heard, windows):
    await shelved("s1")
    await airs()
    taps = [await database.write(actions.pin, ROOM, "p-s1", "lin") for _ in range(2)]
    assert taps[0] == taps[1]
    assert len(heard(ProductPinned)) == len(await windows()) == 1


async def test_done_is_told_once(database, shelved, airs, heard):
    await shelved("s1")
    await airs()
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    for _ in range(2):
        await database.write(actions.unpin, ROOM)
    assert len(heard(ProductUnpinned)) == 1
    async with database.read() as session:
        assert await reads.explained(session, ROOM) is None


@pytest.mark.parametrize("end", ["show", "hide", "take off"])
async def test_explaining_ends_with_the_show_and_with_the_product(database, shelved, airs, clock, heard, windows, end):
    await shelved("s1")
    broadcast = await airs()
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    if end == "show":
        await database.write(actions.end_show, ROOM, broadcast, clock.now())
    elif end == "hide":
        await database.write(actions.hide, ROOM, "p-s1", hidden=True)
    else:
        await database.write(actions.take_off, ROOM, "p-s1")
    assert len(heard(ProductUnpinned)) == 1
    assert [one.until for one in await windows()] == [clock.now()]


async def test_only_what_viewers_see_is_explained(database, shelved):
    await shelved("s1")
    await database.write(actions.hide, ROOM, "p-s1", hidden=True)
    with pytest.raises(NotForSale):
        await database.write(actions.pin, ROOM, "p-s1", "lin")
    with pytest.raises(NotOnShelf):
        await database.write(actions.pin, ROOM, "p-s2", "lin")


async def test_a_viewer_wishes_once_and_staff_hear_how_many_do(database, shelved, heard):
    await shelved("s1", "s2")
    wishes = [(ROOM, "p-s1", "m1"), (ROOM, "p-s1", "m2"), (ROOM, "p-s1", "m1"), (ROOM, "p-s2", "m1")]
    assert await database.write(actions.want, wishes) == [2, 2, 2, 1]
    assert {(one.product, one.count) for one in heard(ExplainingWanted)} == {("p-s1", 2), ("p-s2", 1)}
    assert await database.write(actions.want, wishes[:1]) == [2]
    assert len(heard(ExplainingWanted)) == 2


async def test_a_wish_for_what_is_not_there_counts_nothing(database, shelved, heard):
    await shelved("s1")
    await database.write(actions.hide, ROOM, "p-s1", hidden=True)
    assert await database.write(actions.want, [(ROOM, "p-s1", "m1"), (ROOM, "p-s9", "m1")]) == [0, 0]
    assert heard(ExplainingWanted) == []


async def test_an_explained_product_has_fulfilled_its_wishes(database, shelved, airs, windows):
    await shelved("s1")
    await airs()
    await database.write(actions.want, [(ROOM, "p-s1", "m1"), (ROOM, "p-s1", "m2")])
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    assert [one.wishes for one in await windows()] == [2]
    assert await database.write(actions.want, [(ROOM, "p-s1", "m1")]) == [1]


async def test_a_window_outside_of_a_show_belongs_to_none(database, shelved, airs, windows):
    await shelved("s1")
    assert await windows() == []
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    await database.write(actions.unpin, ROOM)
    await airs()
    assert await windows() == []


async def test_a_card_that_comes_up_leaves_what_is_explained_as_it_is(database, shelved, airs, heard, windows):
    await shelved("s1", "s2")
    await airs()
    await database.write(actions.pin, ROOM, "p-s1", "lin")
    for product in ("p-s2", "p-s1"):
        await database.write(actions.pop, ROOM, product)
    assert [one.good.product for one in heard(ProductPopped)] == ["p-s2", "p-s1"]
    assert [(one.product, one.until) for one in await windows()] == [("p-s1", None)]


async def test_only_what_viewers_may_buy_comes_up(database, shelved, heard):
    await shelved("s1")
    await database.write(actions.hide, ROOM, "p-s1", hidden=True)
    for product, refused in (("p-s1", NotForSale), ("p-s9", NotOnShelf)):
        with pytest.raises(refused):
            await database.write(actions.pop, ROOM, product)
    assert heard(ProductPopped) == []
