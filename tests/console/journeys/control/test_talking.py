"""What is said in a room, read and looked after from the control room."""

import asyncio
from datetime import UTC, datetime

import pytest

from appliance.events import CommentPinned, CommentRecalled, CommentSaid, Speaker
from appliance.ids import new_id
from chat.comments import actions as comments
from chat.comments.actions import Said
from chat.manners import reads as manners

pytestmark = pytest.mark.journey


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


async def test_who_disturbs_is_muted_from_the_chat_and_freed_by_undo(desk, house, room, clock):
    owner = await desk()
    page = owner.page
    house.bus.publish(said(room, "加我微信"))
    await page.click("#comments .line")
    await page.click("#comment-menu [data-does=mute]")
    await page.locator("#toasts >> text=海河 禁言 10 分钟").wait_for()
    assert await _muted(house, room, clock) == ["m-海河"]
    await page.click("#toasts >> text=撤销")
    await page.locator("#toasts >> text=已经撤销").wait_for()
    assert await _muted(house, room, clock) == []


async def test_what_was_said_before_the_line_was_there_is_read_once(desk, house, room, clock):
    early = Said(
        id=new_id(clock.now()), room=room, speaker=Speaker("m1", "海河"), text="先到的一句", at=clock.now(),
        moment=clock.now(),
    )  # fmt: skip
    await house.db.write(comments.keep, [early])
    owner = await desk()
    await owner.page.locator("#comments >> text=先到的一句").wait_for()
    house.bus.publish(early.fact)
    house.bus.publish(said(room, "后到的一句"))
    await owner.page.locator("#comments >> text=后到的一句").wait_for()
    assert await owner.page.locator("#comments .text").all_inner_texts() == ["先到的一句", "后到的一句"]


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


async def _muted(house, room: str, clock) -> list[str]:
    async with house.db.read() as session:
        return [one.member for one in await manners.restraints(session, clock.now(), room)]
