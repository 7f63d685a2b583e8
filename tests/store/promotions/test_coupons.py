"""Coupons are handed out as often as promised, keep their terms, and end."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from appliance.db import Transaction
from store.members import actions as members
from store.pricing.cart import Audience, CouponRule, Scope
from store.promotions import actions, reads
from store.promotions.checking import Draft
from store.promotions.models import Coupon, PromotionUse
from store.promotions.problems import (
    AlreadyClaimed,
    CouponGone,
    CouponsOut,
    NotForYou,
    PromotionNotFound,
)

TEN_OFF = CouponRule(off=1_000, threshold=5_000, days=7)


async def claimed(database, *claims) -> list[str]:
    answers = await asyncio.gather(*claims, return_exceptions=True)
    return [type(answer).__name__ for answer in answers if not isinstance(answer, str)]


async def test_a_claimed_coupon_is_in_the_buyers_hand(database, run, clock):
    promotion = await run(TEN_OFF, name="满五十减十", scope=Scope(products=("p",)))
    coupon = await database.write(actions.claim, promotion, "m")
    async with database.read() as session:
        (held,) = (await reads.buyer(session, "m", "", clock.now())).coupons
    assert (held.id, held.name, held.rule, held.scope.products) == (coupon, "满五十减十", TEN_OFF, ("p",))
    assert held.valid_to == clock.now() + timedelta(days=7)


async def test_no_more_coupons_than_there_are(database, run, counters):
    promotion = await run(TEN_OFF, total=2)
    claims = (database.write(actions.claim, promotion, f"m{n}") for n in range(5))
    assert await claimed(database, *claims) == [CouponsOut.__name__] * 3
    assert await counters(promotion) == (2, 2_000)


async def test_nobody_takes_more_than_their_share(database, run):
    promotion = await run(TEN_OFF, per_member=2)
    claims = (database.write(actions.claim, promotion, "m") for _ in range(5))
    assert await claimed(database, *claims) == [AlreadyClaimed.__name__] * 3


async def test_a_refused_claim_counts_for_nobody(database, run, counters):
    promotion = await run(TEN_OFF, per_member=1)
    await database.write(actions.claim, promotion, "m")
    with pytest.raises(AlreadyClaimed):
        await database.write(actions.claim, promotion, "m")
    assert await counters(promotion) == (1, 1_000)


async def test_the_budget_holds_what_the_coupons_may_come_to(database, run, counters):
    promotion = await run(CouponRule(percent=20, most=3_000), budget=7_000)
    claims = (database.write(actions.claim, promotion, f"m{n}") for n in range(3))
    assert await claimed(database, *claims) == [CouponsOut.__name__]
    assert await counters(promotion) == (2, 6_000)


async def test_an_expired_coupon_frees_what_was_set_aside_for_it(database, run, counters, clock):
    promotion = await run(TEN_OFF, budget=1_000)
    await database.write(actions.claim, promotion, "m")
    assert await database.write(actions.expire_coupons) == (0, 0)
    await clock.advance(7 * 86_400)
    assert await database.write(actions.expire_coupons) == (1, 0)
    assert await database.write(actions.expire_coupons) == (0, 0)
    assert await counters(promotion) == (1, 0)
    await database.write(actions.claim, promotion, "other")


async def test_expiring_goes_a_few_at_a_time(database, run, clock):
    promotion = await run(TEN_OFF)
    for n in range(5):
        await database.write(actions.claim, promotion, f"m{n}")
    await clock.advance(7 * 86_400)
    assert [(await database.write(actions.expire_coupons, 2)).done for _ in range(4)] == [2, 2, 1, 0]


async def test_a_coupon_keeps_its_terms_when_its_promotion_changes(database, run, clock):
    promotion = await run(TEN_OFF, name="旧")
    await database.write(actions.claim, promotion, "m")
    await database.write(actions.change_promotion, promotion, Draft(name="新", rule=CouponRule(off=1)), "owner")
    await database.write(actions.move_promotion, promotion, "end", "owner")
    async with database.read() as session:
        (held,) = (await reads.buyer(session, "m", "", clock.now())).coupons
    assert (held.name, held.rule.off) == ("旧", 1_000)


async def test_only_what_is_for_claiming_can_be_claimed(database, run):
    handed_out = await run(CouponRule(off=1, claimable=False))
    with pytest.raises(NotForYou):
        await database.write(actions.claim, handed_out, "m")
    await database.write(actions.issue_coupon, handed_out, "m", "staff")


async def test_a_coupon_for_newcomers_is_not_for_who_has_bought(database, run, quoted):
    promotion = await run(TEN_OFF, audience=Audience(new_only=True))
    await database.write(actions.claim, promotion, "fresh")
    await database.write(actions.consume, quoted(), "regular", "o")
    with pytest.raises(NotForYou):
        await database.write(actions.claim, promotion, "regular")


async def test_a_coupon_for_a_level_is_for_that_level(database, run):
    promotion = await run(TEN_OFF, audience=Audience(levels=("gold",)))
    with pytest.raises(NotForYou):
        await database.write(actions.claim, promotion, "m")


async def test_what_does_not_run_cannot_be_claimed(database, run, clock):
    ended = await run(TEN_OFF, ends_at=clock.now() + timedelta(seconds=1))
    await clock.advance(1)
    with pytest.raises(CouponsOut):
        await database.write(actions.claim, ended, "m")
    with pytest.raises(PromotionNotFound):
        await database.write(actions.claim, "unknown", "m")


async def test_staff_take_back_what_was_not_used(database, run, quoted, counters):
    promotion = await run(TEN_OFF)
    coupon = await database.write(actions.issue_coupon, promotion, "m", "staff")
    await database.write(actions.void_coupon, coupon)
    with pytest.raises(CouponGone):
        await database.write(actions.void_coupon, coupon)
    with pytest.raises(CouponGone):
        await database.write(actions.consume, quoted(coupons=(coupon,)), "m", "o")
    assert await counters(promotion) == (1, 0)


async def test_a_guests_coupons_and_points_become_the_members(database, run):
    promotion = await run(TEN_OFF, per_member=1)
    await database.write(actions.claim, promotion, "guest")
    await database.write(actions.claim, promotion, "m")
    await database.write(actions.give_points, "guest", 30, "a")
    await database.write(actions.give_points, "m", 12, "b")

    def adopt(tx: Transaction) -> int:
        actions.adopt(tx, "guest", "m")
        return actions.buyer(tx, "m").points

    assert await database.write(adopt) == 42
    async with database.read() as session:
        assert {row.member for row in await session.scalars(select(Coupon))} == {"m"}
        assert [row.used for row in await session.scalars(select(PromotionUse))] == [2]
        assert await reads.points(session, "guest") == 0
    with pytest.raises(AlreadyClaimed):
        await database.write(actions.claim, promotion, "m")


@pytest.fixture
def states(database):
    """How many coupons of a promotion are in which state."""

    async def states(promotion: str) -> list[str]:
        async with database.read() as session:
            return sorted(await session.scalars(select(Coupon.state).where(Coupon.promotion == promotion)))

    return states


async def test_two_who_turn_out_to_be_one_hold_no_more_coupons_than_one_may(database, run, counters, states):
    promotion = await run(TEN_OFF, per_member=1, budget=2_000)
    await database.write(actions.claim, promotion, "guest")
    await database.write(actions.claim, promotion, "m")
    await database.write(actions.adopt, "guest", "m")
    assert await states(promotion) == ["issued", "void"]
    assert await counters(promotion) == (2, 1_000)


async def test_a_coupon_that_one_of_the_two_has_used_leaves_the_other_none(database, run, quoted, counters, states):
    promotion = await run(TEN_OFF, per_member=1)
    coupon = await database.write(actions.claim, promotion, "m")
    await database.write(actions.consume, quoted(coupons=(coupon,)), "m", "o")
    await database.write(actions.claim, promotion, "guest")
    await database.write(actions.adopt, "guest", "m")
    assert await states(promotion) == ["used", "void"]
    assert await counters(promotion) == (2, 1_000)


@pytest.mark.parametrize("regular", [True, False])
async def test_a_guests_coupon_for_newcomers_is_void_when_the_member_is_not_new(
    database, run, quoted, states, regular: bool
):
    promotion = await run(TEN_OFF, audience=Audience(new_only=True))
    await database.write(actions.claim, promotion, "guest")
    if regular:
        await database.write(actions.consume, quoted(), "m", "o")
    await database.write(actions.adopt, "guest", "m")
    assert await states(promotion) == ["void" if regular else "issued"]


async def test_who_is_forgotten_holds_nothing_any_more(database, run, clock):
    promotion = await run(TEN_OFF)
    await database.write(actions.claim, promotion, "m")
    await database.write(actions.give_points, "m", 30, "a")
    await database.write(actions.forget, "m")
    async with database.read() as session:
        buyer = await reads.buyer(session, "m", "", clock.now())
    assert (buyer.coupons, buyer.points) == ((), 0)
    await database.write(members.forget, "m")
