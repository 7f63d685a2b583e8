"""A colleague tries a template with a message to themselves."""

import pytest

from appliance.alarms import reads as alarms
from appliance.errors import NotFound
from appliance.simulator.faults import Fault
from store.reach import actions, reads
from store.reach.kinds import KINDS
from store.reach.sending import attempt
from store.wechat.client import WeChatUnreachable


@pytest.mark.parametrize("kind", KINDS)
async def test_a_trial_is_a_message_as_they_will_be(database, weixin, taps, got, states, left, kind):
    member = await taps("oWang", kind)
    assert await attempt(database, weixin, kind, member) == ""
    (one,) = got("oWang")
    assert all(field["value"] for field in one["data"].values())
    assert (await states(), await left(member, kind)) == ([("sent", "")], 0)


async def test_a_trial_says_what_wechat_said(database, weixin, taps, states, simulator, clock):
    member = await taps("oWang", "show")
    for code in ("43101", "40037", "47003"):
        simulator.faults.waiting.append(Fault(path="/cgi-bin/message", code=code))
        assert await attempt(database, weixin, "show", member) == code
    assert sorted(await states()) == [("failed", "40037"), ("failed", "47003"), ("refused", "43101")]
    async with database.read() as session:
        assert [one.id for one in await alarms.standing(session)] == ["messages-show"]
        assert await reads.counts(session, clock.now()) == {}


async def test_a_trial_that_goes_through_mends_the_kind(database, weixin, taps, simulator):
    member = await taps("oWang", "show")
    simulator.faults.waiting.append(Fault(path="/cgi-bin/message", code="40037"))
    await attempt(database, weixin, "show", member)
    await attempt(database, weixin, "show", member)
    async with database.read() as session:
        assert (await alarms.standing(session), (await reads.template(session, "show")).trouble) == ([], "")


async def test_without_a_template_or_an_answer_there_is_no_trial(database, weixin, taps, simulator):
    member = await taps("oWang", "show")
    simulator.faults.waiting.append(Fault(path="/cgi-bin/message", kind="cut"))
    with pytest.raises(WeChatUnreachable):
        await attempt(database, weixin, "show", member)
    await database.write(actions.drop_template, "show")
    with pytest.raises(NotFound):
        await attempt(database, weixin, "show", member)
