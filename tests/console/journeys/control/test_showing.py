"""A show run from the control room: at a desk with the keyboard alone, on a phone with one hand."""

import asyncio
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from appliance.events import CommentPinned, CommentRecalled, CommentSaid, Speaker, ViewersCame, ViewersCounted
from chat.manners import reads as manners
from media.broadcasts import reads
from store.catalogue.models import Product, Sku
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey

UNREACHED = ("ERR_", "404")
"""No picture is served in these tests."""


def said(room: str, words: str, name: str = "海河", topic: str = "", **more) -> CommentSaid:
    speaker = Speaker(f"m-{name}", name, **more)
    return CommentSaid(room=room, comment=f"c-{words}", speaker=speaker, text=words, at=datetime.now(UTC), topic=topic)


async def test_a_flood_of_talk_is_sampled_and_the_shops_own_words_are_not_lost(desk, hub, house, room):
    owner = await desk()
    for number in range(1500):
        house.bus.publish(said(room, f"第 {number} 句"))
        if number % 100 == 99:
            await asyncio.sleep(0.1)
    house.bus.publish(said(room, "主播马上回来", "津津", role="host"))
    house.bus.publish(said(room, "多少钱？", "小满", "price", buyer=True))
    await owner.page.locator("#comments >> text=主播马上回来").wait_for()
    await owner.page.locator("#comments .asks >> text=多少钱？").wait_for()
    assert await owner.page.locator("#comments > li").count() <= 150
    assert "买家" in await owner.page.inner_text("#comments .asks .badges")
    await owner.page.click("[data-filter=buyers]")
    assert await owner.page.locator("#comments > li").count() == 1
    house.bus.publish(CommentRecalled(room=room, comment="c-多少钱？"))
    await owner.page.locator("#no-comments").wait_for()


async def test_what_is_read_further_up_does_not_run_away(desk, house, room):
    owner = await desk()
    list_ = "document.getElementById('comments')"
    number = 0
    while not await owner.page.evaluate(f"{list_}.scrollTop > 200"):
        number += 1
        house.bus.publish(said(room, f"第 {number} 句" + "很长的话" * 20))
        await asyncio.sleep(0.1)
    await owner.page.evaluate(f"{list_}.scrollTop = 0")
    await owner.waits_until(f"{list_}.scrollTop === 0")
    house.bus.publish(said(room, "最新的一句"))
    await owner.page.locator("#newer >> text=条新发言").wait_for()
    assert await owner.page.evaluate(f"{list_}.scrollTop") == 0
    await owner.page.click("#newer")
    assert await owner.page.locator("#comments > li:last-child >> text=最新的一句").is_visible()
    assert await owner.page.locator("#newer").is_hidden()


async def test_an_attack_in_a_comment_or_a_name_stays_words(desk, house, room):
    owner = await desk()
    alarms = []
    owner.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    attack = "<img src=x onerror=alert(1)>"
    house.bus.publish(said(room, attack, attack))
    house.bus.publish(CommentPinned(room=room, comment="c", name=attack, text=attack))
    await owner.page.locator("#comments .text").wait_for()
    await owner.page.locator("#pinned-comment >> text=onerror").wait_for()
    assert await owner.page.inner_text("#comments .text") == attack
    assert await owner.page.locator("img[src=x]").count() == 0
    assert alarms == []


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


async def test_who_disturbs_is_muted_from_the_chat_and_freed_by_undo(desk, house, room, clock):
    owner = await desk()
    page = owner.page
    house.bus.publish(said(room, "加我微信"))
    await page.click("#comments .line")
    await page.click("#comment-menu [data-does=mute]")
    await page.locator("#toasts >> text=海河 禁言 10 分钟").wait_for()
    assert await _muted(house, room, clock) == ["m-海河"]
    await page.click("#toasts >> text=撤销")
    await page.locator("#toasts .toast").wait_for(state="detached")
    assert await _muted(house, room, clock) == []


async def test_the_rules_of_talking_are_set_while_it_goes_on(desk, house, room):
    owner = await desk()
    page = owner.page
    await page.click("[aria-label=发言规则]")
    await page.select_option("#slow", "10")
    await page.check("#rules [name=review]")
    await page.click("text=马上生效")
    await page.locator("#toasts >> text=发言规则改好了").wait_for()
    async with house.db.read() as session:
        rules = await manners.rules_of(session, room)
    assert (rules.slow_seconds, rules.review, rules.quiet) == (10, True, False)


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
        await page.evaluate("id => document.getElementById(id).hidePopover()", dialog)
    assert [line for line in owner.complaints if not any(known in line for known in UNREACHED)] == []


