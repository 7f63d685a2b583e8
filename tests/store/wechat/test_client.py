"""The client against the simulator."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.keys import Keys
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.faults import Fault
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.wechat.client import Client, CodeUnusable, WeChatRefused, WeChatUnreachable
from store.wechat.opened import WeChatNotSet, Weixin


@pytest.fixture
def account(simulator: Simulator) -> WeChat:
    return msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)


@pytest.fixture
async def client(account: WeChat, clock: ManualClock) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        yield Client(account, http, clock)


async def test_a_code_tells_who_somebody_is_and_only_once(client: Client, simulator: Simulator):
    code = simulator.weixin.mint("login", "oBuyer", "uBuyer")
    person = await client.person(code)
    assert (person.openid, person.unionid) == ("oBuyer", "uBuyer")
    with pytest.raises(CodeUnusable):
        await client.person(code)
    with pytest.raises(CodeUnusable):
        await client.person("")


async def test_a_phone_number_is_asked_for_with_a_token_that_is_kept(client: Client, simulator: Simulator):
    codes = [simulator.weixin.mint("phone", "oBuyer", phone=phone) for phone in ("13800138000", "13900139000")]
    assert [await client.phone(code) for code in codes] == ["+8613800138000", "+8613900139000"]
    assert len(simulator.weixin.tokens) == 1


async def test_a_token_is_renewed_before_its_end(client: Client, simulator: Simulator, clock: ManualClock):
    await client.call("/wxa/sec/order/is_trade_managed", {})
    await clock.advance(7200 - 200)
    await client.call("/wxa/sec/order/is_trade_managed", {})
    assert len(simulator.weixin.tokens) == 2


async def test_a_token_that_somebody_else_ended_is_renewed_once(client: Client, simulator: Simulator):
    await client.call("/wxa/sec/order/is_trade_managed", {})
    simulator.weixin.expire_tokens()
    answer = await client.call("/wxa/sec/order/is_trade_managed", {})
    assert answer["is_trade_managed"]


async def test_a_token_that_wechat_gives_and_does_not_take_is_forced_anew(client: Client, simulator: Simulator):
    await client.call("/wxa/sec/order/is_trade_managed", {})
    before = set(simulator.weixin.tokens)
    simulator.faults.waiting.append(Fault(path="/wxa", code="40001"))
    await client.call("/wxa/sec/order/is_trade_managed", {})
    assert not before & set(simulator.weixin.tokens)


async def test_what_wechat_refuses_is_told_with_its_code(client: Client, simulator: Simulator):
    simulator.faults.waiting.append(Fault(path="/wxa", code="45009"))
    with pytest.raises(WeChatRefused) as refused:
        await client.call("/wxa/sec/order/is_trade_managed", {})
    assert refused.value.facts["code"] == 45009


@pytest.mark.parametrize("after", [True, False])
async def test_a_broken_connection_is_no_answer(client: Client, simulator: Simulator, *, after: bool):
    simulator.faults.waiting.append(Fault(path="/sns", kind="cut", after=after))
    with pytest.raises(WeChatUnreachable):
        await client.person("code")


async def test_the_account_is_read_anew_when_staff_change_it(
    sqlite_database: Database, account: WeChat, clock: ManualClock, simulator: Simulator
):
    keys = Keys(bytes(range(32)))
    weixin = Weixin(sqlite_database, keys, clock)
    with pytest.raises(WeChatNotSet):
        await weixin.client()
    await sqlite_database.write(set_account, keys, msgspec.structs.replace(account, secret="f" * 32), "lin")
    with pytest.raises(WeChatRefused):
        await (await weixin.client()).person("code")
    await sqlite_database.write(set_account, keys, account, "lin")
    code = simulator.weixin.mint("login", "oBuyer")
    assert (await (await weixin.client()).person(code)).openid == "oBuyer"
    assert await weixin.client() is await weixin.client()
    await weixin.aclose()
