"""A show run from the control room: at a desk with the keyboard alone, on a phone with one hand."""

import asyncio
import re

import pytest

from appliance.events import StreamMeasured, ViewersCame, ViewersCounted
from media.broadcasts import reads

pytestmark = pytest.mark.journey
UNREACHED = ("ERR_", "404")
"""No picture is served in these tests."""


async def test_the_picture_is_cut_by_holding_and_not_by_a_slip(desk, house, room):
    owner = await desk()
    page = owner.page
    await page.focus("#cut")
    await page.keyboard.press("Enter")
    await page.locator("#toasts >> text=再按住一会儿").wait_for()
    assert not await _cut(house, room)
    await page.focus("#cut")
    await page.keyboard.down("Enter")
    await page.locator("#state >> text=画面已断开").wait_for()
    await page.keyboard.up("Enter")
    assert await _cut(house, room)
    assert await owner.violations() == []
    await page.click("#allow")
    await page.locator("#cut").wait_for()
    assert not await _cut(house, room)


@pytest.mark.parametrize("width", [390, 1280])
async def test_how_loud_the_show_is_stands_beside_its_light(desk, house, room, clock, width):
    owner = await desk(width=width)
    loud = owner.page.locator("#loud")
    assert await loud.is_hidden()
    measured = StreamMeasured(
        room=room, at=clock.now(), light="red", sentence_zh="没有声音 10 秒：检查话筒", sentence_en="No sound",
        bitrate=2_500_000, fps=30.0, keyframe_seconds=2.0, dropped=0, delay_ms=60, width=1280, height=720,
        video_codec="h264", audio_codec="aac", renditions=["source"], level=-21.4, peak=-6.0,
    )  # fmt: skip
    house.bus.publish(measured)
    await loud.locator("text=-21").wait_for()
    assert await loud.locator("meter").evaluate("meter => meter.value") == pytest.approx(-21.4)
    assert await owner.overflow() <= 0
    await loud.wait_for(state="hidden")


async def test_a_thumb_that_leaves_the_button_cuts_nothing(desk, house, room):
    owner = await desk(width=390, has_touch=True)
    box = await owner.page.locator("#cut").bounding_box()
    await owner.page.mouse.move(box["x"] + 5, box["y"] + 5)
    await owner.page.mouse.down()
    await owner.page.mouse.move(10, 400)
    await owner.page.mouse.up()
    await owner.page.locator("#toasts >> text=再按住一会儿").wait_for()
    assert not await _cut(house, room)


async def test_a_line_for_the_host_is_on_the_second_phone_at_once(desk, in_charge, room):
    operator, host = await desk(), await in_charge(width=360)
    await host.goes(f"/console/rooms/{room}/prompter")
    await host.page.locator("html[data-listening]").wait_for()
    await operator.page.click("text=提醒主播")
    await operator.page.fill("#prompt-text", "讲一下尺码")
    await operator.page.keyboard.press("Enter")
    await host.page.locator("#line >> text=讲一下尺码").wait_for()
    assert await host.overflow() <= 0
    assert await host.violations() == []
    await host.page.click("text=知道了")
    assert await host.page.locator("#line").is_hidden()
    await operator.page.click("text=谁做了什么")
    await operator.page.locator("#deeds >> text=提醒主播：讲一下尺码").wait_for()
    assert "王店长" in await operator.page.inner_text("#deeds")


async def test_viewers_are_counted_and_the_curve_remembers_the_peak(desk, house, room):
    owner = await desk()
    for viewers in (40, 128, 90):
        while await owner.page.inner_text("#viewers") != str(viewers):
            house.bus.publish(ViewersCounted(room=room, viewers=viewers))  # again and again, as `live` does
            await asyncio.sleep(0.2)
    assert await owner.page.inner_text("#peak") == "最高 128"
    while not (told := await owner.page.inner_text("#entrants")):
        house.bus.publish(ViewersCame(room=room, names=["海河"], count=7))
        await asyncio.sleep(0.2)
    assert re.fullmatch(r"一分钟进来 \d+ 人", told)


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "dark"), (390, "zh", "light"), (320, "en", "dark")]
)
async def test_every_zone_and_dialog_is_for_everybody(desk, room, width, language, theme):
    owner = await desk(width=width, language=language, theme=theme, has_touch=width < 500)
    page = owner.page
    for zone in ("goods", "play", "talk", "money"):
        if width < 500:
            await page.click(f"[data-shows={zone}]")
        assert await owner.violations() == [], zone
        assert await owner.overflow() <= 0, zone
        if width < 500:
            assert await _too_small(page) == [], zone
    for dialog in await page.evaluate("[...document.querySelectorAll('dialog')].map(one => one.id)"):
        await page.evaluate("id => document.getElementById(id).showPopover()", dialog)
        assert await owner.violations() == [], dialog
        assert await owner.overflow() <= 0, dialog
        if width < 500:
            assert await _too_small(page) == [], dialog
        await page.evaluate("id => document.getElementById(id).hidePopover()", dialog)
    assert [line for line in owner.complaints if not any(known in line for known in UNREACHED)] == []


