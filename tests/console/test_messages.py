"""The page of subscribe messages: a template for each kind, a trial, and what was sent and refused."""

from datetime import timedelta

import msgspec
import pytest

from appliance.identity.permissions import Role
from appliance.simulator.accounts import records
from appliance.simulator.faults import Fault
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.members import actions as members
from store.reach import actions, reads

PAGE = "/console/payments/messages"
ID = "show-template-0000000000000000"
FORM = {"template": ID, "title": "thing1", "begun": "time2", "note": "thing3", "words": "点开就能看"}


@pytest.fixture
async def in_wechat(house, simulator):
    """The shop has its mini-program at the simulator, and 13800138000 is a member there who allows one message."""
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await house.db.write(set_account, house.keys, account, "owner")
    member = await house.db.write(members.recognise, "wechat-mini", "oWang")
    await house.db.write(members.bind_phone, house.keys, member, "13800138000")
    simulator.weixin.subscriptions["oWang", ID] = 1
    return member


async def test_a_new_shop_is_told_what_to_do(owner):
    text = await owner.read(PAGE)
    for words in ("还没有填小程序的 AppID", "没有模板，不发", "还没有消息", "搜“直播开播提醒”"):
        assert words in text
    assert "发一条给我试试" not in text
    assert PAGE in await owner.read("/console/payments/accounts")


async def test_a_template_is_kept_and_shown(owner, house, in_wechat):
    assert (await owner.post(f"{PAGE}/show", FORM)).status_code == 303
    text = await owner.read(PAGE)
    for words in (f'value="{ID}"', 'value="thing1"', 'value="点开就能看"', "在用", "发一条给我试试", "模板存好了"):
        assert words in text
    async with house.db.read() as session:
        assert (await reads.template(session, "show")).fields == {"title": "thing1", "begun": "time2", "note": "thing3"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"template": "短"}, "模板 ID 是一串字母和数字"),
        ({"title": "amount1"}, "这里填模板里的字段名，例如 thing1"),
        ({"note": "thing1"}, "这个字段已经用过了"),
        ({"words": "长" * 21}, "最多 20 个字"),
    ],
)
async def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(owner, change, wrong):
    answer = await owner.post(f"{PAGE}/show", {**FORM, **change})
    text = await answer.get_data(as_text=True)
    assert (answer.status_code, wrong in text) == (400, True)
    assert f'value="{change.get("begun", "time2")}"' in text


async def test_a_kind_that_is_not_there_is_not_found(owner):
    for path in ("none", "none/trial"):
        assert (await owner.post(f"{PAGE}/{path}", FORM)).status_code in (400, 404)


async def test_a_trial_arrives_and_is_listed(owner, in_wechat, simulator):
    await owner.post(f"{PAGE}/show", FORM)
    assert (await owner.post(f"{PAGE}/show/trial", {"who": "138 0013 8000"})).status_code == 303
    (one,) = simulator.weixin.messages
    assert one["data"]["thing1"] == {"value": "试发一条"}
    text = await owner.read(PAGE)
    assert "发出去了" in text
    assert "开播提醒 · 试发" in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("43101", "点“开播提醒我”"),
        ("40037", "微信不认这个模板"),
        ("47003", "字段和模板对不上"),
        ("48001", "小程序账户（48001）"),
    ],
)
async def test_a_trial_that_fails_says_why_in_plain_words(owner, in_wechat, simulator, code, words):
    await owner.post(f"{PAGE}/show", FORM)
    simulator.faults.waiting.append(Fault(path="/cgi-bin/message", code=code))
    answer = await owner.post(f"{PAGE}/show/trial", {"who": in_wechat})
    assert (answer.status_code, words in await answer.get_data(as_text=True)) == (502, True)


async def test_who_is_nobody_in_wechat_cannot_be_sent_a_trial(owner, house, in_wechat):
    await owner.post(f"{PAGE}/show", FORM)
    await house.db.write(members.know, "guest")
    for who, words in (("", "没有找到这位会员"), ("13900139000", "没有找到"), ("guest", "没有用微信小程序进来过")):
        answer = await owner.post(f"{PAGE}/show/trial", {"who": who})
        assert (answer.status_code, words in await answer.get_data(as_text=True)) == (400, True)


async def test_a_wechat_that_does_not_answer_is_said(owner, in_wechat, simulator):
    await owner.post(f"{PAGE}/show", FORM)
    simulator.faults.waiting.append(Fault(path="/cgi-bin/message", kind="cut"))
    answer = await owner.post(f"{PAGE}/show/trial", {"who": in_wechat})
    assert "微信暂时连不上" in await answer.get_data(as_text=True)


async def test_what_was_refused_and_what_is_held_up_stands_there_in_words(owner, house, in_wechat, clock):
    await owner.post(f"{PAGE}/show", FORM)
    for show in ("b1", "b2"):
        await house.db.write(actions.allow, in_wechat, [ID])
        await house.db.write(actions.reserve, in_wechat, show)
        await house.db.write(actions.tell_show, "tea", show, "麻花专场", clock.now() - timedelta(minutes=1))
    refused, held = await house.db.write(actions.begin)
    await house.db.write(actions.refuse, refused.id, "43101", "user refuse")
    await house.db.write(actions.held_up, held.id, "40037", "invalid template_id")
    text = await owner.read(PAGE)
    for words in (
        "开播提醒 · 麻花专场",
        "对方不收 1 条",
        "还等着 1 条",
        "停着",
        "微信不认这个模板",
        "对方没有点过“允许”",
    ):
        assert words in text


async def test_a_template_can_be_dropped(owner, in_wechat):
    await owner.post(f"{PAGE}/show", FORM)
    assert (await owner.post(f"{PAGE}/show/removal", {})).status_code == 303
    assert ID not in await owner.read(PAGE)


async def test_only_who_sets_accounts_sees_it(colleague):
    operator = await colleague(Role.OPERATOR)
    assert (await operator.get(PAGE)).status_code == 403
