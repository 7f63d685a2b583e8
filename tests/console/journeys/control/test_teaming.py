"""A group buy is begun in one tap, seen to fill, and ended, at a desk and on a phone."""

import pytest
from sqlalchemy import update

from media.broadcasts.models import Room
from store.catalogue.models import Sku
from store.checkout import actions as checkout
from store.orders import actions as orders
from store.promotions.bargains.actions import Plan as Offer
from store.promotions.group_buys import actions
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import GroupBuy
from store.shelf import actions as shelf
from tests.store.conftest import give_a_place, purchase

pytestmark = pytest.mark.journey

MONEY = "for (const one of document.querySelectorAll('.tally [data-figure]')) one.textContent = '¥51.80'"


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_group_buy_is_begun_watched_and_ended(desk, house, room, width, goods):
    await house.db.write(shelf.put, room, "p1", {"s1": 1500})
    await house.db.write(give_a_place)
    owner = await desk(width=width)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for(state="attached")
    if width < 600:
        await page.click("[data-shows=play]")
    await page.click("#open-group")
    await page.locator("#group-sku option", has_text="¥15 ").wait_for(state="attached")
    await page.fill("#group-price", "16")
    await page.locator("#group button[type=submit]").click()
    await page.locator("#group .wrong >> text=单独买现在就卖 15.00 元").wait_for()
    await page.fill("#group-price", "9.90")
    assert await owner.violations() == []
    await page.locator("#group button[type=submit]").click()
    row = page.locator("#running .run", has_text="拼团 ¥9.90")
    await row.locator("text=0 个团等人").wait_for()
    async with house.db.read() as session:
        (made,) = (await session.scalars(GroupBuy.__table__.select().with_only_columns(GroupBuy.id))).all()
    await house.db.write(_lead, made)
    await row.locator("text=1 个团等人").wait_for()
    assert await owner.overflow() <= 0
    await row.get_by_role("button", name="结束拼团").click()
    question = page.locator("#end-running", has_text="已开的团照常进行")
    await question.get_by_role("button", name="结束", exact=True).click()
    await row.locator("text=已结束").wait_for()
    await owner.goes(f"/console/promotions/group-buys/{made}")
    await page.locator("text=1 / 2 人已付").wait_for()
    assert await page.get_by_role("button", name="结束拼团").count() == 0
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    await owner.goes("/console/promotions/group-buys")
    assert await owner.violations() == []
    await owner.goes("/console/promotions/group-buys/new?sku=s1")
    assert await owner.violations() == []
    assert await owner.overflow() <= 0


async def test_a_laptop_shows_the_name_the_numbers_and_the_whole_picture_beside_two_deals(desk, house, room, goods):
    await house.db.write(_rename, room, "今晚津味年货节专场")
    await house.db.write(shelf.announce_group_buy, Plan(sku="s1", price=500, size=3, quantity=9, room=room), "x")
    await house.db.write(shelf.open_bargain, Offer(sku="s2", floor_price=500, helpers=8, quantity=2, room=room), "x")
    page = (await desk(width=1280)).page
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.locator("#running .run", has_text="拼团 ¥5 十八街麻花 大盒").wait_for()
    assert await page.locator("#running .run").count() == 2
    await page.evaluate(MONEY)
    assert await page.evaluate("document.querySelector('.whereabouts h1').scrollWidth") <= await page.evaluate(
        "document.querySelector('.whereabouts h1').clientWidth"
    )
    lines = await page.locator(".tally dt").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert max(lines) < 30
    ends = "document.querySelector('{}').getBoundingClientRect().{}"
    bottom = await page.evaluate(ends.format("#graphs-more", "bottom"))
    assert bottom <= await page.evaluate(ends.format(".panel.play", "top"))


def _rename(tx, room: str, title: str) -> None:
    tx.execute(update(Room).where(Room.id == room).values(title=title))
    tx.execute(update(Sku).where(Sku.id == "s1").values(values=["大盒"]))


def _lead(tx, group_buy: str) -> None:
    """Somebody opens a team and pays."""
    sat = actions.open_team(tx, group_buy, "m1", 1)
    order = checkout.place(tx, purchase(None, "m1", 990, claim=sat["claim"]))["order"]
    orders.pay(tx, str(order), tx.now)
