"""The shop's day begins at midnight in China, wherever the box stands: on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from store.orders import today
from store.orders.models import Order

MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)
"""Of 23 November in Tianjin."""


@pytest.fixture
def day(database):
    async def look(start: datetime = MIDNIGHT) -> today.Day:
        async with database.read() as session:
            return await today.day(session, start)

    return look


@pytest.fixture
def sold(database, an_order):
    """``await sold("1", "m1", paid_at=...)``: an order of one yuan, made and paid then."""

    def put(tx, number: str, member: str, values: dict[str, object]) -> None:
        an_order(tx, number, member)
        tx.execute(update(Order).where(Order.id == number).values(**values))

    async def order(number: str, member: str = "m1", **values: object) -> None:
        await database.write(put, number, member, {"created_at": MIDNIGHT, **values})

    return order


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        (MIDNIGHT, MIDNIGHT),
        (MIDNIGHT - timedelta(milliseconds=1), MIDNIGHT - timedelta(days=1)),
        (MIDNIGHT + timedelta(hours=23, minutes=59), MIDNIGHT),
    ],
)
def test_a_day_begins_at_midnight_in_the_shop(moment, begins):
    assert today.begins(moment) == begins


async def test_a_day_without_orders_is_nothing(day):
    found = await day()
    assert (found.placed, found.paid, found.buyers, found.gmv, found.refunded) == (0, 0, 0, 0, 0)
    assert found.hours == (0,) * 24


async def test_the_first_and_the_last_moment_belong_to_their_day(day, sold):
    await sold("1", created_at=MIDNIGHT, paid_at=MIDNIGHT)
    last = MIDNIGHT + timedelta(days=1, milliseconds=-1)
    await sold("2", created_at=last, paid_at=last)
    await sold("3", created_at=MIDNIGHT + timedelta(days=1), paid_at=MIDNIGHT + timedelta(days=1))
    found = await day()
    assert (found.placed, found.paid, found.gmv) == (2, 2, 200)
    assert (found.hours[0], found.hours[23], sum(found.hours)) == (100, 100, 200)


async def test_an_order_counts_when_it_is_made_and_its_money_when_it_comes(day, sold):
    await sold("1", created_at=MIDNIGHT - timedelta(minutes=5), paid_at=MIDNIGHT + timedelta(minutes=5))
    await sold("2", created_at=MIDNIGHT + timedelta(hours=3))
    found = await day()
    assert (found.placed, found.paid, found.gmv) == (1, 1, 100)


async def test_a_buyer_who_comes_twice_is_one_buyer(day, sold):
    for number, member in (("1", "m1"), ("2", "m1"), ("3", "m2")):
        await sold(number, member, paid_at=MIDNIGHT + timedelta(hours=12), refunded=30)
    found = await day()
    assert (found.paid, found.buyers, found.gmv, found.refunded) == (3, 2, 300, 90)
    assert found.hours[12] == 300


@pytest.mark.parametrize("moment", ["created_at", "paid_at"])
async def test_a_day_is_found_without_going_through_all_orders(sqlite_database, moment):
    of_day = text(f"EXPLAIN QUERY PLAN SELECT total FROM orders WHERE {moment} >= 1 AND {moment} < 2")
    async with sqlite_database.read() as session:
        (step,) = await session.execute(of_day)
    assert f"ix_orders_{moment}" in step.detail
