"""Clearing the browser makes nobody a newcomer: what a phone has had counts for whoever orders with it."""

import pytest
from sqlalchemy import event, select

from store.checkout import actions as checkout
from store.checkout.problems import OffersHad, TooManyForPhone
from store.checkout.reads import quoted
from store.checkout.weighing import Choice, Wanted
from store.orders import actions as orders
from store.pricing.cart import Audience, CouponRule, Gift, TimedPrice
from store.promotions import actions
from store.promotions.models import Coupon
from tests.store.conftest import purchase

PICKUP = Choice(delivery="pickup")
NEWCOMERS = Audience(new_only=True)


@pytest.fixture
def asks(database, clock):
    """``await asks("m2", phone="f1")``: what one piece costs, and what is said to have been had."""

    async def ask(member: str, phone: str | None = None) -> tuple[int, list[str]]:
        async with database.read() as session:
            found = await quoted(session, member, [Wanted("s1", 1)], PICKUP, clock.now(), phone=phone)
        return found.quote.total, found.had

    return ask


async def test_a_phone_is_new_once_however_many_names_order_with_it(sells, run, buys, asks):
    await sells()
    await run(TimedPrice({"s1": 990}), name="新人价", audience=NEWCOMERS)
    await buys({"s1": 1}, "m1", 990, phone_fingerprint="f1")
    assert await asks("m2") == (990, []), "nobody knows yet who it is"
    assert await asks("m2", "f2") == (990, [])
    assert await asks("m2", "f1") == (1990, ["新人价"])
    with pytest.raises(OffersHad) as had:
        await buys({"s1": 1}, "m2", 990, phone_fingerprint="f1")
    assert had.value.sentence("zh") == "这个手机号已经享受过“新人价”，请看一眼新的金额再下单"
    assert had.value.facts["quote"].total == 1990
    await buys({"s1": 1}, "m2", 1990, phone_fingerprint="f1")
    await buys({"s1": 1}, "m3", 990, phone_fingerprint="f3")


async def test_an_order_that_did_not_happen_has_had_nothing(sells, run, buys, asks, database):
    await sells()
    await run(TimedPrice({"s1": 990}), audience=NEWCOMERS)
    await database.write(orders.close, await buys({"s1": 1}, "m1", 990, phone_fingerprint="f1"), "buyer")
    assert await asks("m2", "f1") == (990, [])


async def test_what_a_person_may_have_twice_a_phone_has_twice(sells, run, buys, asks):
    await sells()
    await run(TimedPrice({"s1": 990}), name="尝鲜价", per_member=2)
    await buys({"s1": 1}, "m1", 990, phone_fingerprint="f1")
    assert await asks("m2", "f1") == (990, [])
    await buys({"s1": 1}, "m2", 990, phone_fingerprint="f1")
    assert await asks("m3", "f1") == (1990, ["尝鲜价"])
    assert await asks("m1") == (990, []), "one of his two"


async def test_a_coupon_that_anybody_can_take_is_one_a_phone_and_one_that_was_given_stays(
    sells, run, buys, asks, database
):
    await sells()
    taken = await run(CouponRule(off=500), name="五元券", per_member=1)
    for member in ("m1", "m2"):
        await database.write(actions.claim, taken, member)
    coupon = (await _held(database, "m1"))[0]
    used = {"choice": Choice(delivery="pickup", coupons=(coupon,)), "phone_fingerprint": "f1"}
    await buys({"s1": 1}, "m1", 1490, **used)
    assert await asks("m2") == (1490, [])
    assert await asks("m2", "f1") == (1990, ["五元券"])
    mine = Choice(delivery="pickup", coupons=tuple(await _held(database, "m2")))
    with pytest.raises(OffersHad, match="五元券"):
        await buys({"s1": 1}, "m2", 1490, choice=mine, phone_fingerprint="f1")
    await database.write(actions.issue_coupon, taken, "m3", "staff")
    assert await asks("m3", "f1") == (1490, [])


