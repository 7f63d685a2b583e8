"""Points: each business fact once, what ends soonest is spent first, and a debt blocks spending."""

import pytest

from appliance.events import PointsMoved
from store.members import actions as members
from store.members.actions import MemberGone
from store.pricing.cart import PointsRule
from store.promotions import actions, reads
from store.promotions.problems import PointsShort, PointsUnusable

DAY = 86_400


@pytest.fixture
def balance(database):
    async def balance(member: str = "m") -> int:
        async with database.read() as session:
            return await reads.points(session, member)

    return balance


async def test_an_order_earns_once(database, balance):
    for _ in range(3):
        await database.write(actions.earn, "o", "m", 50)
    assert await balance() == 50


async def test_what_is_taken_back_is_never_more_than_was_earned(database, balance):
    await database.write(actions.earn, "o", "m", 50)
    taken = [
        await database.write(actions.take_back, "o", points, key) for points, key in [(30, "a"), (30, "b"), (5, "c")]
    ]
    assert taken == [30, 20, 0]
    assert await balance() == 0


async def test_the_same_return_takes_back_once(database, balance):
    await database.write(actions.earn, "o", "m", 50)
    assert [await database.write(actions.take_back, "o", 20, "claim") for _ in range(3)] == [20, 0, 0]
    assert await balance() == 30


async def test_a_debt_of_points_blocks_spending_until_it_is_earned_again(database, balance, quoted):
    await database.write(actions.earn, "o1", "m", 50)
    await database.write(actions.consume, quoted(points=40), "m", "o2")
    await database.write(actions.take_back, "o1", 50, "claim")
    assert await balance() == -40
    with pytest.raises(PointsShort):
        await database.write(actions.consume, quoted(points=1), "m", "o3")
    await database.write(actions.earn, "o4", "m", 45)
    await database.write(actions.consume, quoted(points=5), "m", "o5")
    assert await balance() == 0


async def test_points_spent_on_returned_goods_come_back_but_not_twice(database, balance, quoted):
    await database.write(actions.give_points, "m", 100, "k")
    await database.write(actions.consume, quoted(points=90), "m", "o")
    assert await database.write(actions.return_points, "o", 40, "claim-1") == 40
    assert await database.write(actions.return_points, "o", 40, "claim-1") == 0
    await database.write(actions.give_back, "o")
    assert await balance() == 100
    assert await database.write(actions.return_points, "o", 40, "claim-2") == 0


async def test_an_order_without_points_returns_none(database, balance):
    assert await database.write(actions.return_points, "o", 40, "x") == 0
    assert await database.write(actions.take_back, "o", 40, "x") == 0


async def test_earned_points_end_when_the_rule_says(database, balance, run, clock):
    await run(PointsRule(valid_days=30))
    await database.write(actions.earn, "o", "m", 50)
    await clock.advance(30 * DAY - 1)
    assert await database.write(actions.expire_points) == (0, 0)
    await clock.advance(1)
    assert await database.write(actions.expire_points) == (1, 0)
    assert await balance() == 0
    assert await database.write(actions.expire_points) == (0, 0)


async def test_what_ends_soonest_was_spent_first(database, balance, quoted, clock):
    await database.write(actions.give_points, "m", 100, "a", 10)
    await database.write(actions.give_points, "m", 100, "b", 20)
    await database.write(actions.consume, quoted(points=130), "m", "o")
    await clock.advance(10 * DAY)
    await database.write(actions.expire_points)
    assert await balance() == 70
    await clock.advance(10 * DAY)
    await database.write(actions.expire_points)
    assert await balance() == 0


async def test_points_that_came_back_do_not_count_as_spent(database, balance, quoted, clock):
    await database.write(actions.give_points, "m", 100, "a", 10)
    await database.write(actions.consume, quoted(points=80), "m", "o")
    await database.write(actions.give_back, "o")
    await clock.advance(10 * DAY)
    await database.write(actions.expire_points)
    assert await balance() == 0


async def test_points_for_ever_stay(database, balance, clock):
    await database.write(actions.give_points, "m", 100, "a")
    await clock.advance(5000 * DAY)
    assert await database.write(actions.expire_points) == (0, 0)
    assert await balance() == 100


async def test_a_present_is_given_once_and_within_reason(database, balance):
    assert await database.write(actions.give_points, "m", 10, "birthday/2026")
    assert not await database.write(actions.give_points, "m", 10, "birthday/2026")
    assert await balance() == 10
    for points in (0, -5, 1_000_001):
        with pytest.raises(PointsUnusable):
            await database.write(actions.give_points, "m", points, f"odd-{points}")


async def test_who_was_forgotten_gets_none(database):
    await database.write(actions.give_points, "m", 10, "a")
    await database.write(members.forget, "m")
    with pytest.raises(MemberGone):
        await database.write(actions.give_points, "m", 10, "b")


async def test_points_of_who_was_forgotten_end_without_a_word(database, run, clock, quoted):
    await run(PointsRule(valid_days=30))
    await database.write(actions.earn, "o", "m", 50)
    await database.write(actions.consume, quoted(points=20), "m", "o2")
    for forget in (actions.forget, members.forget):
        await database.write(forget, "m")
    assert await database.write(actions.take_back, "o", 10, "claim") == 0
    assert await database.write(actions.return_points, "o2", 10, "claim") == 0
    await clock.advance(31 * DAY)
    assert await database.write(actions.expire_points) == (1, 0)
    assert await database.write(actions.expire_points) == (0, 0)


async def test_every_move_is_told(database, bus, eventually):
    told = []
    bus.listen(told.append, (PointsMoved,), name="test")
    await database.write(actions.earn, "o", "m", 50)
    await database.write(actions.take_back, "o", 50, "x")
    await eventually(lambda: len(told) == 2)
    assert [(move.points, move.reason, move.order) for move in told] == [(50, "earned", "o"), (-50, "taken-back", "o")]
