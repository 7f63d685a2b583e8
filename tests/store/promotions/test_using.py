"""An order uses up its promotions once, and gives exactly those back."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from appliance.db import Transaction
from store.pricing.cart import Audience, CouponRule, Reduction, Tier, TimedPrice
from store.promotions import actions, reads
from store.promotions.models import Coupon
from store.promotions.problems import CouponGone, PointsShort, PromotionOver

RULE = Reduction((Tier(amount=10_000, off=1_000),))
TEN_OFF = CouponRule(off=1_000, threshold=5_000)


@pytest.fixture
def coupon(database, run):
    """``await coupon("m")``: the id of one in their hand."""

    async def coupon(member: str, rule: CouponRule = TEN_OFF) -> str:
        promotion = await run(rule)
        return await database.write(actions.issue_coupon, promotion, member, "staff")

    return coupon


async def coupon_states(database) -> list[tuple[str, str | None]]:
    async with database.read() as session:
        rows = await session.execute(select(Coupon.state, Coupon.order).order_by(Coupon.id))
        return [tuple(row) for row in rows]


async def refused(*tries) -> list[str]:
    answers = await asyncio.gather(*tries, return_exceptions=True)
    return [type(answer).__name__ for answer in answers if answer is not None]


async def test_five_parallel_orders_with_one_coupon_make_one_discount(database, coupon, quoted):
    held = await coupon("m")
    orders = (database.write(actions.consume, quoted(coupons=(held,)), "m", f"o{n}") for n in range(5))
    assert await refused(*orders) == ["CouponGone"] * 4
    assert [state for state, _ in await coupon_states(database)] == ["used"]


async def test_a_coupon_of_somebody_else_is_refused(database, coupon, quoted):
    held = await coupon("m")
    with pytest.raises(CouponGone):
        await database.write(actions.consume, quoted(coupons=(held,)), "thief", "o")
    assert await coupon_states(database) == [("issued", None)]


async def test_a_coupon_that_ended_meanwhile_is_refused(database, coupon, quoted, clock):
    held = await coupon("m", CouponRule(off=100, days=1))
    await clock.advance(86_400)
    with pytest.raises(CouponGone):
        await database.write(actions.consume, quoted(coupons=(held,)), "m", "o")


async def test_parallel_orders_never_overdraw_a_budget(database, run, quoted, counters):
    promotion = await run(RULE, budget=2_500)
    orders = (database.write(actions.consume, quoted({promotion: 1_000}), f"m{n}", f"o{n}") for n in range(5))
    assert await refused(*orders) == ["PromotionOver"] * 3
    assert await counters(promotion) == (2, 2_000)


async def test_parallel_orders_never_use_it_more_often_than_it_is_there(database, run, quoted, counters):
    promotion = await run(RULE, total=2)
    orders = (database.write(actions.consume, quoted({promotion: 10}), f"m{n}", f"o{n}") for n in range(5))
    assert await refused(*orders) == ["PromotionOver"] * 3
    assert await counters(promotion) == (2, 20)


async def test_one_member_uses_it_only_so_often(database, run, quoted, counters):
    promotion = await run(RULE, per_member=2)
    orders = (database.write(actions.consume, quoted({promotion: 10}), "m", f"o{n}") for n in range(5))
    assert await refused(*orders) == ["PromotionOver"] * 3
    await database.write(actions.consume, quoted({promotion: 10}), "other", "o9")
    assert await counters(promotion) == (3, 30)


async def test_what_is_refused_leaves_nothing_behind(database, run, coupon, quoted, counters):
    promotion, over = await run(RULE), await run(RULE, total=1)
    held = await coupon("m")
    await database.write(actions.consume, quoted({over: 1}), "first", "o1")
    with pytest.raises(PromotionOver):
        await database.write(actions.consume, quoted({promotion: 10, over: 1}, (held,)), "m", "o2")
    assert await counters(promotion) == (0, 0)
    assert await coupon_states(database) == [("issued", None)]


async def test_the_same_order_uses_it_once(database, run, quoted, counters):
    promotion = await run(RULE)
    for _ in range(3):
        await database.write(actions.consume, quoted({promotion: 10}), "m", "o")
    assert await counters(promotion) == (1, 10)


async def test_giving_back_twice_gives_back_once(database, run, coupon, quoted, counters):
    promotion, held = await run(RULE, per_member=1), await coupon("m")
    await database.write(actions.give_points, "m", 300, "k")
    await database.write(actions.consume, quoted({promotion: 10}, (held,), 200), "m", "o")
    for _ in range(3):
        await database.write(actions.give_back, "o")
    assert await counters(promotion) == (0, 0)
    assert await coupon_states(database) == [("issued", None)]
    async with database.read() as session:
        assert await reads.points(session, "m") == 300


async def test_an_order_that_lives_again_uses_everything_again(database, run, coupon, quoted, counters):
    promotion, held = await run(RULE, total=1), await coupon("m")
    await database.write(actions.give_points, "m", 300, "k")
    quote = quoted({promotion: 10}, (held,), 200)
    await database.write(actions.consume, quote, "m", "o")
    await database.write(actions.give_back, "o")
    await database.write(actions.consume, quote, "m", "o")
    assert await counters(promotion) == (1, 10)
    assert await coupon_states(database) == [("used", "o")]
    async with database.read() as session:
        assert await reads.points(session, "m") == 100
    await database.write(actions.give_back, "o")
    async with database.read() as session:
        assert await reads.points(session, "m") == 300


async def test_an_order_does_not_live_again_when_somebody_else_took_its_place(database, run, quoted, counters):
    promotion = await run(RULE, total=1)
    await database.write(actions.consume, quoted({promotion: 10}), "m", "o")
    await database.write(actions.give_back, "o")
    await database.write(actions.consume, quoted({promotion: 10}), "other", "o2")
    with pytest.raises(PromotionOver):
        await database.write(actions.consume, quoted({promotion: 10}), "m", "o")
    assert await counters(promotion) == (1, 10)


async def test_a_paused_or_ended_promotion_is_over(database, run, quoted, clock):
    paused = await run(RULE)
    await database.write(actions.move_promotion, paused, "pause", "owner")
    ended = await run(RULE, ends_at=clock.now() + timedelta(seconds=10))
    await clock.advance(10)
    for promotion in (paused, ended, "unknown"):
        with pytest.raises(PromotionOver):
            await database.write(actions.consume, quoted({promotion: 10}), "m", "o")


async def test_more_points_than_there_are_cannot_be_spent_in_parallel(database, quoted):
    await database.write(actions.give_points, "m", 300, "k")
    orders = (database.write(actions.consume, quoted(points=200), "m", f"o{n}") for n in range(5))
    assert await refused(*orders) == ["PointsShort"] * 4
    async with database.read() as session:
        assert await reads.points(session, "m") == 100


async def test_who_has_no_points_spends_none(database, quoted):
    with pytest.raises(PointsShort):
        await database.write(actions.consume, quoted(points=1), "nobody", "o")


async def test_newcomers_are_new_until_their_first_order_and_only_once(database, run, quoted):
    promotion = await run(TimedPrice({"s": 1}), audience=Audience(new_only=True))

    def is_new(tx: Transaction) -> bool:
        return actions.buyer(tx, "m").new

    assert await database.write(is_new)
    orders = (database.write(actions.consume, quoted({promotion: 5}), "m", f"o{n}") for n in range(3))
    assert await refused(*orders) == ["PromotionOver"] * 2
    assert not await database.write(is_new)
    await asyncio.gather(*(database.write(actions.give_back, f"o{n}") for n in range(3)))
    assert await database.write(is_new)


async def test_who_has_bought_before_is_no_newcomer(database, run, quoted):
    promotion = await run(TimedPrice({"s": 1}), audience=Audience(new_only=True))
    await database.write(actions.consume, quoted(), "m", "earlier")
    with pytest.raises(PromotionOver):
        await database.write(actions.consume, quoted({promotion: 5}), "m", "o")
