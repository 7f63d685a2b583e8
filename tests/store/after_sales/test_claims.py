"""What a buyer claims, what the shop answers, what comes back: on both databases."""

from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import select

from store.after_sales import actions, reads, terms
from store.after_sales.actions.answering import WordsMissing
from store.after_sales.actions.moving import AfterSaleMovedOn, AfterSaleNotFound
from store.after_sales.actions.returning import SendExchangeInstead
from store.after_sales.holding import HOLDING
from store.after_sales.sweeping import sweep
from store.orders import actions as orders
from store.orders.actions import Packed
from store.orders.problems import OrderNotFound, TrackingUnusable
from store.payments.models import Refund

BY = "lin"


async def test_an_unshipped_order_is_refunded_whole_and_its_stock_is_free(
    database, paid, claims, look, pays_out, bought, stock
):
    order = await paid(2)
    claim = await claims(order, 2)
    await database.write(actions.agree, claim, BY)
    assert (await look(claim)).state == "refunding"
    assert await stock() == (10, 0)
    found = (await bought(order)).order
    assert (found.state, found.payment, found.refunded) == ("closed", "refunded", 3980)
    await pays_out(claim)
    assert (await look(claim)).state == "done"


async def test_pieces_go_back_one_by_one_and_sum_to_what_was_paid(database, paid, claims, look, bought):
    order = await paid(3)
    amounts = []
    for _ in range(3):
        claim = await claims(order, 1)
        await database.write(actions.agree, claim, BY)
        amounts.append((await look(claim)).amount)
    assert sum(amounts) == (await bought(order)).order.total


async def test_a_return_comes_back_before_the_money_does(database, paid, claims, look, pays_out, bought, stock):
    order = await paid(2, received=True)
    claim = await claims(order, 1, "return")
    await database.write(actions.agree, claim, BY, "请寄回")
    assert (await look(claim)).state == "agreed"
    await database.write(actions.send_back, claim, "m1", "SF", "SF1234567890")
    assert await stock() == (8, 0)
    await database.write(actions.take_in, claim, BY, sellable=True)
    assert await stock() == (9, 0)
    await pays_out(claim)
    found = (await bought(order)).order
    assert ((await look(claim)).state, found.payment, found.refunded) == ("done", "part-refunded", 1990)


@pytest.mark.parametrize("reason", get_args(terms.Reason))
async def test_the_buyer_reads_words_beside_the_money_that_comes_back(database, paid, claims, reason):
    claim = await claims(await paid(1), 1, reason=reason)
    await database.write(actions.agree, claim, BY)
    async with database.read() as session:
        told = await session.scalar(select(Refund.reason))
    assert told == terms.WORDS[reason]


async def test_spoilt_goods_are_paid_back_and_not_sold_again(database, paid, claims, stock):
    claim = await claims(await paid(2, received=True), 1, "return", "damaged")
    await database.write(actions.agree, claim, BY)
    await database.write(actions.take_in, claim, BY, sellable=False)
    assert await stock() == (8, 0)


async def test_an_exchange_sends_new_goods_and_no_money(database, paid, claims, look, bought, stock):
    order = await paid(1, received=True)
    claim = await claims(order, 1, "exchange", "damaged")
    await database.write(actions.agree, claim, BY)
    with pytest.raises(SendExchangeInstead):
        await database.write(actions.take_in, claim, BY, sellable=True)
    with pytest.raises(TrackingUnusable):
        await database.write(actions.resend, claim, BY, Packed(carrier="XX", tracking="1"), sellable=False)
    parcel = await database.write(
        actions.resend, claim, BY, Packed(carrier="SF", tracking="SF1234567890"), sellable=False
    )
    found = await look(claim)
    assert (found.state, found.parcel, found.refund) == ("done", parcel, None)
    whole = await bought(order)
    assert (whole.order.refunded, len(whole.parcels)) == (0, 2)
    assert await stock() == (8, 0)


async def test_a_refusal_says_why_and_another_claim_may_follow(database, paid, claims, look):
    order = await paid(1, received=True)
    claim = await claims(order, 1, "refund", "unlike")
    with pytest.raises(WordsMissing):
        await database.write(actions.refuse, claim, BY, "  ")
    await database.write(actions.refuse, claim, BY, "与页面描述一致")
    assert (await look(claim)).state == "refused"
    assert await claims(order, 1, "refund", "damaged")


async def test_nobody_claims_the_same_piece_twice(database, paid, claims):
    order = await paid(2)
    first = await claims(order, 2)
    with pytest.raises(terms.NothingLeft):
        await claims(order, 1)
    await database.write(actions.cancel, first, "m1")
    await claims(order, 1)


async def test_a_claim_is_its_buyers_own(database, paid, claims, bought):
    order = await paid(1)
    claim = await claims(order)
    with pytest.raises(AfterSaleNotFound):
        await database.write(actions.cancel, claim, "m2")
    (line,) = (await bought(order)).lines
    wanted = actions.Application(line=line.id, quantity=1, kind="refund", reason="other")
    with pytest.raises(OrderNotFound):
        await database.write(actions.apply, "m2", order, wanted)


