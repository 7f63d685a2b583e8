"""小程序码, against the simulator."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.faults import Fault
from store.accounts.records import WeChat
from store.wechat.client import Client, WeChatRefused, WeChatUnreachable
from store.wechat.codes import MiniProgramUnpublished, code

ROOM = "pages/room/room"


@pytest.fixture
async def client(simulator: Simulator, clock: ManualClock) -> AsyncIterator[Client]:
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        yield Client(account, http, clock)


async def test_a_code_is_a_picture_and_the_same_scene_gives_the_same(client: Client):
    first, again, other = [await code(client, ROOM, scene) for scene in ("room=a", "room=a", "room=b")]
    assert first.startswith(b"\x89PNG")
    assert first == again != other


async def test_a_token_that_somebody_else_ended_is_renewed_for_a_picture_too(client: Client, simulator: Simulator):
    await code(client, ROOM, "room=a")
    simulator.weixin.expire_tokens()
    assert (await code(client, ROOM, "room=a")).startswith(b"\x89PNG")


async def test_a_page_that_is_not_published_is_said_in_words(client: Client, simulator: Simulator):
    simulator.weixin.pages = {"pages/home/home"}
    with pytest.raises(MiniProgramUnpublished) as refused:
        await code(client, ROOM, "room=a")
    assert "还没有发布" in refused.value.sentence("zh")


async def test_a_scene_that_wechat_does_not_take_and_a_spent_quota_are_refusals(client: Client, simulator: Simulator):
    with pytest.raises(WeChatRefused) as long:
        await code(client, ROOM, "x" * 33)
    simulator.faults.waiting.append(Fault(path="/wxa", code="45009"))
    with pytest.raises(WeChatRefused) as spent:
        await code(client, ROOM, "room=a")
    assert (long.value.facts["code"], spent.value.facts["code"]) == (40169, 45009)


async def test_a_broken_connection_is_no_picture(client: Client, simulator: Simulator):
    await client.call("/wxa/sec/order/is_trade_managed", {})
    simulator.faults.waiting.append(Fault(path="/wxa", kind="cut"))
    with pytest.raises(WeChatUnreachable):
        await code(client, ROOM, "room=a")


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"errcode": 0}', b""])
async def test_what_is_neither_a_picture_nor_a_refusal_is_no_answer(client: Client, clock: ManualClock, body: bytes):
    def answer(request: httpx.Request) -> httpx.Response:
        token = {"access_token": "t", "expires_in": 7200}
        return httpx.Response(200, json=token) if "token" in request.url.path else httpx.Response(200, content=body)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        with pytest.raises(WeChatUnreachable):
            await code(Client(client.account, http, clock), ROOM, "room=a")
