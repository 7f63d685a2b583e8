"""Who did what, when: a sentence each, to who may know it, in a room and in the whole shop."""

import pytest

from appliance.db import acting
from appliance.events import Speaker
from appliance.identity.permissions import Role
from appliance.identity.reads import colleagues
from chat.comments import actions as comments
from chat.manners import actions as manners
from chat.manners.actions import Rules
from console.auditing import ABOUT
from console.told import Known, sentence
from media.broadcasts import actions as broadcasts
from media.control import actions as control
from store.catalogue import actions as catalogue
from store.members import actions as members
from store.orders.models import Order
from store.shelf import actions as shelf
from tests.console.conftest import _put_on_shelf
from tests.house.test_events import example

KINDS = [kind for kinds in ABOUT.values() for kind in kinds]


async def done(browser, room: str, about: str = "") -> list[str]:
    answer = await browser.get(f"/console/rooms/{room}/audit?about={about}")
    assert answer.status_code == 200
    return [one["what"] for one in await answer.get_json()]


@pytest.fixture
async def said(house, room) -> str:
    """A viewer's comment."""
    return await house.db.write(comments.say, room, Speaker("m1", "海河"), "加我微信")


async def test_a_live_price_is_told_from_and_to_until_it_is_gone(owner, house, room):
    await house.db.write(_put_on_shelf)
    await house.db.write(shelf.put, room, "p1", {"s1": 1500})
    await house.db.write(shelf.put, room, "p1", {"s1": 1200})
    await house.db.write(shelf.put, room, "p1", {"s1": 1200})
    await house.db.write(shelf.take_off, room, "p1")
    assert await done(owner, room, "goods") == [
        "十八街麻花 的直播价：原味 ¥12.00 → 平时价",
        "十八街麻花 的直播价：原味 ¥15.00 → ¥12.00",
        "十八街麻花 的直播价：原味 平时价 → ¥15.00",
    ]
    owner.language = "en"
    assert (await done(owner, room, "goods"))[2] == "Live price of 十八街麻花: 原味 plain price → ¥15.00"


async def test_stock_is_told_where_it_was_moved(owner, house, room):
    await house.db.write(_put_on_shelf)
    await house.db.write(catalogue.receive, "s1", 5, "k1", by="wang", room=room)
    await house.db.write(catalogue.count, "s1", 40, "k2", by="wang")
    assert await done(owner, room, "goods") == ["入库 十八街麻花 原味：+5 件，现有 55"]
    whole = await owner.read("/console/audit?about=goods")
    assert "盘点 十八街麻花 原味：-15 件，现有 40" in whole


async def test_decisions_about_talk_are_told_once_with_what_was_said(owner, house, room, said):
    await house.db.write(comments.pin, room, said, "wang")
    await house.db.write(comments.recall, room, said, "wang")
    await house.db.write(comments.approve, room, said, "wang")
    await house.db.write(comments.hold, room, said, "review")
    await house.db.write(comments.reject, room, said, "wang")
    await house.db.write(manners.set_rules, room, Rules(slow_seconds=10, review=True), "wang")
    await house.db.write(manners.list_words, ["第一", "最好"], "hold", "wang")
    await house.db.write(manners.unlist_word, "第一", "wang")
    assert await done(owner, room, "talk") == [
        "词库里拿掉：第一",
        "词库：第一、最好，要人看过才放行",
        "发言规则：慢速 10 秒，先审后发",
        "没有放行：海河: 加我微信",
        "放行：海河: 加我微信",
        "撤回：海河: 加我微信",
        "置顶：加我微信",
        "以店铺的名义说：海河: 加我微信",
    ]


async def test_a_ban_says_that_it_is_for_the_whole_shop_and_a_mute_that_it_is_not(owner, house, room, said):
    await house.db.write(comments.mute, room, "m1", minutes=10, reason="刷屏", by="wang")
    await house.db.write(manners.free, "mute", room, "m1", "wang")
    await house.db.write(comments.ban, "m1", minutes=None, reason="", by="wang")
    await house.db.write(manners.free, "ban", "", "m1", "wang")
    await house.db.write(comments.kick, room, "m2", by="wang")
    elsewhere = await house.db.write(broadcasts.open_room, house.keys, "茶铺")
    await house.db.write(comments.mute, elsewhere.room, "m1", minutes=10, reason="", by="wang")
    kick, unban, ban, unmute, mute, _ = await done(owner, room, "talk")
    assert (kick, unban) == ("把 一位观众 请出直播间十分钟", "解除 海河 的全店拉黑")
    assert (ban, unmute) == ("全店拉黑 海河，直到有人解除", "解除 海河 在本直播间的禁言")
    assert mute.startswith("本直播间禁言 海河，到 ")
    assert mute.endswith("，因为：刷屏")


