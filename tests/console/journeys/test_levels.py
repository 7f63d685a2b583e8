"""Levels of members, as people with any screen, language and eyes meet them."""

import pytest

from store.catalogue import actions as catalogue
from store.members import actions, levels

pytestmark = pytest.mark.journey
LIST = "/console/members/levels"


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "en", "dark")]
)  # fmt: skip
async def test_levels_are_made_given_and_picked_by_everybody(in_charge, house, width, language, theme):
    owner = await in_charge(width=width, language=language, theme=theme)
    member = await house.db.write(actions.recognise, "wechat-mini", "oWang")
    product = await house.db.write(catalogue.draft, catalogue.Wording(title="明前龙井"), 9900, "lin")
    pages = [LIST, f"/console/members/{member}", f"/console/goods/{product}"]
    for full in (False, True):
        if full:
            for name, spent in (("银卡", 50_000), ("金卡", 200_000), ("老友", None)):
                await house.db.write(levels.add_level, name, spent)
            await house.db.write(levels.give_level, member, "老友", "lin", "开店第一天就来了")
        for address in pages:
            await owner.goes(address)
            assert await owner.violations() == [], address
            assert await owner.overflow() <= 0, address
    assert owner.complaints == []
