"""What was won is ordered at its price, paid in time or too late, and taken back."""

import pytest

from appliance.events import FlashPieceLost
from store.checkout import actions as checkout
from store.checkout.problems import PriceMoved
from store.orders import actions as orders
from store.orders.models import Order
from store.promotions.flash_sales import actions
from store.promotions.problems import ClaimLapsed
from tests.store.conftest import purchase


@pytest.fixture
def wins(opened, grabs):
    """``sale, claim = await wins("m1")``: m1 has won a piece of a sale of five."""

    async def win(member: str = "m1", **more) -> tuple[str, str]:
        sale = await opened(**more)
        return sale, (await grabs(sale, member)).answers[0].claim

    return win


@pytest.fixture
def takes(database):
    """``await takes(claim)``: the order of what was won; its id."""

    async def order(claim: str, member: str = "m1", seen: int = 990) -> str:
        placed = await database.write(checkout.place, purchase(None, member, seen, claim=claim))
        return str(placed["order"])

    return order


@pytest.fixture
def order_row(database):
    async def look(order: str) -> Order:
        async with database.read() as session:
            return await session.get(Order, order)

    return look


async def test_it_is_ordered_at_its_price_and_expires_with_the_claim(wins, takes, bought, rows, stock, clock):
    sale, claim = await wins()
    await clock.advance(60)
    order = await takes(claim)
    found = await bought(order)
    line = found.lines[0]
    assert (line.unit_price, line.amount, line.list_price, found.order.total) == (990, 990, 1990, 990)
    assert (found.order.expires_at - clock.now()).total_seconds() == 4 * 60
    assert (await stock(), (await rows(sale))["claims"]) == ((10, 5), [("m1", "ordered")])


async def test_it_is_an_order_of_the_sales_room_whatever_the_buyer_says(opened, wins, takes, order_row):
    _, claim = await wins(room="tonight")
    assert (await order_row(await takes(claim))).room == "tonight"


async def test_it_is_ordered_once_by_whose_it_is_and_in_time(wins, takes, clock):
    _, claim = await wins()
    for wrong in ((claim, "m2"), ("none", "m1")):
        with pytest.raises(ClaimLapsed):
            await takes(*wrong)
    with pytest.raises(PriceMoved):
        await takes(claim, seen=1990)
    await takes(claim)
    with pytest.raises(ClaimLapsed):
        await takes(claim)


async def test_after_five_minutes_it_cannot_be_ordered(wins, takes, clock, rows):
    sale, claim = await wins()
    await clock.advance(5 * 60)
    with pytest.raises(ClaimLapsed):
        await takes(claim)
    assert (await rows(sale))["claims"] == [("m1", "won")]


async def test_the_last_piece_of_all_can_be_ordered_by_who_won_it(wins, takes, stock):
    """Nothing is available to anybody else: the piece is set aside for this buyer."""
    _, claim = await wins(quantity=1, pieces=1)
    await takes(claim)
    assert await stock() == (1, 1)


async def test_limits_for_ordinary_orders_are_not_for_what_was_won(database, sells, announced, grabs, takes, clock):
    await sells("s1", least=3, most=5)
    sale = await announced(stocked=True)
    await clock.advance(3)
    assert await takes((await grabs(sale, "m1")).answers[0].claim)


async def test_what_is_paid_in_time_is_sold(wins, takes, database, rows, clock, stock):
    sale, claim = await wins()
    order = await takes(claim)
    assert await database.write(orders.pay, order, clock.now(), 990) == "paid"
    await clock.advance(600)
    assert await database.write(actions.lapse) == 0
    assert (await rows(sale))["claims"] == [("m1", "paid")]
    assert await stock() == (10, 5)


@pytest.mark.parametrize("end", ["buyer", "expired"])
async def test_an_order_that_does_not_happen_gives_its_piece_back_to_the_sale(
    wins, takes, database, rows, clock, stock, heard, end
):
    sale, claim = await wins()
    order = await takes(claim)
    if end == "buyer":
        await database.write(orders.close, order, "buyer")
    else:
        await clock.advance(5 * 60)
        assert (await database.write(orders.expire)).done == 1
    found = await rows(sale)
    assert (found["left"], found["claims"], await stock()) == (5, [("m1", "lapsed")], (10, 5))
    assert [(one.member, one.claim) for one in heard(FlashPieceLost)] == [("m1", claim)]


async def test_after_the_end_it_gives_its_piece_back_to_everybody(wins, takes, database, rows, stock):
    sale, claim = await wins()
    order = await takes(claim)
    await database.write(actions.end, sale, "staff")
    await database.write(orders.close, order, "buyer")
    assert ((await rows(sale))["returned"], await stock()) == (5, (10, 0))


@pytest.mark.parametrize("over", [False, True])
async def test_late_money_finds_its_piece_while_there_is_one(
    wins, takes, database, rows, clock, stock, order_row, over
):
    sale, claim = await wins()
    order = await takes(claim)
    await clock.advance(5 * 60)
    await database.write(orders.expire)
    if over:
        await database.write(actions.end, sale, "staff")
    assert await database.write(orders.revive, order, clock.now(), 990)
    found = await rows(sale)
    assert (found["left"], found["returned"], found["claims"]) == (*((0, 4) if over else (4, 0)), [("m1", "paid")])
    assert ((await order_row(order)).state, await stock()) == ("confirmed", (10, 1 if over else 5))


async def test_late_money_goes_back_when_somebody_else_has_the_piece(
    wins, takes, grabs, database, rows, clock, stock, order_row
):
    sale, claim = await wins(quantity=1)
    order = await takes(claim)
    await clock.advance(5 * 60)
    await database.write(orders.expire)
    await grabs(sale, "m2")
    assert not await database.write(orders.revive, order, clock.now(), 990)
    assert ((await rows(sale))["claims"], await stock()) == ([("m1", "lapsed"), ("m2", "won")], (10, 1))
    assert (await order_row(order)).state == "closed"


async def test_late_money_goes_back_when_its_buyer_has_won_again(wins, takes, grabs, database, clock, rows):
    sale, claim = await wins()
    order = await takes(claim)
    await clock.advance(5 * 60)
    await database.write(orders.expire)
    await grabs(sale, "m1")
    assert not await database.write(orders.revive, order, clock.now(), 990)
    assert (await rows(sale))["claims"] == [("m1", "lapsed"), ("m1", "won")]


async def test_late_money_goes_back_when_the_pieces_of_a_sale_that_is_over_were_sold(
    wins, takes, buys, database, clock, rows, stock
):
    sale, claim = await wins(quantity=1, pieces=1)
    order = await takes(claim)
    await database.write(actions.end, sale, "staff")
    await clock.advance(5 * 60)
    await database.write(orders.expire)
    await buys({"s1": 1}, member="m2")
    assert not await database.write(orders.revive, order, clock.now(), 990)
    assert ((await rows(sale))["claims"], await stock()) == ([("m1", "lapsed")], (1, 1))
