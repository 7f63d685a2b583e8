"""Deleting a clip, for everybody: the question names the right one, and saying no changes nothing."""

from datetime import timedelta

import pytest

from media.recording.clips import actions
from media.recording.clips.actions import Film

pytestmark = pytest.mark.journey


@pytest.fixture
async def clips(house, room):
    for turn, title in enumerate(("明前龙井", "碧螺春")):
        since = house.clock.now() + timedelta(seconds=turn)
        stretch = {"since": since, "until": since + timedelta(seconds=40)}
        await house.db.write(actions.ask, f"w{turn}", room, "s1", product="p1", title=title, **stretch)
        await house.db.write(actions.finish, f"w{turn}", Film(40_000, 5_000_000, None))
    await house.db.write(actions.lose_sight, ["w1"])


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_a_clip_is_deleted_after_one_question(in_charge, clips, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    await owner.goes("/console/clips")
    assert await owner.overflow() <= 0
    assert await owner.violations() == []
    question = owner.page.locator("#delete-clip")
    row = owner.page.locator("#list li", has_text="碧螺春")
    await row.locator(".danger").click()
    await question.get_by_text("碧螺春").wait_for()
    assert await owner.violations() == []
    await question.locator("[popovertargetaction=hide]").click()
    await question.wait_for(state="hidden")
    await row.locator(".danger").click()
    await question.locator(".danger").click()
    await row.wait_for(state="detached")
    assert await owner.page.locator("#list li").count() == 1
    assert owner.complaints == []
