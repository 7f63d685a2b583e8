"""The wall's board, as the shop sees it from across the room."""

import pytest
from sqlalchemy import update

from appliance.events import ViewersCounted
from media.broadcasts import actions
from store.orders.models import Order
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "language"), [(1280, "zh"), (390, "en")])
async def test_the_wall_follows_the_show_by_itself(in_charge, house, room, place, width, language):
    show = await house.db.write(actions.air, room)
    await house.db.write(shelf.begin_show, room, show, house.clock.now())
    order = await place(3)
    await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == order).values(room=room)) and None)
    owner = await in_charge(width=width, language=language)
    await owner.goes(f"/console/rooms/{room}/board")
    await owner.waits_until("document.querySelector('[data-figure=gmv]').textContent === '¥59.70'")
    await owner.page.locator("html[data-listening]").wait_for()
    assert "十八街麻花" in await owner.page.locator("#best").inner_text()
    house.bus.publish(ViewersCounted(room=room, viewers=42))
    await owner.waits_until("document.getElementById('viewers').textContent === '42'")
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    await house.db.write(actions.end, show)
    await owner.page.locator("#state.off").wait_for()
    assert owner.complaints == []
