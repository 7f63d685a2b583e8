"""Subscribe messages are set up, tried and looked at, on any screen, in both languages."""

from datetime import timedelta

import msgspec
import pytest

from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.members import actions as members
from store.reach import actions

pytestmark = pytest.mark.journey
PAGE = "/console/payments/messages"
ID = "aB3-show_template0123456789abcdefghijklmnop"


@pytest.fixture
async def wang(house, simulator: Simulator) -> str:
    """The owner's own phone, known to WeChat, which allows one message."""
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await house.db.write(set_account, house.keys, account, "owner")
    member = await house.db.write(members.recognise, "wechat-mini", "oWang")
    await house.db.write(members.bind_phone, house.keys, member, "13800138000")
    simulator.weixin.templates[ID] = ["thing1", "time2", "thing3"]
    simulator.weixin.subscriptions["oWang", ID] = 1
    return member


async def looks_well(owner) -> None:
    assert await owner.violations() == []
    assert await owner.overflow() <= 0


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(1280, "zh", "light"), (390, "zh", "dark"), (390, "en", "light")]
)
async def test_a_template_is_set_tried_and_its_messages_are_looked_at(
    in_charge, house, wang, simulator, width, language, theme
):
    owner = await in_charge(width=width, language=language, theme=theme)
    page = owner.page
    await owner.goes(PAGE)
    await looks_well(owner)
    kind = page.locator("#show")
    await kind.locator("summary").click()
    await page.fill("#show-template", ID)
    await page.fill("#show-title", "amount1")
    await kind.locator("form button[type=submit]").first.click()
    await page.locator("#show-title-wrong").wait_for()
    await looks_well(owner)
    for name, value in {"title": "thing1", "begun": "time2", "note": "thing3", "words": "点开就能看"}.items():
        await page.fill(f"#show-{name}", value)
    await kind.locator("form button[type=submit]").first.click()
    await page.locator("#show .light.green").wait_for()
    for _ in range(2):  # WeChat carries one of them
        await kind.locator("summary").click()
        await page.fill("#show-who", "13800138000")
        await kind.locator("form[action$=trial] button").click()
        await page.wait_for_load_state()
    await page.locator("#show .message.bad").wait_for()
    assert len(simulator.weixin.messages) == 1
    await house.db.write(actions.allow, wang, [ID])
    await house.db.write(actions.reserve, wang, "b1")
    await house.db.write(
        actions.tell_show, "tea", "b1", "麻花专场，现炸现卖，前五十位半价", house.clock.now() - timedelta(minutes=1)
    )
    (one,) = await house.db.write(actions.begin)
    await house.db.write(actions.held_up, one.id, "40037", "invalid template_id")
    await owner.goes(PAGE)
    await page.locator("#show .light.red").wait_for()
    await looks_well(owner)
    assert [line for line in owner.complaints if "502" not in line and "400" not in line] == []


async def test_on_a_phone_the_tab_that_one_is_at_is_seen(in_charge):
    owner = await in_charge(width=390)
    await owner.goes(PAGE)
    seen = "document.querySelector('.tabs [aria-current]').getBoundingClientRect()"
    await owner.waits_until(f"{seen}.right <= innerWidth && {seen}.left >= 0")
    assert await owner.overflow() <= 0
