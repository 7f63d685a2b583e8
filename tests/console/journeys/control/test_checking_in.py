"""签到 from the control room: its cost at most is told before, who has come meanwhile, and one question ends it."""

import os

import pytest

from store.play import actions, reads
from store.pricing.cart import PointsRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft

pytestmark = pytest.mark.journey


@pytest.fixture
async def points(house) -> None:
    """A hundred of them pay a yuan."""

    def start(tx) -> None:
        draft = Draft(name="积分", rule=PointsRule(points_per_yuan=100))
        promotions.move_promotion(tx, promotions.add_promotion(tx, draft, "o"), "start", "o")

    await house.db.write(start)


async def _looks(page, name: str) -> None:
    """For whoever makes the pages: JINBO_PICTURES=directory."""
    if folder := os.environ.get("JINBO_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_check_in_is_opened_counted_and_ended_by_one_question(desk, house, room, points, clock, width):
    owner = await desk(width=width)
    page = owner.page
    if width < 500:
        await page.click("[data-shows=play]")
        await page.click("[data-launches=check-in]")
    else:
        await page.keyboard.press("k")
    cost = page.locator("#round-check-in [data-cost]")
    await cost.locator("text=最多送出 1,000 积分，能抵 10 元").wait_for()
    await page.fill("#check-in-points", "8")
    await cost.locator("text=最多送出 1,600 积分，能抵 16 元").wait_for()
    await _looks(page, f"check-in-form-{width}")
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    await page.click("#round-check-in button[type=submit]")
    row = page.locator("#running .run", has_text="签到")
    await row.locator("text=0 / 200 人签到，送出 0 积分").wait_for()
    async with house.db.read() as session:
        (opened,) = await _open(session, room, clock.now())
    coming = [actions.Coming(member=f"m{n}", name=f"客人{n}", at=clock.now()) for n in range(3)]
    await house.db.write(actions.enter, house.keys, opened.id, coming)
    await page.reload()
    if width < 500:
        await page.click("[data-shows=play]")
    await row.locator("text=3 / 200 人签到，送出 24 积分").wait_for()
    await _looks(page, f"check-in-runs-{width}")
    assert await row.get_by_role("button").all_inner_texts() == ["结束签到"]
    await row.get_by_role("button", name="结束签到").click()
    question = page.locator("#end-running", has_text="已经签到的积分照样归他们")
    assert await question.get_by_role("button").all_inner_texts() == ["先不了", "结束签到"]
    await _looks(page, f"check-in-ends-{width}")
    await question.get_by_role("button", name="结束签到").click()
    await row.locator("text=已结束").wait_for()
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    async with house.db.read() as session:
        assert await _open(session, room, clock.now()) == []


async def _open(session, room: str, now) -> list:
    return [one for one in await reads.going_on(session, room, now) if one.state == "open"]
