"""Two colleagues before the same queue."""

import re

import pytest

from appliance.events import Speaker
from appliance.ids import new_id
from chat.comments import actions
from chat.comments.actions import Said

pytestmark = pytest.mark.journey


async def _held(house, room: str, words: str) -> str:
    """A comment that waits for a colleague; its id."""
    now = house.clock.now()
    said = Said(id=new_id(now), room=room, speaker=Speaker("m1", "海河"), text=words, at=now, moment=now)
    await house.db.write(actions.keep, [said])
    await house.db.write(actions.hold, room, said.id, "review")
    return said.id


async def test_who_comes_second_is_told_so_and_the_queue_goes_on(in_charge, house, room):
    comment = await _held(house, room, "第一句")
    owner = await in_charge()
    page = owner.page
    await page.route("**/console/events**", lambda route: route.abort())
    await owner.goes("/console/talk")
    await house.db.write(actions.approve, room, comment, "liu")
    await page.unroute("**/console/events**")
    await page.click("#list form[action*=reject] button")
    await page.locator("text=已经有人处理过了").wait_for()
    await page.locator("html[data-listening]").wait_for()
    await page.locator("#count:empty").wait_for(state="attached")
    assert page.url.endswith("/console/talk")
    await _held(house, room, "第二句")
    await page.locator("#list >> text=第二句").wait_for()
    await page.locator("h1", has_text=re.compile(r"^发言管理 1$")).wait_for()
    assert await page.locator("#toasts .toast").count() == 0
    await page.reload()
    assert await page.locator("text=已经有人处理过了").count() == 0
    assert "第二句" in await page.inner_text("#list")
