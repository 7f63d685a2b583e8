"""Claims that try for money twice, for goods and money, or for everybody's patience: on both databases."""

import pytest
from sqlalchemy import select, update

from store.after_sales import actions, sweeping, terms
from store.after_sales.actions import Application, applying
from store.after_sales.sweeping import sweep
from store.orders import actions as orders
from store.orders.actions import Packed
from store.orders.models import Order
from store.orders.problems import ClaimFirst
from store.payments import actions as payments
from store.promotions.models import PointsBalance

BY = "lin"
A_BIT_TOO_LONG = terms.ANSWERED_WITHIN.total_seconds() + 1


def points(tx):
    return tx.scalar(select(PointsBalance.points))


@pytest.mark.parametrize("kind", ["refund", "exchange"])
async def test_silence_does_not_give_away_goods_that_were_received(database, paid, claims, look, clock, kind):
    claim = await claims(await paid(1, received=True), 1, kind, "no-reason")
    await clock.advance(A_BIT_TOO_LONG)
    await sweep(database)
    assert (await look(claim)).state == "applied"


async def test_goods_do_not_leave_while_their_buyer_waits_for_a_refund(database, paid, claims, bought):
    order = await paid(2)
    claim = await claims(order, 2)
    with pytest.raises(ClaimFirst):
        await database.write(orders.ship, order, Packed(kind="city"), BY)
    with pytest.raises(ClaimFirst):
        await database.write(orders.hand_over, (await bought(order)).order.pickup_code, BY)
    await database.write(actions.agree, claim, BY)
    assert (await bought(order)).lines[0].cancelled == 2


async def test_only_the_pieces_that_are_spoken_for_stay(database, paid, claims, bought):
    order = await paid(3)
    claim = await claims(order)
    (line,) = (await bought(order)).lines
    with pytest.raises(ClaimFirst):
        await database.write(orders.ship, order, Packed(kind="city", lines={line.id: 3}), BY)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    (line,) = (await bought(order)).lines
    assert (line.shipped, line.claimed, line.sendable) == (2, 1, 0)
    assert (await bought(order)).order.shipment == "part"
    await database.write(actions.agree, claim, BY)
    (line,) = (await bought(order)).lines
    assert (line.shipped, line.cancelled, line.claimed) == (2, 1, 0)
    assert (await bought(order)).order.shipment == "all"


async def test_a_claim_about_one_thing_does_not_keep_another_back(database, sells, buys, bought):
    await sells("s1")
    await sells("s2")
    order = await buys({"s1": 1, "s2": 1})
    await database.write(payments.take, order, "scan", 2 * 1990, BY)
    unwanted, _ = (await bought(order)).lines
    asked = Application(line=unwanted.id, quantity=1, kind="refund", reason="no-reason")
    claim = await database.write(actions.apply, "m1", order, asked)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    assert [line.shipped for line in (await bought(order)).lines] == [0, 1]
    with pytest.raises(ClaimFirst):
        await database.write(orders.ship, order, Packed(kind="city"), BY)
    await database.write(actions.refuse, claim, BY, "已经打包")
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    assert (await bought(order)).order.shipment == "all"


@pytest.mark.parametrize("end", ["cancel", "refuse"])
async def test_goods_leave_again_once_a_claim_has_ended(database, paid, claims, bought, end: str):
    order = await paid(1)
    claim = await claims(order)
    ending = (actions.cancel, claim, "m1") if end == "cancel" else (actions.refuse, claim, BY, "已经打包")
    await database.write(*ending)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    assert (await bought(order)).order.shipment == "all"


async def test_a_claim_about_goods_that_left_keeps_nothing_back(database, paid, claims, bought):
    order = await paid(1, sent=True)
    await claims(order, reason="damaged")
    assert (await bought(order)).order.claimed == 0


async def test_what_a_colleague_gave_back_is_not_paid_again(database, paid, claims, look, bought):
    order = await paid(2)
    await database.write(payments.give_back, order, 500, "碰坏了一角", BY, "once")
    claim = await claims(order, 2)
    await database.write(actions.agree, claim, BY)
    found = (await bought(order)).order
    assert ((await look(claim)).amount, found.refunded, found.payment) == (3480, 3980, "refunded")


