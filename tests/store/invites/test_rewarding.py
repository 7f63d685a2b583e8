"""A friend's first completed order rewards both, once, within every limit."""

import asyncio

import pytest
from sqlalchemy import select, update

from store.invites import actions
from store.invites.models import Inviter, InviteTerms
from store.invites.terms import Reward
from store.orders import actions as orders
from store.orders.models import Order, OrderLine
from store.pricing.cart import CouponRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.promotions.models import Coupon, Promotion
from tests.store.invites.conftest import KEYS


@pytest.fixture
def coupon(database):
    """A coupon of five yuan that runs; at most one for each person."""

    async def start(**more):
        def make(tx):
            draft = Draft(name="五元券", rule=CouponRule(off=500, threshold=0), per_member=1, **more)
            promotion = promotions.add_promotion(tx, draft, by="owner")
            promotions.move_promotion(tx, promotion, "start", "owner")
            return promotion

        return await database.write(make)

    return start


async def test_both_get_their_points_when_the_order_is_completed_and_not_before(
    database, code, pays, completes, sweeps, points, invite
):
    await database.write(actions.bind, code, "ben")
    order = await pays("ben")
    await sweeps()
    assert ((await invite()).order, await points("anna"), await points("ben")) == (order, 0, 0)
    await completes(order)
    earned = await points("ben")
    await sweeps()
    await sweeps()
    assert (await points("anna"), await points("ben") - earned) == (100, 50)
    found = await invite()
    assert (found.state, found.inviter_points, found.invitee_points, found.reason) == ("rewarded", 100, 50, "")


async def test_a_second_order_brings_nothing_more(brings, pays, completes, sweeps, points):
    await brings()
    await sweeps()
    await completes(await pays("ben"))
    await sweeps()
    assert await points("anna") == 100


async def test_an_order_that_went_back_brings_nothing_and_the_next_one_counts(
    database, code, pays, completes, sweeps, points, invite
):
    await database.write(actions.bind, code, "ben")
    order = await pays("ben")
    await sweeps()
    async with database.read() as session:
        line = await session.scalar(select(OrderLine.id).where(OrderLine.order == order))
    await database.write(lambda tx: orders.refund_pieces(tx, line, 1, 1990) and None)
    await sweeps()
    assert ((await invite()).state, (await invite()).order) == ("waiting", None)
    await completes(await pays("ben"))
    await sweeps()
    await sweeps()
    assert await points("anna") == 100


async def test_an_order_that_came_down_below_the_least_does_not_count(database, promises, code, pays, sweeps, invite):
    await promises(least=1500)
    await database.write(actions.bind, code, "ben")
    order = await pays("ben")
    await sweeps()
    await database.write(lambda tx: orders.refund_money(tx, order, 600, "k"))
    await sweeps()
    assert (await invite()).order is None


async def test_who_does_not_order_in_time_is_a_friend_no_longer(database, code, pays, sweeps, invite, clock):
    await database.write(actions.bind, code, "ben")
    await clock.advance(30 * 86_400 + 1)
    await sweeps()
    assert (await invite()).state == "waiting"
    await pays("ben")
    await sweeps()
    await clock.advance(86_400)
    await sweeps()
    assert ((await invite()).state, (await invite()).reason) == ("void", "lapsed")


async def test_above_an_inviters_limit_of_the_day_only_the_friend_is_rewarded(
    promises, brings, sweeps, points, invite, clock
):
    await promises(per_day=1, in_all=2)
    for friend in ("ben", "cleo"):
        await brings(friend)
    await sweeps()
    assert (await points("anna"), (await invite("cleo")).reason) == (100, "over-day")
    assert (await invite("cleo")).invitee_points == 50
    await clock.advance(86_400)
    await brings("dora")
    await sweeps()
    await clock.advance(86_400)
    await brings("ed")
    await sweeps()
    assert (await points("anna"), (await invite("ed")).reason) == (200, "over-all")


async def test_the_shops_number_is_never_passed(promises, brings, sweeps, points, invite, database):
    await promises(most=1, per_day=1, in_all=1)
    await brings("ben")
    await brings("cleo")
    await sweeps()
    assert sorted([(await invite("ben")).state, (await invite("cleo")).state]) == ["rewarded", "void"]
    assert await points("anna") == 100
    async with database.read() as session:
        assert await session.scalar(select(InviteTerms.used)) == 1


async def test_limits_hold_when_many_are_rewarded_at_the_same_time(
    promises, database, code, pays, completes, sweeps, points
):
    await promises(per_day=2, in_all=2)
    friends = [f"friend{number}" for number in range(5)]
    for friend in friends:
        await database.write(actions.bind, code, friend)
    made = [await pays(friend) for friend in friends]
    await sweeps()
    await completes(*made)
    again = [database.write(actions.settle_due, 20, 0, keys=KEYS) for _ in range(4)]
    await asyncio.gather(*again)
    async with database.read() as session:
        counted = (await session.execute(select(Inviter.rewarded, Inviter.today))).one()
        used = await session.scalar(select(InviteTerms.used))
    assert (tuple(counted), used, await points("anna")) == ((2, 2), 5, 200)
    assert [await points(friend) for friend in friends] == [50] * 5


async def test_a_coupon_comes_beside_the_points_and_no_limit_per_person_keeps_it(
    promises, brings, coupon, sweeps, database, invite
):
    five = await coupon()
    await promises(inviter=Reward(0, five), invitee=Reward(10, five))
    await brings("ben")
    await brings("cleo")
    await sweeps()
    async with database.read() as session:
        held = (await session.execute(select(Coupon.member, Coupon.source).order_by(Coupon.member))).all()
    assert [tuple(one) for one in held] == [("anna", "invite")] * 2 + [("ben", "invite"), ("cleo", "invite")]
    assert (await invite("ben")).inviter_coupon


async def test_a_coupon_that_is_used_up_takes_nothing_else_with_it(
    promises, brings, coupon, sweeps, database, points, invite
):
    five = await coupon(total=1)
    await promises(inviter=Reward(100, five), invitee=Reward(10, five))
    await brings("ben")
    await sweeps()
    found = await invite("ben")
    assert (found.state, bool(found.invitee_coupon), found.inviter_coupon) == ("rewarded", True, None)
    assert await points("anna") == 100
    async with database.read() as session:
        assert await session.scalar(select(Promotion.used).where(Promotion.id == five)) == 1


async def test_what_was_rewarded_stays_so_when_the_order_is_touched_later(brings, sweeps, database, points, invite):
    order = await brings()
    await sweeps()
    back = update(Order).where(Order.id == order).values(payment="refunded")
    await database.write(lambda tx: tx.execute(back) and None)
    await sweeps()
    assert ((await invite()).state, await points("anna")) == ("rewarded", 100)