async def test_who_moderates_nothing_hears_of_recalls_and_of_no_reasons(colleague, house, room, said):
    await house.db.write(comments.recall, room, said, "wang")
    await house.db.write(comments.mute, room, "m1", minutes=None, reason="骂人", by="wang")
    assert await done(await colleague(Role.HOST), room, "talk") == ["撤回：海河: 加我微信"]


async def test_a_room_that_is_not_there_has_no_list(owner):
    assert (await owner.get("/console/rooms/nowhere/audit")).status_code == 404


async def test_the_shops_page_is_narrowed_by_room_colleague_and_subject(owner, colleague, house, room):
    await colleague(Role.OPERATOR)
    by = next(one for one in await _staff(house) if one.login == "operator1").id
    acts = acting.set(by)
    await house.db.write(control.cut, room)
    acting.reset(acts)
    other = await house.db.write(broadcasts.open_room, house.keys, "茶铺")
    await house.db.write(control.prompt, other.room, "讲慢一点")
    whole = await owner.read("/console/audit")
    assert "operator1" in whole
    for text in ("断流", "提醒主播：讲慢一点", "开了直播间 茶铺"):
        assert text in whole
    narrowed = await owner.read(f"/console/audit?room={room}&about=show")
    assert "断流</p>" in narrowed
    assert "讲慢一点" not in narrowed
    assert "断流</p>" in await owner.read(f"/console/audit?by={by}")
    assert "没有符合的记录" in await owner.read(f"/console/audit?by={by}&about=talk")


async def test_what_is_further_back_is_a_page_away(owner, house, room):
    for number in range(101):
        await house.db.write(control.prompt, room, f"第 {number} 句")
    first = await owner.read("/console/audit?about=show")
    assert "第 100 句" in first
    assert "第 0 句" not in first
    before = first.split("before=")[1].split('"')[0].split("&")[0]
    assert "第 0 句" in await owner.read(f"/console/audit?about=show&before={before}")


async def test_the_owner_reads_who_has_seen_whom_in_full_and_nobody_else_does(owner, colleague, house, room, place):
    order = await place(1)
    async with house.db.read() as session:
        number = (await session.get_one(Order, order)).number
    await house.db.write(members.know, "m1")
    await house.db.write(members.change, "m1", nickname="海河")
    await house.db.write(members.know, "m2")
    await house.db.write(members.note_look, "m2", "", "wang")
    service = await colleague(Role.SERVICE)
    await service.post(f"/console/orders/{order}/contact")
    await service.post("/console/members/m1/contact")
    for address in ("/console/audit", "/console/audit?about=people"):
        text = await owner.read(address)
        assert f'<a href="/console/orders/{order}">看了订单 {number} 收货人的完整信息</a>' in text
        assert '<a href="/console/members/m1">看了会员 海河 的完整信息</a>' in text
        assert '<a href="/console/members/m2">看了一位会员的完整信息</a>' in text
        assert text.count("service1</span>") == 2
    assert not [what for what in await done(owner, room) if "完整信息" in what]
    operator = await colleague(Role.OPERATOR)
    for address in ("/console/audit", "/console/audit?about=people"):
        assert "完整信息" not in (text := await operator.read(address))
        assert "about=people" not in text


@pytest.mark.parametrize("role", [Role.HOST, Role.SERVICE, Role.WAREHOUSE, Role.SCREEN])
async def test_the_shops_page_is_for_who_runs_it(colleague, role):
    assert (await (await colleague(role)).get("/console/audit")).status_code == 403


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_every_fact_of_the_list_is_a_sentence_in_both_languages(app, kind):
    for language in ("zh", "en"):
        async with app.test_request_context("/", headers={"accept-language": language}):
            said = sentence(_plausible(kind), Known({}, {}))
        assert said
        assert said != kind.__name__


def _plausible(kind):
    fact = example(kind)
    return type(fact)(
        **{**{name: getattr(fact, name) for name in fact.__struct_fields__}, **_MEANT.get(kind.__name__, {})}
    )


_MEANT = {"StockMoved": {"reason": "counted"}, "TalkModerated": {"what": "approved"}}


async def _staff(house):
    async with house.db.read() as session:
        return await colleagues(session)
