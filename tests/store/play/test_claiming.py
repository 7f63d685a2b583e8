"""Goods that were won: claimed once, sent as an order that costs nothing, or the shop's again."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from appliance.events import PrizeClaimed, PrizeLapsed
from store.after_sales import actions as after_sales
from store.orders import actions as orders
from store.orders.holding import HOLDING
from store.orders.models import Order
from store.orders.problems import OrderMovedOn
from store.play import actions
from store.play.actions import Sending
from store.play.models import RoundWin
from store.play.problems import NothingToClaim, WinLapsed, WinNotFound
from store.play.spec import PrizeWanted
from store.play.sweeping import sweep
from store.promotions import reads as promotions

HOME = Sending(delivery="express", region="天津市 和平区", sealed="sealed", fingerprint="print", note="放门口")


@pytest.fixture
async def won(play, sells):
    """``await won()``: the win of m1, one of two pieces."""

    async def win(claim_days: int = 7) -> str:
        await sells("s1", pieces=2, title="十八街麻花")
        lottery = await play.open("lottery", PrizeWanted(kind="goods", sku="s1"), claim_days=claim_days)
        await play.enter(lottery, "m1")
        await play.end(lottery)
        return (await play.wins(lottery))[0].id

    return win


async def test_a_claimed_prize_is_an_order_that_costs_nothing(won, database, bought, stock, clock, told, eventually):
    win = await won()
    order = await database.write(actions.claim, win, "m1", HOME)
    whole = await bought(order)
    assert (whole.order.total, whole.order.state, whole.order.payment) == (0, "confirmed", "paid")
    assert (whole.order.region, whole.order.contact_sealed, whole.order.note) == ("天津市 和平区", "sealed", "放门口")
    (line,) = whole.lines
    assert (line.sku, line.title, line.quantity, line.gift, line.amount) == ("s1", "十八街麻花", 1, True, 0)
    assert await stock("s1") == (2, 1)
    await eventually(lambda: [fact for fact in told if isinstance(fact, PrizeClaimed)])


async def test_it_is_shipped_like_any_order(won, database, stock):
    order = await database.write(actions.claim, await won(), "m1", HOME)
    await database.write(orders.ship, order, orders.Packed(carrier="ZTO", tracking="ZT123456"), "wang")
    assert await stock("s1") == (1, 0)


async def test_a_prize_that_is_not_sent_after_all_ends_and_its_piece_is_free(won, database, bought, stock):
    order = await database.write(actions.claim, await won(), "m1", HOME)
    await database.write(after_sales.forgo, order, "wang")
    found = (await bought(order)).order
    assert (found.state, found.close_reason, await stock("s1")) == ("closed", "staff", (2, 0))
    await database.write(HOLDING.forget, "m1")
    with pytest.raises(OrderMovedOn):
        await database.write(after_sales.forgo, order, "wang")


async def test_a_prize_that_has_left_is_not_taken_back(won, database):
    order = await database.write(actions.claim, await won(), "m1", HOME)
    await database.write(orders.ship, order, orders.Packed(carrier="ZTO", tracking="ZT123456"), "wang")
    with pytest.raises(OrderMovedOn):
        await database.write(after_sales.forgo, order, "wang")


async def test_who_won_something_is_still_a_newcomer(won, database, clock):
    await database.write(actions.claim, await won(), "m1", HOME)
    async with database.read() as session:
        assert (await promotions.buyer(session, "m1", "", clock.now())).new


async def test_claiming_twice_is_once(won, database, stock):
    win = await won()
    claims = [database.write(actions.claim, win, "m1", HOME) for _ in range(4)]
    assert len(set(await asyncio.gather(*claims))) == 1
    assert await stock("s1") == (2, 1)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_nobody_claims_what_somebody_else_won(won, database):
    win = await won()
    for stranger, wanted in [("m2", win), ("m1", "none")]:
        with pytest.raises(WinNotFound):
            await database.write(actions.claim, wanted, stranger, HOME)


async def test_points_and_coupons_need_no_claiming(play, database):
    lottery = await play.open()
    await play.enter(lottery, "m1")
    await play.end(lottery)
    with pytest.raises(NothingToClaim):
        await database.write(actions.claim, (await play.wins(lottery))[0].id, "m1", HOME)


async def test_goods_nobody_claimed_are_sold_again(won, database, stock, clock, told, eventually, keys):
    win = await won(claim_days=3)
    await clock.advance(timedelta(days=3).total_seconds() - 1)
    await sweep(database, keys)
    assert await stock("s1") == (2, 1)
    await clock.advance(1)
    with pytest.raises(WinLapsed):
        await database.write(actions.claim, win, "m1", HOME)
    await sweep(database, keys)
    assert await stock("s1") == (2, 0)
    await eventually(lambda: [fact for fact in told if isinstance(fact, PrizeLapsed)])
    with pytest.raises(WinLapsed):
        await database.write(actions.claim, win, "m1", HOME)


async def test_claiming_while_it_lapses_is_one_of_both(won, database, stock, clock, keys):
    win = await won(claim_days=1)
    await clock.advance(timedelta(days=1).total_seconds() - 1)
    claimed = await database.write(actions.claim, win, "m1", HOME)
    await clock.advance(1)
    await sweep(database, keys)
    async with database.read() as session:
        row = await session.get(RoundWin, win)
    assert row is not None
    assert (row.state, row.order) == ("claimed", claimed)
    assert await stock("s1") == (2, 1)


async def test_the_sweep_hands_over_what_nobody_live_did(play, database, keys):
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=3, count=30))
    await play.enter(lottery, *(f"m{n}" for n in range(30)))
    await database.write(actions.end, keys, lottery, "closed")
    await sweep(database, keys)
    assert {win.state for win in await play.wins(lottery)} == {"claimed"}
