"""What waits is sent by WeChat, or it is known why not."""

import pytest
from sqlalchemy import delete, update

from appliance.alarms import reads as alarms
from appliance.db import let_go
from appliance.simulator.faults import Fault
from store.accounts.actions import give_up
from store.members.models import Identity
from store.reach import actions, reads
from store.reach.actions.sending import AT_ONCE, KEPT
from store.reach.actions.templates import mar
from store.reach.models import Message

SEND = "/cgi-bin/message/subscribe/send"


@pytest.fixture
async def waiting(database, taps, begins):
    """Somebody who waits for a show that begins now."""
    member = await taps("oWang", "show")
    await database.write(actions.reserve, member, "b1")
    await begins()
    return member


@pytest.fixture
def alarmed(database):
    async def look():
        async with database.read() as session:
            return [one.id for one in await alarms.standing(session)]

    return look


async def test_a_message_is_sent_as_its_template_wants_it(sender, waiting, got, states, left, clock):
    assert (await sender.sweep(), await sender.sweep()) == (1, 0)
    (one,) = got("oWang")
    assert (one["template_id"], one["page"]) == (
        "show-template-0000000000000000",
        "pages/room/room?room=tea&from=notice",
    )
    assert (one["miniprogram_state"], one["lang"]) == ("formal", "zh_CN")
    assert (one["data"]["thing1"], one["data"]["thing3"]) == ({"value": "麻花专场"}, {"value": "点开看看"})
    assert one["data"]["time2"]["value"].startswith(f"{clock.now().year}年")
    assert (await states(), await left(waiting)) == ([("sent", "")], 0)


async def test_who_withdrew_it_in_wechat_is_refused_and_allows_none_any_more(
    sender, waiting, taps, got, states, left, simulator, alarmed
):
    await taps("oWang", "show")
    simulator.weixin.subscriptions.clear()
    await sender.sweep()
    assert (got("oWang"), await states(), await left(waiting)) == ([], [("refused", "43101")], 0)
    assert (await sender.sweep(), await alarmed()) == (0, [])


async def test_a_template_that_wechat_does_not_know_is_staffs_to_set_and_everything_waits(
    database, sender, waiting, taps, begins, got, states, simulator, alarmed, clock
):
    simulator.weixin.templates["another-template-00000000"] = ["thing1"]
    await sender.sweep()
    assert (await states(), await alarmed()) == ([("waiting", "40037")], ["messages-show"])
    await database.write(actions.reserve, await taps("oLi", "show"), "b1")
    await begins()
    await clock.advance(600)
    assert (await sender.sweep(), len(await states())) == (0, 2)
    async with database.read() as session:
        assert "show" not in await reads.offered(session, waiting)
    new, fields = "new-template-0000000000000", {"title": "thing1"}
    simulator.weixin.templates[new] = ["thing1"]
    simulator.weixin.subscriptions.update({("oWang", new): 1, ("oLi", new): 1})
    await database.write(actions.set_template, "show", new, fields, "", "owner")
    assert (await sender.sweep(), await alarmed()) == (2, [])
    assert await states() == [("sent", "")] * 2


async def test_fields_that_differ_fail_that_message_and_cost_its_member_nothing(
    sender, waiting, taps, database, begins, states, left, simulator, alarmed, templates
):
    simulator.weixin.templates[templates["show"]] = ["thing1", "time2", "thing3", "thing9"]
    await sender.sweep()
    assert (await states(), await left(waiting)) == ([("failed", "47003")], 1)
    assert await alarmed() == ["messages-show"]
    simulator.weixin.templates[templates["show"]] = ["thing1", "time2", "thing3"]
    await database.write(actions.reserve, waiting, "b2")
    await begins("b2")
    await sender.sweep()
    assert (sorted(await states()), await alarmed()) == ([("failed", "47003"), ("sent", "")], [])


async def test_whom_wechat_does_not_know_is_not_asked_again(sender, waiting, taps, states, left, simulator):
    await taps("oWang", "won")
    simulator.weixin.strangers.add("oWang")
    await sender.sweep()
    assert (await states(), await left(waiting, "won")) == ([("failed", "40003")], 0)


async def test_a_member_whom_wechat_knew_no_more_is_not_tried(database, sender, waiting, states, simulator):
    await database.write(lambda tx: tx.execute(delete(Identity).where(Identity.member == waiting)).rowcount)
    await sender.sweep()
    assert (await states(), simulator.weixin.tokens) == ([("failed", "unknown")], {})


async def test_a_crowd_whom_wechat_does_not_know_keeps_nobody_waiting(
    database, sender, templates, taps, begins, states, got, left
):
    crowd = [f"0-guest{number:02}" for number in range(AT_ONCE)]
    for one in crowd:
        await database.write(actions.allow, one, [templates["show"]])
    for one in (*crowd, await taps("oWang", "show")):
        await database.write(actions.reserve, one, "b1")
    await begins()
    await sender.sweep()
    assert (len(got("oWang")), await states(), await left(crowd[0])) == (1, [("sent", "")], 1)


