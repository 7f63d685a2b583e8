"""满200送: what came along for nothing stays in the shop when what earned it goes back before it left, or may."""

import pytest
from sqlalchemy import select

from appliance.db import JournalRow
from store.after_sales import actions, terms
from store.after_sales.actions import Application
from store.after_sales.sweeping import sweep
from store.orders import actions as orders
from store.orders.actions import Packed
from store.orders.problems import ClaimFirst
from store.payments import actions as payments
from store.pricing.cart import CouponRule, Gift
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.promotions.models import Promotion, PromotionUse

BY = "lin"
CUP = Gift(amount=20_000, gifts={"cup": 1})


@pytest.fixture
def starts(database):
    async def start(rule, **terms) -> str:
        promotion = await database.write(promotions.add_promotion, Draft(name="满200送杯子", rule=rule, **terms), BY)
        await database.write(promotions.move_promotion, promotion, "start", BY)
        return promotion

    return start


@pytest.fixture
def with_cup(database, sells, buys, starts):
    """``await with_cup()``: an order of A for 190 yuan and B for 10 with the cup that 200 yuan earn, paid; its id."""

    async def order(rule: Gift = CUP, coupon: CouponRule | None = None, **terms) -> str:
        for sku, price in (("a", 19_000), ("b", 1_000), ("cup", 9_900)):
            await sells(sku, price=price)
        await starts(rule, **terms)
        if coupon:
            await database.write(promotions.claim, await starts(coupon), "m1")
        cost = 20_000 - (coupon.off if coupon else 0)
        made = await buys({"a": 1, "b": 1}, seen=cost)
        await database.write(payments.take, made, "scan", cost, BY)
        return made

    return order


@pytest.fixture
def wants_back(database, bought):
    """``await wants_back(order, "a")``: the buyer claims the money of a line; the claim's id."""

    async def claim(order: str, sku: str, kind: str = "refund") -> str:
        line = (await lines(bought, order))[sku].id
        wanted = Application(line=line, quantity=1, kind=kind, reason="no-reason")
        return await database.write(actions.apply, "m1", order, wanted)

    return claim


@pytest.fixture
def unanswered(database, clock):
    """Two days pass without a word of the shop."""

    async def wait() -> None:
        await clock.advance(terms.ANSWERED_WITHIN.total_seconds() + 1)
        await sweep(database)

    return wait


async def sends(database, bought, order, *skus):
    """One piece of each leaves."""
    found = await lines(bought, order)
    await database.write(orders.ship, order, Packed(kind="city", lines={found[sku].id: 1 for sku in skus}), BY)


async def held(bought, order) -> dict[str, int]:
    """Pieces that do not leave while claims are open, by SKU."""
    return {sku: line.claimed for sku, line in (await lines(bought, order)).items() if line.claimed}


async def lines(bought, order):
    return {line.sku: line for line in (await bought(order)).lines}


async def told(database) -> list[str]:
    async with database.read() as session:
        rows = await session.scalars(select(JournalRow.body).where(JournalRow.kind == "OrderChanged"))
        return [body for body in rows if '"gift"' in body]


async def test_a_gift_stays_when_what_earned_it_is_refunded_by_the_calendar(
    database, with_cup, wants_back, unanswered, bought, stock
):
    order = await with_cup()
    assert await stock("cup") == (10, 1)
    await wants_back(order, "a")
    await unanswered()
    assert (await stock("a"), await stock("cup")) == ((10, 0), (10, 0))
    await database.write(orders.ship, order, Packed(kind="pickup"), BY)
    found = await lines(bought, order)
    assert {sku: line.shipped for sku, line in found.items()} == {"a": 0, "b": 1, "cup": 0}
    assert (found["cup"].cancelled, found["cup"].refunded, await stock("cup")) == (1, 1, (10, 0))
    whole = (await bought(order)).order
    assert (whole.refunded, whole.state, whole.shipment) == (19_000, "confirmed", "received")
    assert len(await told(database)) == 1


