"""What a room sells, joined to its hub and to what happens in the house."""

import pytest
from sqlalchemy import select

from appliance.events import ShelfChanged
from appliance.identity.seats import Seat
from appliance.keys import Keys
from appliance.selling import Selling
from appliance.tasks import Tasks
from chat.hub import Hub, Ports
from media.broadcasts import actions as broadcasts
from store.catalogue.actions import unshelve
from store.catalogue.models import Sku
from store.checkout import actions as checkout
from store.orders.models import Order
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.actions import Plan
from store.shelf import actions as shelf
from store.shelf import reads
from tests.store.conftest import purchase, put_on_shelf


@pytest.fixture
async def selling(database, bus, clock):
    found = Selling(database, bus, clock)
    async with Tasks(clock) as tasks:
        for name, work in found.works.items():
            tasks.start(name, work, restart="always")
        yield found
        await found.stop()


@pytest.fixture
async def room(database, tmp_path) -> str:
    """With s1 on its shelf."""
    opened = await database.write(broadcasts.open_room, Keys.of(tmp_path), "一号直播间")
    await database.write(put_on_shelf, "s1", 1990, 10, {})
    await database.write(shelf.put, opened.room, "p-s1", {"s1": 990})
    return opened.room


@pytest.fixture
def look(database, clock, room):
    async def price() -> int | None:
        """What s1 costs in the room; None: it is not to be seen."""
        async with database.read() as session:
            placed = await reads.on_shelf(session, room, clock.now())
        return placed[0].good.price if placed[0].shown else None

    return price


async def is_(look, price) -> bool:
    return await look() == price


async def test_the_rooms_price_and_sales_hold_for_as_long_as_its_show(selling, database, room, look, clock, eventually):
    broadcast = await database.write(broadcasts.air, room)
    await eventually(lambda: is_(look, 990))
    await database.write(shelf.pin, room, "p-s1", "lin")
    sale = await database.write(flash_sales.announce, Plan(room=room, sku="s1", price=500, quantity=1), "lin")
    await clock.advance(3)
    await database.write(broadcasts.end, broadcast)
    await eventually(lambda: is_(look, 1990))
    await eventually(lambda: sale in selling._desk._over)
    async with database.read() as session:
        assert await reads.explained(session, room) is None


async def test_a_product_that_leaves_the_shop_leaves_the_shelf(selling, database, bus, room, look, eventually):
    told: list[ShelfChanged] = []
    bus.listen(told.append, ShelfChanged, name="test")
    await database.write(unshelve, "p-s1", "lin")
    await eventually(lambda: told and told[-1].goods == [])
    assert await look() is None


async def test_viewers_may_grab_and_wish(selling, bus, clock):
    hub = Hub(bus, clock, b"k" * 32, Ports(edge_of=lambda _: None, beside=lambda *_: 0))
    selling.join(hub)
    for kind in ("grab", "want"):
        with pytest.raises(ValueError, match="is heard already"):
            hub.hear(kind, selling._desk.grab, per_second=1, burst=1)


async def test_an_order_of_a_flash_sale_is_closed_within_a_second_of_its_time(
    selling, database, room, clock, eventually
):
    sale = await database.write(flash_sales.announce, Plan(room=room, sku="s1", price=500, quantity=1), "lin")
    await clock.advance(3)

    async def grab():
        return await selling._desk.grab(Seat(room, "m1", 0), f'{{"type":"grab","sale":"{sale}"}}'.encode())

    await eventually(lambda: sale in selling._desk._stalls)
    got = await grab()
    order = (await database.write(checkout.place, purchase(None, "m1", 500, claim=got.claim)))["order"]

    async def closed() -> bool:
        await clock.advance(1)
        async with database.read() as session:
            return await session.scalar(select(Order.state).where(Order.id == order)) == "closed"

    assert not await closed()
    await clock.advance(5 * 60)
    await eventually(closed)
    async with database.read() as session:
        assert await session.scalar(select(Sku.reserved)) == 1
