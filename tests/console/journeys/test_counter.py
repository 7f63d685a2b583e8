"""Money is taken and handed back at the counter after a question that names the right order; no changes nothing."""

import pytest

from store.payments import actions
from store.payments.actions.beginning import Wish

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_money_is_taken_after_one_question(in_charge, place, house, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    for pieces in (1, 2):
        wish = Wish(provider="counter", way="counter", merchant="counter")
        await house.db.write(actions.begin, await place(pieces, paid=False, delivery="pickup"), "m1", wish)
    await owner.goes("/console/payments/counter")
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    question = owner.page.locator("#take-scan")
    row = owner.page.locator("#list li", has_text="39.80")
    await row.locator(".primary").click()
    await question.get_by_text("¥39.80 · 李* · 十八街麻花").wait_for()
    assert await owner.violations() == []
    await question.locator("[popovertargetaction=hide]").click()
    await question.wait_for(state="hidden")
    await row.locator(".primary").click()
    await question.locator(".primary").click()
    await row.wait_for(state="detached")
    assert await owner.page.locator("#list li").count() == 1
    assert owner.complaints == []


@pytest.mark.parametrize("where", ["counter", "refunds"])
async def test_money_is_handed_back_after_one_question(in_charge, place, house, where):
    for turn in range(2):
        order = await place(1, paid=False)
        await house.db.write(actions.take, order, "scan", 1990, "wang")
        await house.db.write(actions.ask_refund, order, 500 + turn, "after-sale/a", "", f"cash-{turn}")
    owner = await in_charge(width=390)
    await owner.goes(f"/console/payments/{where}")
    row = owner.page.locator("#list li", has_text="5.01")
    await row.locator("[popovertarget=pay-transfer]").click()
    question = owner.page.locator("#pay-transfer")
    await question.get_by_text("¥5.01 · 李*").wait_for()
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    await question.locator(".primary").click()
    await row.wait_for(state="detached")
    assert await owner.page.locator("#list li").count() == 1
    assert owner.complaints == []