async def test_with_the_last_fen_of_a_claim_goes_what_was_not_sent(database, sells, buys, bought, stock):
    await sells("s1")
    await sells("s2")
    order = await buys({"s1": 1, "s2": 1})
    await database.write(payments.take, order, "scan", 2 * 1990, BY)
    await database.write(payments.give_back, order, 1990, "赔偿", BY, "once")
    unwanted, _ = (await bought(order)).lines
    asked = Application(line=unwanted.id, quantity=1, kind="refund", reason="no-reason")
    claim = await database.write(actions.apply, "m1", order, asked)
    await database.write(actions.agree, claim, BY)
    found = (await bought(order)).order
    assert (found.state, found.payment, found.refunded) == ("closed", "refunded", 3980)
    assert [await stock("s1"), await stock("s2")] == [(10, 0), (10, 0)]


async def test_goods_of_which_all_the_money_is_back_may_still_come_back(database, paid, claims, look, bought, stock):
    order = await paid(1, received=True)
    claim = await claims(order, kind="return")
    await database.write(actions.agree, claim, BY)
    await database.write(payments.give_back, order, 1990, "赔偿", BY, "once")
    await database.write(actions.take_in, claim, BY, sellable=True)
    found = (await bought(order)).order
    assert ((await look(claim)).state, found.refunded, await stock()) == ("done", 1990, (10, 0))


async def test_points_that_an_order_earned_go_with_the_money_whoever_gives_it_back(database, paid, claims, bought):
    order = await paid(2, received=True)
    await database.write(lambda tx: tx.execute(update(Order).values(points_earned=39)) and None)
    claim = await claims(order, kind="return")
    await database.write(orders.complete, order)
    assert await database.write(points) == 39
    for _ in range(2):
        await database.write(payments.give_back, order, 995, "碰坏了一角", BY, "once")
    assert await database.write(points) == 29
    await database.write(actions.agree, claim, BY)
    await database.write(actions.take_in, claim, BY, sellable=True)
    assert await database.write(points) == 9
    await database.write(payments.give_back, order, 995, "再退", BY, "twice")
    assert await database.write(points) == 0


async def test_pieces_that_never_left_cannot_come_back(database, paid, bought):
    order = await paid(3)
    (line,) = (await bought(order)).lines
    await database.write(orders.ship, order, Packed(kind="city", lines={line.id: 1}), BY)
    one = Application(line=line.id, quantity=1, kind="return", reason="damaged")
    await database.write(actions.apply, "m1", order, one)
    with pytest.raises(terms.NothingLeft):
        await database.write(actions.apply, "m1", order, one)


async def test_a_claim_that_resists_holds_up_no_other(database, paid, buys, bought, claims, look, clock):
    first = await paid(1)
    gone = await claims(first)
    (line,) = (await bought(first)).lines
    await database.write(orders.refund_pieces, line.id, 1, 1990)
    second = await buys({"s1": 1})
    await database.write(payments.take, second, "scan", 1990, BY)
    waiting = await claims(second)
    await clock.advance(A_BIT_TOO_LONG)
    await sweep(database)
    assert (await look(gone)).state == "applied"
    assert (await look(waiting)).state == "refunding"


async def test_one_who_resists_keeps_nobody_else_from_the_end_of_waiting(
    database, paid, claims, look, clock, monkeypatch
):
    order = await paid(3, received=True)
    kept = [await claims(order, 1, "return", "damaged") for _ in range(3)]
    for claim in kept:
        await database.write(actions.agree, claim, BY)
    move = applying.move

    def resist(tx, claim, *args, **named):
        if claim == kept[0]:
            raise ValueError
        return move(tx, claim, *args, **named)

    monkeypatch.setattr(applying, "move", resist)
    monkeypatch.setattr(sweeping, "STEP", 1)
    await clock.advance(terms.SENT_BACK_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert [(await look(claim)).state for claim in kept] == ["agreed", "cancelled", "cancelled"]
