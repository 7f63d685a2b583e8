"""Cutting clips, for everybody: at a desk and on a phone, in both languages, by day and by night."""

import pytest

from appliance.db import Transaction
from appliance.events.recording import ClipCut

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_a_lively_stretch_is_adjusted_and_cut(in_charge, lively, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    await owner.goes(f"/console/recordings/{lively}")
    await owner.page.locator(".suggested .why").wait_for()
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    await owner.page.locator("[data-adjusts]").click()
    assert (await owner.page.locator("#since").input_value()).startswith("0:09:")
    await owner.page.locator("#until").fill("0:10:20")
    await owner.page.locator("#title").fill("开箱")
    await owner.page.locator("#cutting button[type=submit]").click()
    await owner.page.locator("#clips").get_by_text("开箱").first.wait_for()
    assert owner.complaints == []


async def test_what_a_colleague_cuts_stands_on_a_page_that_was_open_already(house, in_charge, lively):
    owner = await in_charge(width=1280, language="zh", theme="light")
    await owner.goes(f"/console/recordings/{lively}")
    await owner.page.locator("html[data-listening]").wait_for()
    other = await owner.page.context.new_page()
    await other.goto(owner.page.url)
    await other.locator("[data-adjusts]").click()
    await other.locator("#until").fill("0:10:20")
    await other.locator("#title").fill("试吃")
    await other.locator("#cutting button[type=submit]").click()
    await other.locator("#clips").get_by_text("试吃").first.wait_for()
    await house.db.write(Transaction.record, ClipCut(room="room", show=lively, clip="cut", product="", seconds=20))
    await owner.page.locator("#clips").get_by_text("试吃").first.wait_for()
    assert owner.complaints == []