async def test_a_gift_waits_with_the_goods_that_earned_it(database, with_cup, wants_back, bought):
    order = await with_cup()
    await wants_back(order, "a")
    assert (await held(bought, order), (await bought(order)).order.claimed) == ({"a": 1, "cup": 1}, 2)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    with pytest.raises(ClaimFirst):
        await database.write(orders.ship, order, Packed(kind="city"), BY)
    with pytest.raises(ClaimFirst):
        await sends(database, bought, order, "cup")
    assert [line.shipped for line in (await lines(bought, order)).values()] == [0, 1, 0]


@pytest.mark.parametrize("end", ["withdrawn", "refused"])
async def test_a_gift_leaves_once_its_buyer_keeps_the_goods(database, with_cup, wants_back, bought, end):
    order = await with_cup()
    claim = await wants_back(order, "a")
    ending = (actions.cancel, claim, "m1") if end == "withdrawn" else (actions.refuse, claim, BY, "已经打包")
    await database.write(*ending)
    await database.write(orders.ship, order, Packed(kind="city"), BY)
    assert (await held(bought, order), (await bought(order)).order.shipment) == ({}, "all")


async def test_a_gift_waits_until_returned_goods_are_here(database, with_cup, wants_back, bought, stock):
    order = await with_cup()
    await sends(database, bought, order, "a", "b")
    claim = await wants_back(order, "a", "return")
    await database.write(actions.agree, claim, BY)
    assert await held(bought, order) == {"cup": 1}
    await database.write(actions.take_in, claim, BY, sellable=True)
    found = (await lines(bought, order))["cup"]
    assert (found.cancelled, found.claimed, await stock("cup")) == (1, 0, (10, 0))


async def test_a_gift_of_goods_that_nobody_sent_back_leaves(database, with_cup, wants_back, bought, clock):
    order = await with_cup()
    await sends(database, bought, order, "a", "b")
    await database.write(actions.agree, await wants_back(order, "a", "return"), BY)
    await clock.advance(terms.SENT_BACK_WITHIN.total_seconds() + 1)
    await sweep(database)
    await sends(database, bought, order, "cup")
    assert (await bought(order)).order.shipment == "all"


async def test_an_exchange_holds_no_gift_back(database, with_cup, wants_back, bought):
    order = await with_cup()
    await sends(database, bought, order, "a", "b")
    await wants_back(order, "a", "exchange")
    assert await held(bought, order) == {}


async def test_two_claims_together_hold_back_a_gift_that_either_would_leave(database, with_cup, wants_back, bought):
    order = await with_cup(Gift(pieces=1, gifts={"cup": 1}))
    await wants_back(order, "a")
    assert await held(bought, order) == {"a": 1}
    claim = await wants_back(order, "b")
    assert await held(bought, order) == {"a": 1, "b": 1, "cup": 1}
    await database.write(actions.refuse, claim, BY, "已经打包")
    assert await held(bought, order) == {"a": 1}


async def test_a_gift_that_was_sent_before_is_the_buyers(database, with_cup, wants_back, unanswered, bought, stock):
    order = await with_cup()
    await sends(database, bought, order, "b", "cup")
    await wants_back(order, "a")
    await unanswered()
    found = await lines(bought, order)
    assert (found["cup"].shipped, found["cup"].refunded, await stock("cup")) == (1, 0, (9, 0))
    assert (found["a"].refunded, await told(database)) == (1, [])


@pytest.mark.parametrize("rule", [Gift(amount=19_000, gifts={"cup": 1}), Gift(pieces=1, gifts={"cup": 1})])
async def test_a_gift_that_the_rest_still_earns_goes_along(database, with_cup, wants_back, bought, stock, rule):
    order = await with_cup(rule)
    await database.write(actions.agree, await wants_back(order, "b"), BY)
    await database.write(orders.ship, order, Packed(kind="pickup"), BY)
    found = await lines(bought, order)
    assert (found["a"].shipped, found["cup"].shipped, await stock("cup")) == (1, 1, (9, 0))


