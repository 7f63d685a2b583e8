"""Orders and the day, as people with any screen, language and eyes meet them."""

import pytest
from sqlalchemy import select

from store.orders import actions
from store.orders.models import Order

pytestmark = pytest.mark.journey

PAGES = (
    "/console/today",
    "/console/orders",
    "/console/orders?search=zzz",
    "/console/orders/{order}",
    "/console/orders/{waiting}",
    "/console/orders/{sent}",
    "/console/orders/shipping",
    "/console/orders/pickup?code={code}",
    "/console/orders/slips?order={order}",
)


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_every_page_is_for_everybody(in_charge, place, house, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    order, waiting = await place(2, note="请放门口"), await place(1, paid=False)
    await place(1, delivery="pickup")
    await house.db.write(actions.ship, sent := await place(1), actions.Packed(carrier="SF", tracking="SF123456"), "lin")
    async with house.db.read() as session:
        code = await session.scalar(select(Order.pickup_code).where(Order.pickup_code.is_not(None)))
    for address in PAGES:
        await owner.goes(address.format(order=order, waiting=waiting, sent=sent, code=code))
        assert await owner.violations() == [], address
        assert await owner.overflow() <= 0, address
    assert owner.complaints == []