async def test_a_show_is_run_with_the_keyboard_alone(desk, house, room, goods):
    owner = await desk()
    page, keys = owner.page, owner.page.keyboard
    await page.locator("#shelf .good").nth(2).wait_for()
    await keys.press("2")
    await page.locator(".good.explained .name >> text=天津冬被").wait_for()
    await keys.press("n")
    await page.locator(".good.explained .name >> text=杨柳青年画").wait_for()
    await keys.press("3")
    await page.locator(".good.explained").wait_for(state="detached")
    await keys.press("1")
    await page.locator(".good.explained .name >> text=十八街麻花").wait_for()
    await keys.press("s")
    await page.locator("#sale-sku option").wait_for(state="attached")
    await keys.type("9.90")
    await keys.press("Enter")
    await page.locator("#running >> text=秒杀 ¥9.90 十八街麻花").wait_for()
    await page.locator("#sale-dialog").wait_for(state="hidden")
    await page.locator("#running >> text=抢购中").wait_for()
    await page.focus("#running [data-f=end]")
    await keys.press("Enter")
    await page.locator("#end-running >> text=抢到的照常付款").wait_for()
    assert await page.evaluate("document.activeElement.textContent") == "先不了"  # a slip of the thumb ends nothing
    await keys.press("Tab")
    await keys.press("Enter")
    await page.locator("#running >> text=已结束").wait_for()
    await keys.press("e")
    await keys.press("Tab")
    assert await page.evaluate("document.activeElement.id") == "end-now"
    await keys.press("Enter")
    await page.locator("#state >> text=未开播").wait_for()
    async with house.db.read() as session:
        assert not await reads.on_air(session, room)


async def test_what_is_seen_is_marked_by_a_key_and_taken_back(desk, room):
    owner = await desk()
    page = owner.page
    await page.keyboard.press("m")
    await page.locator("#toasts >> text=打了点").wait_for()
    await page.locator("#marks-more summary").click()
    await page.locator("#marks li >> text=等着剪").wait_for()
    assert await owner.violations() == []
    await page.click("#toasts >> text=撤销")
    await page.locator("#marks-more").wait_for(state="hidden")
    await page.click("#mark")
    await page.locator("#marks li").wait_for()
    await page.click("#marks li button")
    await page.locator("#marks-more").wait_for(state="hidden")


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_round_is_called_off_in_its_own_words_and_kept_by_a_slip(desk, house, room, width):
    owner = await desk(width=width)
    page = owner.page
    if width < 500:
        await page.click("[data-shows=play]")
    await page.click("[data-launches=poll]")
    await page.fill("#poll-name", "先看哪一件")
    for number, option in enumerate(("麻花", "冬被")):
        await page.locator("#round-poll [name=option]").nth(number).fill(option)
    await page.click("#round-poll button[type=submit]")
    row = page.locator("#running .run", has_text="投票 先看哪一件")
    question = page.locator("#end-running", has_text="取消后不开奖")
    await row.get_by_role("button", name="取消").click()
    assert await question.get_by_role("button").all_inner_texts() == ["先不了", "取消这一轮"]
    assert await owner.violations() == []
    assert await owner.overflow() <= 0
    await question.get_by_role("button", name="先不了").click()
    await row.locator("text=进行中").wait_for()
    await row.get_by_role("button", name="取消").click()
    await question.get_by_role("button", name="取消这一轮").click()
    await row.locator("text=取消了").wait_for()


async def test_a_form_remembers_its_last_values_on_this_device(desk, house, room):
    owner = await desk()
    page = owner.page
    await page.click("[data-launches=poll]")
    await page.fill("#poll-name", "先看哪一件")
    for number, option in enumerate(("麻花", "冬被")):
        await page.locator("#round-poll [name=option]").nth(number).fill(option)
    await page.select_option("#poll-seconds", "180")
    await page.click("#round-poll button[type=submit]")
    await page.locator("#running >> text=投票 先看哪一件").wait_for()
    await page.reload()
    await page.locator("#running >> text=投票 先看哪一件").wait_for()
    await page.click("[data-launches=poll]")
    assert await page.input_value("#poll-name") == "先看哪一件"
    assert await page.locator("#round-poll [name=option]").nth(1).input_value() == "冬被"
    assert await page.input_value("#poll-seconds") == "180"


async def _cut(house, room: str) -> bool:
    async with house.db.read() as session:
        return (await reads.room(session, room)).cut_at is not None


async def _too_small(page) -> list[str]:
    return await page.evaluate(
        """() => [...document.querySelectorAll('button, .button, .input, summary, .chip, .choice, a[href]:not(.skip)')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().width > 1)
            .filter(one => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < 44)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
