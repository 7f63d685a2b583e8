"""A show's report for everybody: at a desk and on a phone, in both languages, by day and by night."""

import asyncio

import pytest

from chat.visits import actions as visits
from chat.visits.actions import Stay
from media.broadcasts import actions
from store.orders.models import Order
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


@pytest.fixture
async def show(house, room, place) -> str:
    """A show of a minute in which somebody came, something was explained and sold."""
    show = await house.db.write(actions.air, room)
    now = house.clock.now()
    await house.db.write(shelf.begin_show, room, show, now)
    order = await place(2)
    await house.db.write(lambda tx: tx.execute(Order.__table__.update().values(room=room)) and None)
    await house.db.write(shelf.put, room, "p1")
    await house.db.write(shelf.pin, room, "p1", "wang")
    stays = [Stay(show, f"m{number}", room, ("share", "qr", "home")[number % 3], now, 90) for number in range(9)]
    await house.db.write(visits.note, stays)
    await house.db.write(visits.count, {room: 9}, now)
    await asyncio.sleep(1)
    await house.db.write(visits.count, {room: 5}, house.clock.now())
    await house.db.write(actions.end, show)
    assert order
    return show


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_a_report_is_for_everybody(in_charge, show, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    await owner.goes(f"/console/shows/{show}/report")
    await owner.page.locator("#course").wait_for()
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    async with owner.page.expect_download() as kept:
        await owner.page.locator("#keep").click()
    assert (await kept.value).suggested_filename == "冬被专场.png"
    assert owner.complaints == []