async def test_two_colleagues_do_not_answer_twice(database, paid, claims):
    claim = await claims(await paid(1))
    await database.write(actions.agree, claim, BY)
    with pytest.raises(AfterSaleMovedOn):
        await database.write(actions.agree, claim, "wu")
    with pytest.raises(AfterSaleMovedOn):
        await database.write(actions.cancel, claim, "m1")


async def test_an_unanswered_refund_of_unshipped_goods_is_granted(database, paid, claims, look, clock):
    claim = await claims(await paid(1))
    await sweep(database)
    assert (await look(claim)).state == "applied"
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert (await look(claim)).state == "refunding"


async def test_an_unanswered_refund_of_what_a_parcel_left_behind_is_granted(
    database, paid, claims, look, bought, clock
):
    claim = await claims(order := await paid(3), 2)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert (await look(claim)).state == "refunding"
    whole = await bought(order)
    assert (whole.lines[0].shipped, whole.lines[0].cancelled, whole.order.shipment) == (1, 2, "all")


async def test_an_unanswered_refund_of_more_than_a_parcel_left_behind_goes_on_waiting(
    database, paid, claims, look, clock
):
    claim = await claims(order := await paid(3), 1)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    sent = await claims(order, 2, "refund", "damaged")
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert [(await look(one)).state for one in (claim, sent)] == ["refunding", "applied"]


async def test_unanswered_refunds_together_are_granted_up_to_what_a_parcel_left_behind(
    database, paid, claims, look, bought, clock
):
    order = await paid(4)
    (line,) = (await bought(order)).lines
    await database.write(orders.ship, order, Packed(kind="city", lines={line.id: 1}), BY)
    first, second = await claims(order, 2), await claims(order, 2)
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert sorted([(await look(first)).state, (await look(second)).state]) == ["applied", "refunding"]


async def test_an_unanswered_complaint_about_received_goods_goes_on_waiting(database, paid, claims, look, clock):
    claim = await claims(await paid(1, received=True), 1, "refund", "unlike")
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    await sweep(database)
    assert (await look(claim)).state == "applied"


async def test_goods_that_nobody_sends_back_end_the_claim(database, paid, claims, look, clock):
    claim = await claims(await paid(1, received=True), 1, "return")
    await database.write(actions.agree, claim, BY)
    await clock.advance(timedelta(days=7, seconds=1).total_seconds())
    await sweep(database)
    assert (await look(claim)).state == "cancelled"


async def test_goods_that_came_back_and_were_forgotten_are_paid(database, paid, claims, look, clock):
    claim = await claims(await paid(1, received=True), 1, "return")
    await database.write(actions.agree, claim, BY)
    await database.write(actions.send_back, claim, "m1", "", "")
    await clock.advance(timedelta(days=10, seconds=1).total_seconds())
    await sweep(database)
    assert (await look(claim)).state == "refunding"


async def test_a_claim_ends_when_a_colleague_gives_everything_back_without_it(
    database, paid, claims, look, bought, clock
):
    order = await paid(2)
    claim = await claims(order, 2)
    for _ in range(2):
        await database.write(actions.give_back, order, 3980, "缺货", BY, "form-1")
    found = (await bought(order)).order
    assert (found.state, found.payment, found.claimed) == ("closed", "refunded", 0)
    assert ((await look(claim)).state, (await look(claim)).refund) == ("cancelled", None)
    await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
    assert await database.write(actions.answer_overdue) == (0, 0)
    await database.write(HOLDING.forget, "m1")


async def test_a_claim_stays_when_a_colleague_gives_back_a_part(database, paid, claims, look):
    order = await paid(2)
    claim = await claims(order, 2)
    await database.write(actions.give_back, order, 100, "补偿", BY, "form-1")
    assert (await look(claim)).state == "applied"
    await database.write(actions.agree, claim, BY)
    assert (await look(claim)).amount == 3880


async def test_a_claim_ends_when_another_takes_all_that_was_left(database, paid, claims, look, bought):
    order = await paid(2)
    first, second = await claims(order, 1), await claims(order, 1)
    await database.write(actions.give_back, order, 1990, "补偿", BY, "form-1")
    await database.write(actions.agree, first, BY)
    assert ((await look(first)).state, (await look(first)).amount) == ("refunding", 1990)
    assert ((await look(second)).state, (await bought(order)).order.claimed) == ("cancelled", 0)


async def test_goods_on_their_way_back_are_taken_in_after_everything_was_given_back(database, paid, claims, look):
    order = await paid(2, received=True)
    claim = await claims(order, 2, "return")
    await database.write(actions.agree, claim, BY)
    await database.write(actions.give_back, order, 3980, "先退款", BY, "form-1")
    assert (await look(claim)).state == "agreed"
    await database.write(actions.take_in, claim, BY, sellable=True)
    assert ((await look(claim)).state, (await look(claim)).amount) == ("done", 0)


async def test_the_page_knows_what_may_still_be_claimed(database, paid, claims, bought, clock):
    order = await paid(3, sent=True)
    await claims(order, 1, "return")
    async with database.read() as session:
        (line,) = await reads.claimable(session, await bought(order), clock.now())
    assert (line.left, line.kinds, line.no_reason, line.until) == (2, ("refund", "return", "exchange"), True, None)
