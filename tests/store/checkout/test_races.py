"""Two who want the same: whatever comes between, one of them gets it. Deterministic: the rival acts at a named step."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from appliance.clock import ManualClock
from appliance.db import Database, Transaction
from appliance.errors import Conflict
from store.catalogue.actions import SoldOut
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.problems import PriceMoved
from store.checkout.weighing import Choice, Wanted
from store.once.actions import once
from store.orders import actions as orders
from store.orders.models import Order
from store.orders.problems import OrderMovedOn
from store.promotions.models import Coupon, Promotion


@pytest.fixture
def database(request: pytest.FixtureRequest, database_url: str) -> Database:
    """Both kinds, and not the app's."""
    del database_url
    return request.getfixturevalue("plain_database")


@pytest.fixture
async def plain_database(database_url: str, bus, clock: ManualClock):
    database = Database(database_url, bus=bus, clock=clock)
    await database.start()
    yield database
    await database.stop()


def wants(member: str, **more: object) -> Purchase:
    kind = {
        "items": (Wanted("s1", 1),),
        "seen_total": 1990,
        "choice": Choice(delivery="pickup"),
        "contact_sealed": "sealed",
    }
    return Purchase(member=member, **{**kind, **more})


def coupon(tx: Transaction, member: str) -> str:
    rule = {"type": "coupon", "off": 500, "threshold": 0}
    promotion = {
        "id": "c1", "kind": "coupon", "name": "五元券", "state": "running", "scope": {}, "audience": {}, "rule": rule,
        "priority": 0, "stack_group": "", "budget_used": 0, "used": 1, "created_at": tx.now, "changed_at": tx.now,
    }  # fmt: skip
    tx.execute(insert(Promotion).values(promotion))
    terms = {"name": "五元券", "rule": rule, "scope": {}, "stack_group": ""}
    until = tx.now.replace(year=tx.now.year + 1)
    tx.execute(
        insert(Coupon).values(
            id="held", promotion="c1", member=member, state="issued", terms=terms, source="claimed", valid_from=tx.now,
            valid_to=until, issued_at=tx.now,
        )
    )  # fmt: skip
    return "held"


async def test_the_last_piece_is_sold_to_one_of_many(database: Database, sells, stock):
    await sells(pieces=1)
    await database.write(checkout.place, wants("m0"))
    for number in range(1, 5):
        with pytest.raises(SoldOut) as refused:
            await database.write(checkout.place, wants(f"m{number}"))
        assert refused.value.facts["available"] == 0
    assert await stock() == (1, 1)


async def test_one_coupon_lowers_one_of_five_orders(database: Database, sells):
    await sells(pieces=10)
    held = await database.write(coupon, "m1")
    choice = Choice(delivery="pickup", coupons=(held,))
    first = await database.write(checkout.place, wants("m1", choice=choice, seen_total=1490))
    for _ in range(4):
        with pytest.raises(Conflict):
            await database.write(checkout.place, wants("m1", choice=choice, seen_total=1490))
    async with database.read() as session:
        totals = list(await session.scalars(select(Order.total)))
    assert (first["total"], totals) == (1490, [1490])


async def test_a_coupon_of_an_order_that_closes_is_good_again_and_its_late_money_takes_it_back(
    database: Database, sells, bought, clock: ManualClock
):
    await sells(pieces=10)
    held = await database.write(coupon, "m1")
    choice = Choice(delivery="pickup", coupons=(held,))
    first = await database.write(checkout.place, wants("m1", choice=choice, seen_total=1490))
    await database.write(orders.close, first["order"], "expired")
    second = await database.write(checkout.place, wants("m1", choice=choice, seen_total=1490))
    assert not await database.write(orders.revive, first["order"], clock.now(), 1490)
    await database.write(orders.close, second["order"], "buyer")
    assert await database.write(orders.revive, first["order"], clock.now(), 1490)
    with pytest.raises(PriceMoved):
        await database.write(checkout.place, wants("m1", choice=choice, seen_total=1490))
    assert (await bought(first["order"])).order.total == 1490


@pytest.mark.parametrize("rival", ["pay", "expire"])
async def test_paying_and_expiring_at_once_end_in_one_of_both(
    database: Database, sells, bought, stock, clock: ManualClock, rival: str
):
    await sells(pieces=1)
    order = (await database.write(checkout.place, wants("m1")))["order"]
    await clock.advance(15 * 60)

    def both(tx: Transaction) -> None:
        """As if the rival's commit came just before ours looked."""
        steps: list[Callable[[], object]] = [
            lambda: orders.pay(tx, order, tx.now, 1990),
            lambda: orders.expire(tx, 20),
        ]
        for step in steps if rival == "pay" else reversed(steps):
            step()

    await database.write(both)
    found = (await bought(order)).order
    if rival == "pay":
        assert (found.state, found.payment, await stock()) == ("confirmed", "paid", (1, 1))
    else:
        assert (found.state, found.payment, await stock()) == ("closed", "unpaid", (1, 0))


async def test_a_taken_back_order_is_not_taken_back_twice(database: Database, sells, stock):
    await sells(pieces=1)
    order = (await database.write(checkout.place, wants("m1")))["order"]
    await database.write(orders.close, order, "buyer")
    with pytest.raises(OrderMovedOn):
        await database.write(orders.close, order, "expired")
    assert await stock() == (1, 0)


async def test_a_request_that_failed_may_be_sent_again_under_its_key(database: Database, sells):
    await sells(pieces=1)
    first = (await database.write(checkout.place, wants("m2")))["order"]
    with pytest.raises(SoldOut):
        await database.write(once, "m1", "one-tap", "d", checkout.place, wants("m1"))
    await database.write(orders.close, first, "buyer")
    placed = await database.write(once, "m1", "one-tap", "d", checkout.place, wants("m1"))
    assert await database.write(once, "m1", "one-tap", "d", checkout.place, wants("m1")) == placed
    async with database.read() as session:
        assert len(list(await session.scalars(select(Order.id).where(Order.member == "m1")))) == 1
