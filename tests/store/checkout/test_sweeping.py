"""What the calendar does with orders: one that resists stays as it was and holds up no other."""

import pytest
from sqlalchemy import update

from appliance.clock import ManualClock
from appliance.db import Database
from store.catalogue.models import Sku
from store.checkout import sweeping
from store.orders import actions as orders
from store.orders.actions import Packed

LONG = 40 * 86_400


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


async def test_an_order_whose_stock_contradicts_keeps_no_other_from_expiring(
    database: Database, sells, buys, bought, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweeping, "STEP", 2)
    odd = [await buys({await sells(f"odd{n}"): 1}, member=f"o{n}") for n in range(3)]
    await clock.advance(1)
    good = [await buys({await sells(f"good{n}"): 1}, member=f"g{n}") for n in range(3)]
    await database.write(lambda tx: tx.execute(update(Sku).where(Sku.id.startswith("odd")).values(reserved=0)))
    await clock.advance(15 * 60)
    await sweeping.sweep(database)
    assert [(await bought(order)).order.state for order in good] == ["closed"] * 3
    assert [(await bought(order)).order.state for order in odd] == ["pending"] * 3


async def test_orders_are_received_and_completed_by_the_calendar_past_one_that_resists(
    database: Database, sells, buys, bought, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
):
    made = [await buys({await sells(f"s{n}"): 1}) for n in range(3)]
    for order in made:
        await database.write(orders.pay, order, clock.now())
        await database.write(orders.ship, order, Packed(kind="city"), "lin")
    receive = orders.receive

    def resist(tx, order):
        if order == made[0]:
            raise ValueError
        receive(tx, order)

    monkeypatch.setattr("store.orders.actions.ending.receive", resist)
    await clock.advance(LONG)
    await sweeping.sweep(database)
    await clock.advance(LONG)
    await sweeping.sweep(database)
    assert [(await bought(order)).order.state for order in made] == ["confirmed", "completed", "completed"]
