import asyncio

import httpx
import pytest
from cryptography.exceptions import InvalidSignature

from appliance.simulator import Simulator
from appliance.simulator.faults import Fault
from tests.appliance.simulator.wires import ask, check_signature, order

CHARGE = "/v3/pay/transactions"


async def test_the_next_calls_are_refused_with_the_given_code(client: httpx.AsyncClient, simulator: Simulator, shop):
    simulator.faults.waiting.append(Fault(path=CHARGE, times=2, code="FREQUENCY_LIMITED", status=429))
    answers = [await order(client, simulator, shop.address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].json()["code"] == "FREQUENCY_LIMITED"
    check_signature(simulator, answers[0].headers, answers[0].content)


async def test_a_connection_breaks_before_anything_is_done(client: httpx.AsyncClient, simulator: Simulator, shop):
    simulator.faults.waiting.append(Fault(path=CHARGE, kind="cut"))
    with pytest.raises(httpx.RemoteProtocolError):
        await order(client, simulator, shop.address)
    assert simulator.books.trades == {}


async def test_an_answer_is_lost_after_the_work_was_done(client: httpx.AsyncClient, simulator: Simulator, shop):
    simulator.faults.waiting.append(Fault(path=CHARGE, kind="cut", after=True))
    with pytest.raises(httpx.RemoteProtocolError):
        await order(client, simulator, shop.address)
    assert ("wechat", "JB00000001") in simulator.books.trades


async def test_a_forged_answer_bears_a_signature_that_does_not_hold(
    client: httpx.AsyncClient, simulator: Simulator, shop
):
    simulator.faults.waiting.append(Fault(path=CHARGE, kind="forge"))
    answer = await order(client, simulator, shop.address)
    with pytest.raises(InvalidSignature):
        check_signature(simulator, answer.headers, answer.content)


async def test_a_fault_hits_only_the_path_it_names(client: httpx.AsyncClient, simulator: Simulator, shop):
    simulator.faults.waiting.append(Fault(path="/v3/refund", code="SYSTEM_ERROR"))
    assert (await order(client, simulator, shop.address)).status_code == 200
    answer = await ask(client, simulator, "GET", "/v3/refund/domestic/refunds/R1")
    assert (answer.status_code, answer.json()["code"]) == (500, "SYSTEM_ERROR")


async def test_a_slow_answer_comes_when_the_clock_says_so(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock, eventually
):
    simulator.faults.waiting.append(Fault(path=CHARGE, kind="delay", seconds=20))
    asked = asyncio.create_task(order(client, simulator, shop.address))
    await eventually(lambda: not simulator.faults.waiting)
    assert not asked.done()
    await clock.advance(20)
    assert (await asked).status_code == 200
