"""First come, first served, exactly."""

from datetime import timedelta

import pytest

from appliance.events import FlashPieceLost, FlashPieceWon, FlashSaleRestocked
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.problems import FlashSaleNotFound


def states(claimed) -> list[str | None]:
    return [None if held is None else held.state for held in claimed.answers]


async def test_those_who_come_first_get_the_pieces(opened, grabs, rows, heard, clock):
    sale = await opened(quantity=2)
    claimed = await grabs(sale, "m1", "m2", "m3")
    assert states(claimed) == ["won", "won", None]
    assert (claimed.left, claimed.unpaid, claimed.over) == (0, 2, False)
    assert [(one.member, one.claim, one.until) for one in heard(FlashPieceWon)] == [
        (held.member, held.claim, clock.now() + timedelta(minutes=5)) for held in claimed.answers[:2]
    ]
    assert (await rows(sale))["claims"] == [("m1", "won"), ("m2", "won")]


async def test_who_asks_again_has_what_they_have(opened, grabs, rows, heard):
    sale = await opened(quantity=3)
    first = await grabs(sale, "m1", "m1")
    again = await grabs(sale, "m1")
    assert {held.claim for held in first.answers + again.answers} == {first.answers[0].claim}
    assert ((await rows(sale))["left"], len(heard(FlashPieceWon))) == (2, 1)


async def test_who_wants_more_than_is_left_gets_what_is_left(opened, database, rows):
    sale = await opened(quantity=3, per_member=2)
    asks = [actions.Ask("m1", 2), actions.Ask("m2", 2), actions.Ask("m3", 1)]
    claimed = await database.write(actions.claim, sale, asks)
    assert [None if held is None else held.quantity for held in claimed.answers] == [2, 1, None]
    assert (await rows(sale))["left"] == 0


@pytest.mark.parametrize("quantity", [0, -1])
async def test_nothing_cannot_be_grabbed(opened, grabs, quantity):
    sale = await opened()
    assert states(await grabs(sale, "m1", quantity=quantity)) == [None]


async def test_nobody_gets_anything_before_and_after_its_time(announced, grabs, clock, database):
    sale = await announced()
    early = await grabs(sale, "m1")
    assert (states(early), early.over) == ([None], True)
    await clock.advance(3 + 20 * 60)
    late = await grabs(sale, "m1")
    assert (states(late), late.over) == ([None], True)


async def test_when_it_was_ended_nobody_gets_anything_more(opened, grabs, database):
    sale = await opened()
    await database.write(actions.end, sale, "staff")
    assert (await grabs(sale, "m1")).over
    with pytest.raises(FlashSaleNotFound):
        await grabs("none", "m1")


async def test_what_nobody_orders_in_time_comes_back(opened, grabs, database, rows, clock, stock, heard):
    sale = await opened(quantity=2)
    await grabs(sale, "m1", "m2")
    await clock.advance(5 * 60 - 1)
    assert await database.write(actions.lapse) == 0
    await clock.advance(1)
    assert await database.write(actions.lapse, 1) == 1
    assert await database.write(actions.lapse) == 1
    assert ((await rows(sale))["left"], await stock()) == (2, (10, 2))
    assert sorted(one.member for one in heard(FlashPieceLost)) == ["m1", "m2"]
    assert states(await grabs(sale, "m3", "m1")) == ["won", "won"]


async def test_what_comes_back_after_the_end_is_ordinary_stock(opened, grabs, database, rows, clock, stock):
    sale = await opened(quantity=2)
    await grabs(sale, "m1")
    await database.write(actions.end, sale, "staff")
    assert await stock() == (10, 1)
    await clock.advance(5 * 60)
    await database.write(actions.lapse)
    assert ((await rows(sale))["returned"], await stock()) == (2, (10, 0))


async def test_everybody_hears_of_pieces_that_nobody_waited_for(opened, database, heard):
    sale = await opened(quantity=2)
    await database.write(actions.offer_again, sale)
    await database.write(actions.end, sale, "staff")
    await database.write(actions.offer_again, sale)
    assert [(one.sale, one.left) for one in heard(FlashSaleRestocked)] == [(sale, 2)]


async def test_a_guest_who_turns_out_to_be_a_member_keeps_what_was_won(opened, grabs, database, rows):
    sale = await opened(quantity=3)
    await grabs(sale, "guest")
    await database.write(actions.adopt, "guest", "m1")
    assert (await rows(sale))["claims"] == [("m1", "won")]


async def test_two_who_turn_out_to_be_one_have_won_once(opened, grabs, database, rows):
    sale = await opened(quantity=3)
    await grabs(sale, "guest", "m1")
    await database.write(actions.adopt, "guest", "m1")
    found = await rows(sale)
    assert (found["left"], sorted(found["claims"])) == (2, [("guest", "lapsed"), ("m1", "won")])


async def test_who_wants_to_be_forgotten_gives_up_what_was_won(opened, grabs, database, rows):
    sale = await opened(quantity=3)
    await grabs(sale, "m1")
    await database.write(actions.forget, "m1")
    assert (await rows(sale))["left"] == 3
