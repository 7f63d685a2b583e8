"""Cutting clips, for everybody: at a desk and on a phone, in both languages, by day and by night."""

import pytest

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
