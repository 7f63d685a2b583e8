"""What the control room tells of money and people, and what it does about who has not paid."""

import pytest
from sqlalchemy import update

from appliance.events import PaymentReminded
from chat.visits import actions as visits
from chat.visits.actions import Stay
from media.broadcasts import actions as shows
from media.broadcasts import reads
from store.orders import actions as orders
from store.orders.actions.reminding import AFTER
from store.orders.models import Order

pytestmark = pytest.mark.journey


@pytest.fixture
async def ordered(house, room, place):
    """``await ordered("m1")``: an order of the room that waits for its money since two minutes ago."""

    async def order(member="m1", pieces=1, *, ago=2 * AFTER):
        made = await place(pieces, member=member, paid=False)
        at = house.clock.now() - ago
        values = {"room": room, "created_at": at}
        await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == made).values(**values)) and None)
        return made

    return order


@pytest.fixture
async def reminded(house):
    told = []
    house.bus.listen(told.append, (PaymentReminded,), name="test")
    return told


@pytest.mark.parametrize("width", [1280, 390])
async def test_who_has_not_paid_is_reminded_with_one_tap(desk, house, ordered, reminded, width):
    owner = await desk(width=width)
    page = owner.page
    if width == 390:
        await page.locator("[data-shows=money]").click()
    assert await page.locator("#unpaid").is_hidden()
    await ordered("m1", 2)
    await ordered("m2")
    await ordered("m3", ago=0 * AFTER)
    await page.reload()
    if width == 390:
        await page.locator("[data-shows=money]").click()
    await page.get_by_text("3 单待付，¥79.60").wait_for()
    states = page.locator("#unpaid-list [data-f=state]")
    assert await states.all_text_contents() == ["还没付", "还没付", "刚下单"]
    await page.get_by_role("button", name="提醒", exact=True).first.click()
    await page.get_by_text("提醒了 1 位买家").wait_for()
    assert [fact.member for fact in reminded] == ["m1"]
    await page.get_by_role("button", name="提醒 1 位买家付款").click()
    await page.get_by_role("button", name="都提醒过了，或者刚下单").wait_for()
    assert [fact.member for fact in reminded] == ["m1", "m2"]
    assert await states.all_text_contents() == ["提醒过", "提醒过", "刚下单"]
    assert await page.locator("#remind-all").is_disabled()
    assert await owner.overflow() <= 0
    assert await owner.violations() == []


async def test_an_order_moves_from_unpaid_to_paid_before_the_owners_eyes(desk, house, ordered):
    owner = await desk()
    page = owner.page
    order = await ordered("m1", 2, ago=0 * AFTER)
    await page.reload()
    await page.get_by_text("1 单待付").wait_for()
    await page.locator("html[data-listening]").wait_for()
    assert await page.locator("#ticker .light").all_text_contents() == ["待付"]
    await house.db.write(orders.pay, order, house.clock.now())
    await owner.waits_until("document.querySelector('#ticker .light').textContent === '已付'")
    await owner.waits_until("document.getElementById('unpaid').hidden")
    await owner.waits_until("document.querySelector('.money [data-figure=gmv]').textContent === '¥39.80'")
    assert await page.locator(".tally [data-figure=paid]").text_content() == "1"


async def test_who_came_and_the_curve_are_there_when_the_page_is_opened_anew(desk, house, room):
    owner = await desk()
    show = await _show(house, room)
    at = house.clock.now()
    stays = [Stay(show, f"m{n}", room, "share" if n < 3 else "qr", at, 200) for n in range(4)]
    await house.db.write(visits.note, stays)
    await house.db.write(visits.count, {room: 12}, at)
    await owner.page.reload()
    await owner.waits_until("document.querySelector('[data-crowd=came]').textContent === '4'")
    assert await owner.page.locator("[data-crowd=stay]").text_content() == "3 分 20 秒"
    assert await owner.page.locator("[data-crowd=faces]").text_content() == "4 / 0"
    assert await owner.page.locator("#sources li").all_text_contents() == ["好友分享 3（75%）", "扫码 1（25%）"]
    await owner.waits_until("document.getElementById('peak').textContent === '最高 12'")


async def test_after_the_end_the_report_is_one_tap_away(desk, house, room):
    owner = await desk()
    show = await _show(house, room)
    await house.db.write(shows.end, show)
    await owner.page.get_by_role("link", name="战报").wait_for()
    await house.db.write(shows.report, shows.timedelta())
    await owner.page.get_by_text("这一场的战报好了").wait_for()
    await owner.page.get_by_role("link", name="战报").click()
    await owner.page.get_by_role("heading", name="这一场").wait_for()
    async with owner.page.expect_download() as kept:
        await owner.page.get_by_role("button", name="存成图片").click()
    assert (await kept.value).suggested_filename == "冬被专场.png"


async def _show(house, room: str) -> str:
    async with house.db.read() as session:
        found = await reads.on_air(session, room)
    return found.id
