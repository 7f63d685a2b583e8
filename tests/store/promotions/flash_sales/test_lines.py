"""One machine with many guests keeps no sale from everybody: what waits for its money on one line has a limit."""

import pytest

from store.orders import actions as orders
from store.promotions.flash_sales import reads
from store.promotions.flash_sales.lines import most
from tests.store.promotions.flash_sales.conftest import claims

LINE, OTHER = "1.2.3.4", "1.2.3.5"
MANY = 40
"""Pieces of a sale of which one line may hold ten."""


def guests(count: int, first: int = 0) -> list[str]:
    return [f"g{number}" for number in range(first, first + count)]


@pytest.fixture
def crowded(on_sale, grab):
    """A sale in which one line holds all that it may."""

    async def begin() -> str:
        sale = await on_sale(quantity=MANY, pieces=MANY)
        assert await grab(sale, *guests(10), line=LINE) == ["won"] * 10
        return sale

    return begin


def test_the_limit_suits_a_family_a_person_who_may_get_many_and_many_behind_one_address():
    assert (most(5, 1), most(40, 1), most(40, 20), most(1_000, 2)) == (10, 10, 20, 200)


async def test_a_machine_with_many_guests_gets_ten_and_leaves_the_rest_to_others(on_sale, grab, rows):
    sale = await on_sale(quantity=MANY, pieces=MANY)
    got = await grab(sale, *guests(MANY), line=LINE)
    assert (got.count("won"), got.count("too-many")) == (10, 30)
    assert await grab(sale, "m1", line=OTHER) == await grab(sale, "m2") == ["won"]
    assert (await rows(sale))["left"] == MANY - 12


async def test_who_is_on_no_line_that_is_known_has_no_limit(on_sale, grab):
    sale = await on_sale(quantity=MANY, pieces=MANY)
    assert await grab(sale, *guests(MANY)) == ["won"] * MANY


async def test_pieces_count_and_not_people(on_sale, grab):
    sale = await on_sale(quantity=MANY, pieces=MANY, per_member=4)
    assert await grab(sale, "m1", "m2", "m3", quantity=4, line=LINE) == ["won", "won", "too-many"]
    assert await grab(sale, "m3", quantity=2, line=LINE) == ["won"]


async def test_who_holds_a_piece_on_a_full_line_hears_so_again(crowded, grab):
    sale = await crowded()
    assert await grab(sale, "g0", "g10", line=LINE) == ["won", "too-many"]


async def test_a_full_line_asks_the_database_nothing(crowded, grab, database, monkeypatch):
    sale = await crowded()

    async def write(*_args, **_named):
        raise AssertionError("asked")

    monkeypatch.setattr(database, "write", write)
    assert await grab(sale, *guests(MANY, 10), line=LINE) == ["too-many"] * MANY


async def test_what_is_paid_makes_room_for_the_next_on_its_line(crowded, grab, desk, heard, pays):
    sale = await crowded()
    await pays("g3", claims(heard)["g3"])
    await desk.look()
    assert await grab(sale, "m1", "m2", line=LINE) == ["won", "too-many"]


async def test_what_is_got_while_the_rows_are_looked_at_still_waits_for_its_money(on_sale, grab, desk, monkeypatch):
    sale = await on_sale(quantity=MANY, pieces=MANY)
    assert await grab(sale, *guests(9), line=LINE) == ["won"] * 9
    unfinished = reads.unfinished

    async def just_before(session):
        found = await unfinished(session)
        assert await grab(sale, "g9", line=LINE) == ["won"]
        return found

    monkeypatch.setattr(reads, "unfinished", just_before)
    await desk.look()
    assert await grab(sale, "m1", line=LINE) == ["too-many"]


async def test_what_is_ordered_and_not_paid_makes_none(crowded, grab, desk, heard, pays):
    sale = await crowded()
    await pays("g3", claims(heard)["g3"], paid=False)
    await desk.look()
    assert await grab(sale, "m1", line=LINE) == ["too-many"]


async def test_what_lapses_makes_room_and_the_line_can_take_no_more_than_before(crowded, grab, desk, clock):
    sale = await crowded()
    await clock.advance(5 * 60)
    await desk.look()
    got = await grab(sale, *guests(MANY, 10), line=LINE)
    assert (got.count("won"), got.count("too-many")) == (10, 30)


async def test_an_order_that_is_taken_back_makes_room(crowded, grab, desk, database, heard, pays):
    sale = await crowded()
    order = await pays("g3", claims(heard)["g3"], paid=False)
    await database.write(orders.close, order, "buyer")
    await desk.look()
    assert await grab(sale, "m1", "m2", line=LINE) == ["won", "too-many"]


async def test_places_in_the_queue_count_too(on_sale, grab):
    sale = await on_sale(quantity=MANY, pieces=MANY)
    await grab(sale, *(f"m{number}" for number in range(MANY)))
    got = await grab(sale, *guests(MANY), line=LINE)
    assert (got.count("queued"), got.count("too-many")) == (10, 30)


async def test_who_is_served_from_the_queue_is_counted_once(on_sale, grab, desk, clock, heard, eventually):
    sale = await on_sale(quantity=MANY, pieces=MANY)
    await grab(sale, *(f"m{number}" for number in range(MANY)))
    await grab(sale, *guests(9), line=LINE)
    await clock.advance(5 * 60)
    await desk.look()
    await eventually(lambda: "g8" in claims(heard))
    assert await grab(sale, "g9", "g10", line=LINE) == ["won", "too-many"]


async def test_where_all_is_gone_a_full_line_hears_that(on_sale, grab):
    sale = await on_sale(quantity=10)
    assert await grab(sale, *guests(10), line=LINE) == ["won"] * 10
    await grab(sale, *(f"m{number}" for number in range(10)))
    assert await grab(sale, "g10", line=LINE) == ["sold-out"]


async def test_who_gets_nothing_takes_no_room(on_sale, grab, desk, clock):
    sale = await on_sale(quantity=1)
    assert await grab(sale, *guests(9), line=LINE) == ["won", "queued", *["sold-out"] * 7]
    assert len(desk._stalls[sale].lines.members) == 2