async def test_a_gift_counts_what_is_kept_before_coupons_as_it_did_when_it_was_given(
    database, with_cup, wants_back, bought
):
    order = await with_cup(Gift(amount=19_000, gifts={"cup": 1}), CouponRule(off=1_000))
    await database.write(actions.agree, await wants_back(order, "b"), BY)
    assert (await lines(bought, order))["cup"].cancelled == 0


async def test_an_order_of_which_only_a_lost_gift_was_left_to_send_has_left_whole(
    database, with_cup, wants_back, bought
):
    order = await with_cup()
    sent = {(await lines(bought, order))["b"].id: 1}
    await database.write(orders.ship, order, Packed(kind="city", lines=sent), BY)
    await database.write(actions.agree, await wants_back(order, "a"), BY)
    assert (await bought(order)).order.shipment == "all"


async def test_an_order_whose_bought_goods_are_all_refunded_closes_with_its_gift(
    database, with_cup, wants_back, bought, stock
):
    order = await with_cup()
    for sku in ("a", "b"):
        await database.write(actions.agree, await wants_back(order, sku), BY)
    assert ((await bought(order)).order.state, await stock("cup")) == ("closed", (10, 0))


async def test_a_gift_is_let_go_once_when_the_rest_of_an_order_is_forgone(database, with_cup, bought, stock):
    order = await with_cup(Gift(pieces=2, gifts={"cup": 1}))
    sent = {(await lines(bought, order))["b"].id: 1}
    await database.write(orders.ship, order, Packed(kind="city", lines=sent), BY)
    await database.write(orders.forgo_rest, order)
    assert ((await bought(order)).order.shipment, await stock("a"), await stock("cup")) == ("all", (10, 0), (10, 0))


@pytest.fixture
def uses(database):
    """``await uses()``: how often gifts were given, in all and to the buyer."""

    async def count() -> tuple[int, int]:
        async with database.read() as session:
            asked = select(Promotion.used, PromotionUse.used).join(PromotionUse, PromotionUse.promotion == Promotion.id)
            return tuple((await session.execute(asked)).one())

    return count


async def test_who_lost_a_gift_before_it_was_sent_may_earn_it_again(database, with_cup, wants_back, buys, bought, uses):
    order = await with_cup(per_member=1)
    assert await uses() == (1, 1)
    await database.write(actions.agree, await wants_back(order, "a"), BY)
    assert await uses() == (0, 0)
    await database.write(actions.agree, await wants_back(order, "b"), BY)
    assert await uses() == (0, 0)
    again = await buys({"a": 1, "b": 1}, seen=20_000)
    assert ("cup" in await lines(bought, again), await uses()) == (True, (1, 1))


async def test_who_was_sent_a_gift_has_had_it(database, with_cup, wants_back, bought, uses):
    order = await with_cup(per_member=1)
    await sends(database, bought, order, "b", "cup")
    await database.write(actions.agree, await wants_back(order, "a"), BY)
    assert await uses() == (1, 1)


async def test_of_a_gift_of_two_things_one_that_was_sent_is_enough(database, with_cup, sells, wants_back, bought, uses):
    await sells("pen", price=100)
    order = await with_cup(Gift(amount=20_000, gifts={"cup": 1, "pen": 1}), per_member=1)
    await sends(database, bought, order, "cup")
    await database.write(actions.agree, await wants_back(order, "a"), BY)
    assert ((await lines(bought, order))["pen"].cancelled, await uses()) == (1, (1, 1))


async def test_a_gift_that_stays_when_the_rest_is_forgone_may_be_earned_again(database, with_cup, bought, uses):
    order = await with_cup(Gift(pieces=1, gifts={"cup": 1}), per_member=1)
    await sends(database, bought, order, "a", "b")
    await database.write(orders.forgo_rest, order)
    assert await uses() == (0, 0)