async def test_nobody_writes_for_what_waits_for_the_morning_or_for_another_template(
    database, sender, taps, clock, monkeypatch
):
    night = clock.now().replace(hour=15, minute=0)
    await clock.advance((night - clock.now()).total_seconds() % 86400)
    member = await taps("oWang", "won", "shipped")
    until = clock.now().replace(year=2027)
    await database.write(actions.tell_won, "w1", member, "麻花", "", "tea", until)
    await database.write(actions.tell, "shipped", "p1", member, {}, "", until)
    await database.write(mar, "shipped", "40037")
    written = []
    monkeypatch.setattr(database, "write", lambda *work: written.append(work))
    assert (await sender.sweep(), written) == (0, [])


async def test_a_token_that_ended_is_renewed_once(sender, waiting, weixin, states, simulator):
    await (await weixin.client()).call("/wxa/sec/order/is_trade_managed", {})
    simulator.weixin.expire_tokens()
    await sender.sweep()
    assert await states() == [("sent", "")]


async def test_a_busy_wechat_is_tried_again_ever_more_slowly(sender, waiting, states, got, simulator, clock):
    simulator.faults.waiting.append(Fault(path=SEND, code="-1", times=2))
    await sender.sweep()
    assert (await states(), await sender.sweep()) == ([("waiting", "-1")], 0)
    await clock.advance(5)
    await sender.sweep()
    await clock.advance(5)
    assert (await states(), await sender.sweep()) == ([("waiting", "-1")], 0)
    await clock.advance(25)
    await sender.sweep()
    assert (await states(), len(got("oWang"))) == ([("sent", "")], 1)


async def test_a_wechat_that_cannot_be_reached_is_tried_until_it_is_too_late(
    sender, waiting, states, left, simulator, clock
):
    simulator.faults.waiting.append(Fault(path=SEND, kind="cut", times=99))
    for _ in range(40):
        await sender.sweep()
        await clock.advance(60)
    assert (await states(), await left(waiting)) == ([("failed", "late")], 1)


async def test_without_a_mini_program_everything_waits(database, sender, waiting, states):
    await database.write(give_up, "wechat")
    assert (await sender.sweep(), await states()) == (0, [("waiting", "")])


@pytest.mark.parametrize(("hour", "sent"), [(13, 1), (14, 0), (23, 0), (0, 1)])
async def test_at_night_only_ones_own_reservations_and_orders_are_told(
    database, sender, taps, begins, clock, got, hour, sent
):
    """By the clock of the shop: 14:00 UTC is ten in the evening there, midnight UTC eight in the morning."""
    at = clock.now().replace(hour=hour, minute=0)
    await clock.advance((at - clock.now()).total_seconds() % 86400)
    member = await taps("oWang", "show", "won")
    until = clock.now().replace(year=2027)
    await database.write(actions.tell_won, "w1", member, "麻花", "", "tea", until)
    await sender.sweep()
    assert len(got("oWang")) == sent
    await database.write(actions.reserve, member, "b1")
    await begins()
    await sender.sweep()
    assert len(got("oWang")) == sent + 1


async def test_a_house_that_is_killed_after_sending_sends_once_more_at_the_most(
    database, sender, waiting, taps, got, states, simulator
):
    """Whoever tapped twice may hear it twice; nobody hears it a third time, and nobody misses it."""
    await taps("oWang", "show")
    await taps("oWang", "show")
    for heard, end in ((1, []), (2, []), (2, [("failed", "lost")])):
        await database.write(actions.recover)
        for one in await database.write(actions.begin):
            await sender._send(await sender._weixin.client(), one)
            await database.write(lambda tx: tx.execute(update(Message).values(state="sending")) and None)  # the kill
        assert len(got("oWang")) == heard
        assert end in ([], await states())


async def test_a_house_that_is_killed_before_sending_loses_nothing(database, sender, waiting, got, states):
    await database.write(actions.begin)
    assert (await sender.sweep(), await states()) == (0, [("sending", "")])
    await database.write(actions.recover)
    await sender.sweep()
    assert (len(got("oWang")), await states()) == (1, [("sent", "")])


async def test_who_tapped_once_hears_it_once_whatever_happens(database, sender, waiting, got, states):
    await sender.sweep()
    await database.write(lambda tx: tx.execute(update(Message).values(state="sending")) and None)
    await database.write(actions.recover)
    await sender.sweep()
    assert (len(got("oWang")), await states()) == (1, [("refused", "43101")])


async def test_what_was_sent_long_ago_is_forgotten(database, sender, waiting, messages, clock):
    await sender.sweep()
    await let_go(database, actions.prune, KEPT)
    assert len(await messages()) == 1
    await clock.advance(KEPT.total_seconds() + 1)
    await let_go(database, actions.prune, KEPT)
    assert await messages() == []
