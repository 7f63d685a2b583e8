"""Getting about on a phone: four places under the thumb, the rest behind one more tap."""

import pytest

from appliance.alarms import actions as alarms

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "language", "theme"), [(320, "en", "light"), (390, "zh", "dark")])
async def test_the_rest_opens_above_the_thumb_for_everybody(in_charge, house, width, language, theme):
    await house.db.write(alarms.sound, "disk", "硬盘快满了", "The disk is nearly full")
    owner = await in_charge(width=width, language=language, theme=theme, has_touch=True)
    await owner.goes("/console/today")
    bar, rest = owner.page.locator(".thumb > a, .thumb > button"), owner.page.locator("#further")
    assert await bar.count() == 5
    assert await rest.is_hidden()
    await bar.last.tap()
    await rest.wait_for()
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    assert await too_small_or_cut(owner) == []
    await rest.get_by_role("link", name="Members" if language == "en" else "会员").tap()
    await owner.page.wait_for_url("**/console/members")
    assert await owner.page.locator(".thumb > button[aria-current]").count() == 1
    assert owner.complaints == []


async def test_by_keyboard_the_rest_opens_is_walked_and_closes(in_charge):
    owner = await in_charge(width=390)
    await owner.goes("/console/orders")
    await owner.page.locator(".thumb > button").focus()
    await owner.page.keyboard.press("Enter")
    await owner.page.locator("#further").wait_for()
    await owner.page.keyboard.press("Tab")
    assert await owner.page.evaluate("document.activeElement.closest('#further') !== null")
    await owner.page.keyboard.press("Escape")
    await owner.page.locator("#further").wait_for(state="hidden")
    assert await owner.page.evaluate("document.activeElement.getAttribute('popovertarget')") == "further"


async def test_without_scripts_the_rest_opens_too(in_charge):
    owner = await in_charge(width=390, java_script_enabled=False)
    await owner.goes("/console/rooms")
    await owner.page.locator(".thumb > button").click()
    await owner.page.locator("#further").get_by_text("会员").click()
    await owner.page.wait_for_url("**/console/members")


async def test_a_desk_has_everything_at_its_side_and_no_bar(in_charge):
    owner = await in_charge(width=1280)
    await owner.goes("/console/rooms")
    assert await owner.page.locator(".thumb").is_hidden()
    assert await owner.page.locator(".nav").get_by_role("link").count() == 20
    assert await owner.violations() == []


@pytest.mark.parametrize(("height", "fits"), [(1120, True), (800, True), (620, False)])
async def test_on_a_laptop_the_side_reaches_down_the_screen_and_what_rings_is_seen(in_charge, house, height, fits):
    await house.db.write(alarms.sound, "disk", "硬盘快满了", "The disk is nearly full")
    owner = await in_charge(width=1280)
    await owner.page.set_viewport_size({"width": 1280, "height": height})
    await owner.goes("/console/goods")
    box, rings = owner.page.locator(".side"), owner.page.locator(".nav a", has_text="系统")
    assert await box.evaluate("side => [side.offsetHeight, side.scrollHeight <= side.clientHeight]") == [height, fits]
    assert await rings.evaluate("link => link.getBoundingClientRect().bottom <= innerHeight")
    await owner.page.locator(".side-foot button").scroll_into_view_if_needed()
    assert await owner.page.locator(".side-foot button").evaluate(
        "one => one.getBoundingClientRect().bottom <= innerHeight"
    )
    assert await rings.evaluate("link => link.getBoundingClientRect().bottom <= innerHeight")
    assert await owner.violations() == []


async def too_small_or_cut(someone) -> list[str]:
    return await someone.page.evaluate(
        """() => [...document.querySelectorAll('.thumb a, .thumb button')].filter(one => {
            const box = one.getBoundingClientRect()
            return box.height < 43.5 || [...one.querySelectorAll('span:not(.visually-hidden)')].some(
                word => word.getBoundingClientRect().right > innerWidth || word.scrollWidth > box.width)
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
