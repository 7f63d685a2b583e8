import base64
import gzip
import hashlib

import httpx
import pytest
from cryptography.exceptions import InvalidSignature

from appliance.clock import ManualClock
from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.wechatpay_news import settle_refund
from tests.appliance.simulator.wires import ask, check_signature, jsapi, opened, order

QUERY = "/v3/pay/transactions/out-trade-no/JB00000001?mchid="


async def test_an_answer_is_signed_by_the_key_that_the_shop_named(
    client: httpx.AsyncClient, simulator: Simulator, shop
):
    answer = await order(client, simulator, shop.address)
    assert answer.status_code == 200
    assert answer.headers["wechatpay-serial"] == simulator.seals.wechatpay_public_key_id
    check_signature(simulator, answer.headers, answer.content)
    with pytest.raises(InvalidSignature):
        check_signature(simulator, answer.headers, answer.content + b" ")


@pytest.mark.parametrize(
    "other",
    [
        {"signature": base64.b64encode(b"forged" * 40).decode()},
        {"signature": "not base64!"},
        {"mchid": "1600000000"},
        {"serial_no": "00" * 20},
        {"timestamp": "1700000000"},
        {"timestamp": "soon"},
    ],
    ids=["forged", "unreadable", "another merchant", "another certificate", "too old", "no time"],
)
async def test_who_signs_wrongly_gets_nothing(client: httpx.AsyncClient, simulator: Simulator, shop, other):
    answer = await ask(client, simulator, "POST", "/v3/pay/transactions/jsapi", jsapi(simulator, shop.address), **other)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert simulator.books.trades == {}


async def test_a_body_that_was_changed_on_its_way_is_refused(client: httpx.AsyncClient, simulator: Simulator, shop):
    headers = {"authorization": (await order(client, simulator, shop.address)).request.headers["authorization"]}
    answer = await client.post("/v3/pay/transactions/jsapi", content=b"{}", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"amount": {"total": 0}}, "PARAM_ERROR"),
        ({"amount": {"total": "12"}}, "PARAM_ERROR"),
        ({"amount": {"total": True}}, "PARAM_ERROR"),
        ({"appid": "wx0000"}, "APPID_MCHID_NOT_MATCH"),
        ({"out_trade_no": "short"}, "PARAM_ERROR"),
        ({"description": ""}, "PARAM_ERROR"),
        ({"notify_url": "http://example.com/callbacks"}, "PARAM_ERROR"),
        ({"notify_url": "https://example.com/callbacks?a=1"}, "PARAM_ERROR"),
        ({"payer": None}, "PARAM_ERROR"),
        ({"time_expire": "tomorrow"}, "PARAM_ERROR"),
    ],
)
async def test_an_order_that_wechat_would_not_take_is_not_taken(
    client: httpx.AsyncClient, simulator: Simulator, shop, *, other, code: str
):
    answer = await ask(client, simulator, "POST", "/v3/pay/transactions/jsapi", jsapi(simulator, shop.address) | other)
    assert answer.json()["code"] == code
    check_signature(simulator, answer.headers, answer.content)


async def test_a_number_means_one_order_for_ever(client: httpx.AsyncClient, simulator: Simulator, shop):
    first = await order(client, simulator, shop.address)
    assert (await order(client, simulator, shop.address)).json() == first.json()
    other = await order(client, simulator, shop.address, amount={"total": 1})
    assert (other.status_code, other.json()["code"]) == (403, "OUT_TRADE_NO_USED")
    pay_trade(simulator, "JB00000001", "oBuyer")
    assert (await order(client, simulator, shop.address)).json()["code"] == "ORDERPAID"


async def test_an_order_closes_by_itself_when_its_time_is_over(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock
):
    await order(client, simulator, shop.address, time_expire="2026-11-22T20:15:00+08:00")
    await clock.advance(15 * 60 + 1)
    answer = await ask(client, simulator, "GET", QUERY + simulator.seals.mchid)
    assert answer.json()["trade_state"] == "CLOSED"


async def test_a_question_names_its_merchant(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address)
    assert (await ask(client, simulator, "GET", QUERY + "1600000000")).json()["code"] == "PARAM_ERROR"
    answer = await ask(
        client, simulator, "GET", f"/v3/pay/transactions/out-trade-no/NOBODY01?mchid={simulator.seals.mchid}"
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "ORDERNOTEXIST")


def refund(number: str = "R1", part: int = 300, total: int = 1280) -> dict[str, object]:
    amount = {"refund": part, "total": total, "currency": "CNY"}
    return {"out_refund_no": number, "out_trade_no": "JB00000001", "amount": amount}