async def _cut(house, room: str) -> bool:
    async with house.db.read() as session:
        return (await reads.room(session, room)).cut_at is not None


async def _muted(house, room: str, clock) -> list[str]:
    async with house.db.read() as session:
        return [one.member for one in await manners.restraints(session, clock.now(), room)]


async def _too_small(page) -> list[str]:
    return await page.evaluate(
        """() => [...document.querySelectorAll('button, .button, .input, summary')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().height < 37.5)
            .map(one => one.outerHTML.slice(0, 120))"""
    )


def _put(tx, room: str) -> None:
    """Three products on sale, and on the room's shelf."""
    for number, title in enumerate(("十八街麻花", "天津冬被", "杨柳青年画"), 1):
        tx.execute(
            insert(Product).values(
                id=f"p{number}", title=title, subtitle="", detail="", state="shelved", early_levels=[],
                return_kind="seven-days", least=1, specs=[], tags=[], search=title, sold=0, created_at=tx.now,
                changed_at=tx.now,
            )
        )  # fmt: skip
        tx.execute(
            insert(Sku).values(
                id=f"s{number}", product=f"p{number}", position=0, values=[], code=f"A{number}", weight=500,
                price=1990 * number, on_hand=50, reserved=0, low=0, active=True,
            )
        )  # fmt: skip
        shelf.put(tx, room, f"p{number}", None)


async def test_a_show_is_run_with_the_keyboard_alone(desk, house, room):
    await house.db.write(_put, room)
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
    assert await page.evaluate("document.querySelector('#sale-dialog').matches(':popover-open')") is False
    await page.locator("#running >> text=抢购中").wait_for()
    await page.focus("#running [data-f=end]")
    await keys.press("Enter")
    await page.locator("#running >> text=已结束").wait_for()
    await keys.press("e")
    await keys.press("Tab")
    assert await page.evaluate("document.activeElement.id") == "end-now"
    await keys.press("Enter")
    await page.locator("#state >> text=未开播").wait_for()
    async with house.db.read() as session:
        assert not await reads.on_air(session, room)


async def test_the_shelf_is_arranged_priced_hidden_and_filled_on_a_phone(desk, house, room):
    await house.db.write(_put, room)
    owner = await desk(width=390, has_touch=True)
    page = owner.page
    await page.locator("#shelf .good").nth(2).wait_for()
    await page.click(".good:nth-child(3) [data-menu]")
    await page.click("#good-menu [data-does=up]")
    await page.locator(".good:nth-child(2) .name >> text=杨柳青年画").wait_for()
    await page.click(".good:nth-child(2) [data-menu]")
    await page.click("#good-menu [data-does=hide]")
    await page.locator(".good.away >> text=已隐藏").wait_for()
    await page.click(".good:nth-child(1) [data-menu]")
    await page.click("#good-menu [data-does=price]")
    await page.fill("#price input", "15")
    await page.click("#price button[type=submit]")
    await page.locator(".good:nth-child(1) >> text=¥15").wait_for()
    await page.click(".good:nth-child(3) [data-menu]")
    await page.click("#good-menu [data-does=take-off]")
    await page.locator("#toasts >> text=拿下了 天津冬被").wait_for()
    assert await page.locator("#shelf .good").count() == 2
    await page.click("[aria-label=加商品]")
    await page.fill("#find-goods", "冬被")
    await page.click("#found-goods >> text=加上")
    await page.locator("#shelf .good").nth(2).wait_for()
    assert await owner.violations() == []
    assert await owner.overflow() <= 0


async def test_the_prompter_follows_what_is_explained(hub, in_charge, house, room, clock):
    await house.db.write(_put, room)
    host = await in_charge(width=360)
    await host.goes(f"/console/rooms/{room}/prompter")
    await host.page.locator("html[data-listening]").wait_for()
    await host.page.locator("#following >> text=十八街麻花").wait_for()
    await house.db.write(shelf.pin, room, "p1", "wang")
    await host.page.locator("#now-good h2 >> text=十八街麻花").wait_for()
    assert await host.page.inner_text("#now-good [data-f=price]") == "¥19.90"
    assert await host.page.inner_text("#following li:first-child") == "2\n天津冬被\n¥39.80"
    assert await host.violations() == []
    assert await host.overflow() <= 0
    await house.db.write(shelf.unpin, room)
    await host.page.locator("#nothing-now").wait_for()


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
