"""By whose keys WeChat Pay is believed: its public key, its certificates, or both while a shop moves."""

from collections.abc import AsyncIterator, Callable

import httpx
import msgspec
import pytest

from appliance.clock import ManualClock
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.faults import Fault
from store.accounts.records import WeChatPay, private_key
from store.payments.provider import Forged, ProviderUnreachable
from store.payments.wechatpay import wire
from store.payments.wechatpay.client import Client

UNKNOWN_PAYMENT = "/v3/pay/transactions/out-trade-no/NOSUCHNUMBER?mchid="


@pytest.fixture
async def client(simulator: Simulator, clock: ManualClock) -> AsyncIterator[Callable[..., Client]]:
    """``client(public_key="")``: one whose account differs from the simulated merchant's by that."""
    async with httpx.AsyncClient(trust_env=False) as http:

        def opened(**changes: str) -> Client:
            account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat-pay"], WeChatPay)
            return Client(msgspec.structs.replace(account, **changes), http, clock)

        yield opened


@pytest.fixture
def certificates() -> dict[str, str]:
    """An account from before WeChat Pay had a public key."""
    return {"public_key": "", "public_key_id": ""}


async def test_answers_are_believed_by_the_public_key_and_by_fetched_certificates(client, certificates):
    for opened in (client(), client(**certificates)):
        answer = await opened.call("GET", UNKNOWN_PAYMENT + opened.account.mchid)
        assert answer.status == 404


async def test_certificates_sealed_for_another_merchant_are_not_believed(client, certificates):
    opened = client(**certificates, apiv3_key="x" * 32)
    with pytest.raises(ProviderUnreachable):
        await opened.call("GET", UNKNOWN_PAYMENT + opened.account.mchid)


async def test_a_shop_with_the_public_key_still_believes_a_certificate(client, simulator: Simulator, clock):
    """While a merchant moves from one to the other, callbacks come with the old serial."""
    body, at = "{}", str(int(clock.now().timestamp()))
    key = wire_key(simulator)
    signed = wire.Signed(at, "N", wire.sign(key, at, "N", body), simulator.seals.certificate_serial)
    await client().trust.check(signed, body.encode())
    with pytest.raises(Forged):
        await client().trust.check(signed, b"{ }")


async def test_a_serial_that_nobody_knows_makes_us_ask_once_a_minute(client, certificates, clock: ManualClock):
    opened, asked = client(**certificates), []
    fetch = opened.trust._fetch

    async def counted():
        asked.append(clock.now())
        return await fetch()

    opened.trust._fetch = counted
    signed = wire.Signed(str(int(clock.now().timestamp())), "N", "AAAA", "ABCDEF")
    for _ in range(3):
        with pytest.raises(Forged):
            await opened.trust.check(signed, b"{}")
    assert len(asked) == 1
    await clock.advance(61)
    with pytest.raises(Forged):
        await opened.trust.check(signed, b"{}")
    assert len(asked) == 2


async def test_the_fallback_is_asked_when_the_gateway_cannot_be_reached(client, simulator: Simulator):
    gone = "http://127.0.0.1:1"
    opened = client(gateway=gone, fallback=simulator.origin)
    assert (await opened.call("GET", UNKNOWN_PAYMENT + opened.account.mchid)).status == 404
    with pytest.raises(ProviderUnreachable):
        await client(gateway=gone, fallback=gone).call("GET", "/v3/x")
    with pytest.raises(ProviderUnreachable):
        await client(gateway=gone).call("GET", "/v3/x")


async def test_a_wrong_key_of_ours_is_no_answer_about_the_payment(client, simulator: Simulator):
    opened = client(key=simulator.seals.alipay_app_key)
    with pytest.raises(ProviderUnreachable):
        await opened.call("GET", UNKNOWN_PAYMENT + opened.account.mchid)


async def test_a_broken_or_busy_gateway_says_nothing(client, simulator: Simulator):
    for fault in (Fault(path="/v3/", status=500), Fault(path="/v3/", status=429), Fault(path="/v3/", kind="cut")):
        simulator.faults.waiting.append(fault)
        with pytest.raises(ProviderUnreachable):
            await client().call("GET", UNKNOWN_PAYMENT + "1")


def wire_key(simulator: Simulator):
    """The one behind the platform's certificate."""
    return private_key(simulator.seals.wechatpay_certificate_key)
