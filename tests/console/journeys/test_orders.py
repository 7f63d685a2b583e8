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


async def test_what_stands_beside_the_orders_goes_with_what_is_typed(in_charge, place):
    await place(1)
    owner = await in_charge()
    page = owner.page
    await owner.goes("/console/orders?tab=to-ship")
    await page.fill("input[type=search]", "没有这一单")
    await page.locator("#list .empty").wait_for()
    typed = "%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%80%E5%8D%95"
    assert f"search={typed}" in await page.get_attribute("#export", "href")
    assert await page.input_value("#filter [name=search]") == "没有这一单"
    await page.locator("#tabs a").first.click()
    await page.wait_for_url(f"**search={typed}**")
    assert owner.complaints == []
