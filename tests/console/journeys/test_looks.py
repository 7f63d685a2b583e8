"""Every page and state: nothing for axe to find, nothing wider than the screen, no complaint of the browser."""

from datetime import timedelta

import pytest

from appliance.alarms import actions as alarms
from appliance.events import ProcessMeasured
from media.broadcasts import actions

pytestmark = pytest.mark.journey

PAGES = (
    "/console/rooms",
    "/console/rooms?search=zzz",
    "/console/rooms/new",
    "/console/rooms/{room}",
    "/console/rooms/{room}/key",
    "/console/rooms/{room}/go-live",
    "/console/rooms/{room}/settings",
    "/console/shows",
    "/console/shows/new",
    "/console/staff",
    "/console/staff/new",
    "/console/system",
    "/console/system/reach",
    "/console/account",
    "/console/nowhere",
)
UNREACHED = ("ERR_CONNECTION_REFUSED", "ERR_UNSAFE_PORT", "404", "503")
"""Neither picture nor `live` is served in this test, and one page is asked for that is not there."""


@pytest.fixture
async def busy_room(app, house, room) -> str:
    """A room on air with a plan, in a house with news."""
    await house.db.write(actions.air, room)
    await house.db.write(actions.schedule, room, "第二场", house.clock.now() + timedelta(days=1))
    await house.db.write(alarms.sound, "disk", "硬盘快满了", "The disk is nearly full")
    app.extensions["console"].hear(ProcessMeasured(process="live", cpu=0.3, rss=150_000_000, ok=True, speed=3.4))
    return room


@pytest.mark.parametrize(
    ("width", "language", "theme"),
    [(1280, "zh", "light"), (390, "zh", "dark"), (320, "en", "light"), (1280, "en", "dark")],
)
async def test_every_page_is_for_everybody(in_charge, busy_room, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    for address in PAGES:
        await owner.goes(address.format(room=busy_room))
        assert await owner.violations() == [], address
        assert await owner.overflow() <= 0, address
    assert [line for line in owner.complaints if not any(known in line for known in UNREACHED)] == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_before_and_at_the_door(person, house, width):
    stranger = await person(width=width)
    await stranger.goes("/console")
    assert await stranger.violations() == []
    await stranger.page.fill("#code", "wrong")
    await stranger.page.fill("#login", "wang")
    await stranger.page.fill("#password", "a sentence only I know")
    await stranger.page.click("button.primary")
    assert await stranger.page.locator("#code-wrong").is_visible()
    assert await stranger.page.evaluate("document.activeElement.id") == "code"
    assert await stranger.violations() == []


async def test_open_dialogs_shown_keys_and_wrong_forms(in_charge, busy_room):
    owner = await in_charge(width=390)
    page = owner.page
    await owner.goes(f"/console/rooms/{busy_room}")
    await page.click("text=结束直播")
    assert await page.locator("#end-show").is_visible()
    assert await owner.violations() == []
    await page.keyboard.press("Escape")
    for summary in await page.locator("details summary").all():
        await summary.click()
    await page.click("text=显示密钥和二维码")
    await page.locator("#stream-key").wait_for()
    assert await owner.violations() == []
    await page.click("text=换一个密钥")
    assert await page.locator("#rotate").is_visible()
    assert await owner.violations() == []
    await owner.goes("/console/rooms/new")
    await page.evaluate("document.getElementById('title').value = ' '; document.querySelector('form.form').submit()")
    await page.locator("#title-wrong").wait_for()
    assert await owner.violations() == []


async def test_on_a_phone_everything_to_press_is_large_enough_for_a_thumb(in_charge, busy_room):
    owner = await in_charge(width=390, has_touch=True)
    for address in ("/console/rooms", f"/console/rooms/{busy_room}", "/console/shows", "/console/account"):
        await owner.goes(address)
        small = await owner.page.evaluate(
            """() => [...document.querySelectorAll('button, .nav a, .thumb a, .button, .tabs a, .input, summary')]
                .filter(one => one.offsetParent)
                .filter(one => one.getBoundingClientRect().height < 43.5)
                .map(one => one.outerHTML.slice(0, 120))"""
        )
        assert small == [], address