async def test_a_limited_product_is_limited_for_a_phone(sells, buys, database, clock):
    await sells(most=2)
    await buys({"s1": 1}, "m1", phone_fingerprint="f1")
    with pytest.raises(TooManyForPhone) as refused:
        await buys({"s1": 2}, "m2", phone_fingerprint="f1")
    assert refused.value.sentence("zh").endswith("每人限购 2 件，同一手机号合在一起算，加上这次就超过了")
    assert "left" not in refused.value.facts, "what others ordered is theirs to know"
    async with database.read() as session:
        told = await quoted(session, "m2", [Wanted("s1", 2)], PICKUP, clock.now(), phone="f1")
    assert told.troubles == {"s1": "above-most"}
    await buys({"s1": 1}, "m2", phone_fingerprint="f1")
    await buys({"s1": 2}, "m3", phone_fingerprint="f3")


async def test_an_offer_that_is_carried_to_a_phone_that_has_had_it_is_looked_at(sells, run, buys, moved):
    await sells()
    await run(TimedPrice({"s1": 990}), name="新人价", audience=NEWCOMERS)
    await buys({"s1": 1}, "m1", 990, phone_fingerprint="f1")
    assert (
        await moved(await buys({"s1": 1}, "m2", 990, phone_fingerprint="f2"), "f1") == "改到的手机号以前享受过：新人价"
    )
    assert await moved(await buys({"s1": 1}, "m3", 990, phone_fingerprint="f3"), "f4") == ""
    assert await moved(await buys({"s1": 1}, "m4", 1990, phone_fingerprint="f1"), "f3") == "", "it has had nothing"


async def test_what_a_person_may_have_twice_is_carried_there_once(sells, run, buys, moved):
    await sells()
    await run(TimedPrice({"s1": 990}), name="尝鲜价", per_member=2)
    await buys({"s1": 1}, "m1", 990, phone_fingerprint="f1")
    assert await moved(await buys({"s1": 1}, "m2", 990, phone_fingerprint="f2"), "f1") == ""
    assert (
        await moved(await buys({"s1": 1}, "m3", 990, phone_fingerprint="f3"), "f1") == "改到的手机号以前享受过：尝鲜价"
    )


async def test_a_coupon_and_a_limited_product_are_carried_nowhere(sells, run, buys, moved, database):
    await sells(most=1)
    taken = await run(CouponRule(off=500), name="五元券", per_member=1)
    for member in ("m1", "m2"):
        await database.write(actions.claim, taken, member)
        mine = Choice(delivery="pickup", coupons=tuple(await _held(database, member)))
        order = await buys({"s1": 1}, member, 1490, choice=mine, phone_fingerprint=f"f-{member}")
    assert await moved(order, "f-m1") == "改到的手机号以前享受过：五元券、麻花 s1"


async def test_a_present_for_newcomers_comes_once_to_a_phone(sells, run, buys, bought):
    await sells()
    await sells("cup", price=500)
    await run(Gift(pieces=1, gifts={"cup": 1}), audience=NEWCOMERS)
    first = await buys({"s1": 1}, "m1", phone_fingerprint="f1")
    second = await buys({"s1": 1}, "m2", phone_fingerprint="f1")
    assert [len((await bought(order)).lines) for order in (first, second)] == [2, 1]


async def test_where_nothing_is_limited_nobodys_phone_is_asked_about(sqlite_database, shelf):
    def statements(tx, phone: str | None) -> int:
        seen: list[str] = []
        listen = (tx._connection.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
        event.listen(*listen)
        checkout.place(tx, purchase({"s1": 1}, f"m-{phone}", phone_fingerprint=phone))
        event.remove(*listen)
        return len(seen)

    await sqlite_database.write(shelf, "s1", 1990, 10, {})
    first = await sqlite_database.write(statements, None)
    assert await sqlite_database.write(statements, "f1") == first > 0


async def _held(database, member: str) -> list[str]:
    async with database.read() as session:
        rows = await session.scalars(select(Coupon.id).where(Coupon.member == member, Coupon.state == "issued"))
        return list(rows)
