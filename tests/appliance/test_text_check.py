"""WeChat's text check, as the house asks it, against the simulator."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.keys import Keys
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.faults import Fault
from appliance.text_check import text_check
from chat.comments.checking import TextCheck
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.members import actions as members
from store.wechat.client import WeChatUnreachable
from store.wechat.opened import WeChatNotSet, Weixin


@pytest.fixture
async def check(sqlite_database: Database, clock: ManualClock) -> AsyncIterator[TextCheck]:
    weixin = Weixin(sqlite_database, Keys(bytes(32)), clock)
    yield text_check(sqlite_database, weixin)
    await weixin.aclose()


@pytest.fixture
async def member(sqlite_database: Database, simulator: Simulator) -> str:
    """Somebody whom WeChat knows, in a shop that WeChat knows."""
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await sqlite_database.write(set_account, Keys(bytes(32)), account, "s1")
    return await sqlite_database.write(members.recognise, "wechat-mini", "oBuyer")


@pytest.mark.parametrize(
    ("text", "verdict"), [("麻花真香", "pass"), ("加微信便宜", "review"), ("网上赌博", "risky"), ("坏透了", "risky")]
)
async def test_the_result_is_read_and_not_the_errcode(check, member, simulator, text, verdict):
    simulator.weixin.opinions["坏透了"] = "risky"
    assert await check(member, "小林", text) == verdict


async def test_a_name_is_looked_at_too(check, member):
    assert await check(member, "网上赌博", "好看") == "risky"


async def test_who_wechat_does_not_know_cannot_be_asked_about(check, member):
    assert await check("a guest", "", "网上赌博") == "none"


async def test_a_shop_without_wechat_has_nobody_to_ask(check):
    with pytest.raises(WeChatNotSet):
        await check("m1", "", "好看")


async def test_a_wechat_that_does_not_answer_is_trouble_for_later(check, member, simulator):
    simulator.faults.waiting.append(Fault(path="/wxa/msg_sec_check", kind="cut"))
    with pytest.raises(WeChatUnreachable):
        await check(member, "", "好看")
