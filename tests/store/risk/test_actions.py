"""Judging orders, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from appliance.events import OrderSuspected
from store.orders import actions as orders
from store.orders.models import Order
from store.risk import actions, reads
from store.risk.actions import OrderRefused, ReviewDecided, RuleUnknown, RuleUnusable, Sighted
from store.risk.models import Sighting
from store.risk.rules import Limit


@pytest.fixture
def order(database, an_order):
    """Place one: judged, then made, as the checkout does it."""

    def place(tx, number: str, member: str, subjects: dict[str, str]) -> bool:
        held = actions.judge(tx, Sighted(order=number, member=member, subjects=subjects))
        an_order(tx, number, member, held=held)
        return held

    async def one(number: str, member: str = "m1", **subjects: str) -> bool:
        return await database.write(place, number, member, subjects)

    return one


async def paid(database, *orders: str) -> None:
    def pay(tx) -> None:
        tx.execute(update(Order).where(Order.id.in_(orders)).values(state="confirmed"))

    await database.write(pay)


async def test_an_ordinary_buyer_is_left_alone(order, database):
    assert not await order("o1", device="d1", network="n1", phone="p1")
    async with database.read() as session:
        assert await reads.waiting(session) == 0


async def test_a_member_with_too_many_unpaid_orders_is_refused_until_one_is_paid(order, database):
    for number in range(5):
        await order(f"o{number}")
    with pytest.raises(OrderRefused) as refused:
        await order("o5")
    assert refused.value.finding.rule.name == "unpaid-orders"
    assert set(refused.value.document("zh")) == {"type", "title", "status", "retry_after"}
    await paid(database, "o0")
    await order("o5")


async def test_ten_orders_in_ten_minutes_are_enough(order, database, clock):
    for number in range(10):
        await order(f"o{number}")
        await paid(database, f"o{number}")
    with pytest.raises(OrderRefused):
        await order("o10")
    await clock.advance(11 * 60)
    await order("o10")


async def test_a_refused_order_leaves_nothing_but_the_reason_for_staff(order, database):
    await database.write(actions.change_rule, "boss", "member-velocity", Limit(1, 10, "refuse"))
    await order("o1")
    with pytest.raises(OrderRefused) as refused:
        await order("o2")
    found = refused.value.finding
    await database.write(actions.keep_refusal, "m1", found.rule.name, found.sentence(), found.sentence("en"))
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Sighting)) == 1
        (kept,) = await reads.refusals(session, "m1")
    assert kept.zh == "同一会员 10 分钟内下了 2 单（上限 1）"


async def test_one_phone_behind_many_members_holds_the_order_for_a_colleague(order, database, bus):
    told = []
    bus.listen(told.append, name="test")
    for number in range(3):
        assert not await order(f"o{number}", member=f"m{number}", phone="p1")
    assert await order("o3", member="m3", phone="p1")
    async with database.read() as session:
        (found,) = await reads.reviews(session)
    assert (found.order.id, found.order.held) == ("o3", True)
    assert [fact.order for fact in told if isinstance(fact, OrderSuspected)] == ["o3"]


async def test_the_same_member_at_the_same_phone_is_no_crowd(order, database):
    for number in range(5):
        assert not await order(f"o{number}", phone="p1")


async def test_a_passed_order_is_free_and_a_second_decision_is_refused(order, database):
    await database.write(actions.change_rule, "boss", "device-members", Limit(1, 60, "review"))
    await order("o1", member="m1", device="d1")
    assert await order("o2", member="m2", device="d1")
    await database.write(actions.decide, "o2", "boss", passed=True)
    async with database.read() as session:
        assert not (await session.get(Order, "o2")).held
        assert (await reads.review(session, "o2")).state == "passed"
    with pytest.raises(ReviewDecided):
        await database.write(actions.decide, "o2", "boss", passed=False)


@pytest.fixture
def suspect(sells, buys, database):
    """``await suspect()``: an order of goods that waits for a colleague; `**more` as `buys` takes it."""

    async def one(**more: object) -> str:
        await sells(pieces=10)
        await database.write(actions.change_rule, "boss", "network-velocity", Limit(1, 60, "review"))
        await database.write(actions.judge, Sighted(order="before", member="m0", subjects={"network": "n1"}))
        return await buys({"s1": 2}, subjects={"network": "n1"}, **more)

    return one


async def queue(database) -> list[tuple[str, str]]:
    async with database.read() as session:
        found = await reads.reviews(session)
        assert await reads.waiting(session) == len(found)
    return [(one.order.id, one.review.state) for one in found]


async def test_a_stopped_order_that_nobody_has_paid_closes_and_its_goods_are_free(suspect, bought, stock, database):
    odd = await suspect()
    assert (await stock(), await queue(database)) == ((10, 2), [(odd, "open")])
    assert not await database.write(actions.decide, odd, "boss", passed=False)
    found = (await bought(odd)).order
    assert (found.state, found.close_reason, found.held, await stock()) == ("closed", "staff", True, (10, 0))
    assert await queue(database) == []


async def test_a_stopped_order_that_was_paid_stands_in_the_queue_until_all_its_money_is_back(
    suspect, bought, stock, database, clock
):
    odd = await suspect()
    await database.write(orders.pay, odd, clock.now())
    assert await database.write(actions.decide, odd, "boss", passed=False), "money has to go back"
    assert ((await bought(odd)).order.held, await queue(database)) == (True, [(odd, "stopped")])
    await database.write(orders.refund_money, odd, 980, "part")
    assert await queue(database) == [(odd, "stopped")]
    await database.write(orders.refund_money, odd, 3000, "rest")
    await database.write(orders.forgo_rest, odd)
    assert (await queue(database), await stock()) == ([], (10, 0))


async def test_a_stopped_order_that_cost_nothing_closes(suspect, bought, stock, database, clock):
    odd = await suspect()
    await database.write(orders.pay, odd, clock.now())
    await database.write(lambda tx: tx.execute(update(Order).where(Order.id == odd).values(total=0)))
    assert not await database.write(actions.decide, odd, "boss", passed=False)
    assert ((await bought(odd)).order.close_reason, await stock()) == ("staff", (10, 0))


async def test_what_nobody_paid_in_time_waits_for_no_colleague_until_its_money_comes_late(suspect, database, clock):
    odd = await suspect()
    await database.write(orders.close, odd, "expired")
    assert await queue(database) == []
    assert await database.write(orders.revive, odd, clock.now())
    assert await queue(database) == [(odd, "open")]


async def test_a_payer_who_pays_for_many_is_looked_at(order, database):
    for number in range(4):
        await order(f"o{number}", member=f"m{number}")
        await database.write(actions.see_payer, f"o{number}", f"m{number}", "openid-1")
    async with database.read() as session:
        assert [found.order.id for found in await reads.reviews(session)] == ["o3"]


async def test_an_order_that_was_let_pass_waits_again_for_another_reason(order, database):
    await database.write(actions.change_rule, "boss", "phone-members", Limit(1, 60, "review"))
    for number in range(2):
        await order(f"o{number}", member=f"m{number}", phone="p1")
    await database.write(actions.decide, "o1", "lin", passed=True)
    await database.write(actions.change_rule, "boss", "address-members", Limit(1, 60, "review"))
    for number in range(2):
        await database.write(actions.judge_again, f"o{number}", {"phone": f"p{number + 2}", "address": "a1"})
    async with database.read() as session:
        (found,) = await reads.reviews(session)
    assert (found.order.id, found.order.held) == ("o1", True)
    assert [reason["rule"] for reason in found.review.reasons] == ["address-members"]


async def test_what_waits_already_waits_for_both_reasons_and_what_was_stopped_stays_so(order, database):
    for rule in ("phone-members", "address-members"):
        await database.write(actions.change_rule, "boss", rule, Limit(1, 60, "review"))
    for number in range(2):
        await order(f"o{number}", member=f"m{number}", phone="p1")
        await database.write(actions.judge_again, f"o{number}", {"address": "a1"})
    async with database.read() as session:
        (found,) = await reads.reviews(session)
    assert [reason["rule"] for reason in found.review.reasons] == ["phone-members", "address-members"]
    await database.write(actions.decide, "o1", "lin", passed=False)
    await database.write(actions.judge_again, "o1", {"address": "a1"})
    async with database.read() as session:
        assert (await reads.review(session, "o1")).state == "stopped"


async def test_only_rules_that_exist_and_limits_that_make_sense_are_taken(database):
    with pytest.raises(RuleUnknown):
        await database.write(actions.change_rule, "boss", "no-such", Limit(1, 1, "review"))
    with pytest.raises(RuleUnusable):
        await database.write(actions.change_rule, "boss", "member-velocity", Limit(0, 1, "review"))


async def test_staff_read_the_rules_as_they_set_them(database):
    await database.write(actions.change_rule, "boss", "member-velocity", Limit(7, 3, "review"))
    await database.write(actions.change_rule, "boss", "member-velocity", Limit(8, 3, "review"))
    async with database.read() as session:
        by_name = {rule.name: rule for rule in await reads.rules(session)}
    assert by_name["member-velocity"].most == 8


async def test_sightings_that_no_rule_looks_at_are_forgotten(order, database, clock):
    await order("o1", phone="p1")
    await clock.advance(timedelta(days=2).total_seconds())
    await order("o2", phone="p1")
    await database.write(actions.forget_sightings)
    async with database.read() as session:
        assert set(await session.scalars(select(Sighting.order))) == {"o2"}


async def test_what_judging_costs_does_not_grow_with_what_strangers_owe(sqlite_database, an_order):
    """In steps of SQLite's machine, so that no clock is asked."""

    def judged(tx, number: str) -> int:
        driver = tx._connection.connection.driver_connection
        steps: list[int] = []
        driver.set_progress_handler(lambda: steps.append(1), 1)
        actions.judge(tx, Sighted(order=number, member="m1", subjects={"phone": "p1"}))
        driver.set_progress_handler(None, 0)
        return len(steps)

    def owe(tx) -> None:
        for number in range(300):
            an_order(tx, f"s{number}", f"stranger{number}")

    alone = await sqlite_database.write(judged, "o1")
    await sqlite_database.write(owe)
    assert await sqlite_database.write(judged, "o2") < alone * 1.5