async def test_no_more_goes_back_than_was_paid_and_not_all_at_once(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock
):
    await order(client, simulator, shop.address)
    path = "/v3/refund/domestic/refunds"
    assert (await ask(client, simulator, "POST", path, refund())).json()["code"] == "INVALID_REQUEST"
    pay_trade(simulator, "JB00000001", "oBuyer")
    assert (await ask(client, simulator, "POST", path, refund(total=1))).json()["code"] == "INVALID_REQUEST"
    assert (await ask(client, simulator, "POST", path, refund())).json()["status"] == "SUCCESS"
    assert (await ask(client, simulator, "POST", path, refund("R2"))).json()["code"] == "FREQUENCY_LIMITED"
    await clock.advance(60)
    assert (await ask(client, simulator, "POST", path, refund("R2", 981))).json()["code"] == "INVALID_REQUEST"
    assert (await ask(client, simulator, "POST", path, refund("R2", 980))).status_code == 200
    assert simulator.books.trades["wechat", "JB00000001"].refunded == 1280


async def test_a_refund_that_the_bank_sends_back_is_told_as_abnormal(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    simulator.refunds_take = 60
    await order(client, simulator, shop.address)
    pay_trade(simulator, "JB00000001", "oBuyer")
    body = {**refund(), "notify_url": shop.address}
    answer = await ask(client, simulator, "POST", "/v3/refund/domestic/refunds", body)
    assert answer.json()["status"] == "PROCESSING"
    settle_refund(simulator, simulator.books.refunds["wechat", "R1"], "abnormal")
    await eventually(lambda: len(shop.heard) == 2)
    assert opened(simulator, shop.heard[1][1])["refund_status"] == "ABNORMAL"
    known = await ask(client, simulator, "GET", "/v3/refund/domestic/refunds/R1")
    assert known.json()["status"] == "ABNORMAL"


async def test_a_refund_is_done_after_its_time_and_told_then(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock, eventually
):
    simulator.refunds_take = 60
    await order(client, simulator, shop.address)
    pay_trade(simulator, "JB00000001", "oBuyer")
    await ask(client, simulator, "POST", "/v3/refund/domestic/refunds", {**refund(), "notify_url": shop.address})
    await eventually(lambda: len(shop.heard) == 1)
    await clock.advance(61)
    await eventually(lambda: len(shop.heard) == 2)
    assert opened(simulator, shop.heard[1][1])["refund_status"] == "SUCCESS"


async def test_yesterdays_bill_is_there_from_ten_in_the_morning(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock
):
    await order(client, simulator, shop.address)
    pay_trade(simulator, "JB00000001", "oBuyer")
    await ask(client, simulator, "POST", "/v3/refund/domestic/refunds", refund())
    path = "/v3/bill/tradebill?bill_date=2026-11-22&bill_type=ALL&tar_type=GZIP"
    assert (await ask(client, simulator, "GET", path)).json()["code"] == "PARAM_ERROR"
    simulator.push_clock(8 * 3600)  # 04:00 in China
    assert (await ask(client, simulator, "GET", path)).json()["code"] == "NO_STATEMENT_EXIST"
    simulator.push_clock(6 * 3600)
    told = (await ask(client, simulator, "GET", path)).json()
    target = told["download_url"].removeprefix(simulator.origin)
    packed = (await ask(client, simulator, "GET", target)).content
    plain = gzip.decompress(packed)
    assert hashlib.sha1(plain).hexdigest() == told["hash_value"]
    lines = plain.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert {len(line.split(",")) for line in lines[:3]} == {27}
    assert lines[4] == "`2,`12.80,`3.00,`0.00,`0.06,`12.80,`3.00"
    simulator.push_clock(301)
    assert (await ask(client, simulator, "GET", target)).json()["code"] == "PARAM_ERROR"


async def test_the_fund_flow_adds_up_to_what_the_merchant_has(client: httpx.AsyncClient, simulator: Simulator, shop):
    simulator.bills_at_once = True
    await order(client, simulator, shop.address)
    pay_trade(simulator, "JB00000001", "oBuyer")
    await ask(client, simulator, "POST", "/v3/refund/domestic/refunds", refund())
    told = (await ask(client, simulator, "GET", "/v3/bill/fundflowbill?bill_date=2026-11-22")).json()
    plain = (await ask(client, simulator, "GET", told["download_url"].removeprefix(simulator.origin))).content
    rows = [line.split(",") for line in plain.decode("utf-8-sig").splitlines()]
    assert [row[6] for row in rows[1:5]] == ["`12.80", "`0.08", "`3.00", "`0.02"]
    assert rows[4][7] == "`9.74"
