"""Alipay's gateway, asked by somebody who signs by the book."""

import base64
import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from appliance.clock import ManualClock
from appliance.simulator import Simulator
from appliance.simulator.alipay_wire import plain
from appliance.simulator.control import pay_trade
from appliance.simulator.faults import Fault
from appliance.simulator.seals import sign, verify


def signed(simulator: Simulator, method: str, content: dict[str, Any], **other: str) -> dict[str, str]:
    given = {
        "app_id": simulator.seals.alipay_app,
        "method": method,
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": "2026-11-22 20:00:00",
        "version": "1.0",
        "biz_content": json.dumps(content, ensure_ascii=False),
        **other,
    }
    return {**given, "sign": base64.b64encode(sign(simulator.seals.alipay_app_key, plain(given))).decode()}


async def ask(client: httpx.AsyncClient, simulator: Simulator, method: str, content: dict[str, Any], **other: str):
    """The node of the answer, whose signature is checked over its very text."""
    answer = await client.post("/gateway.do", data=signed(simulator, method, content, **other))
    text = answer.text
    name, node, signature = (
        text[2 : text.index('":')],
        text[text.index(":") + 1 : text.rindex(',"sign"')],
        answer.json(),
    )
    verify(simulator.seals.alipay_key, base64.b64decode(signature["sign"]), node.encode())
    return name, json.loads(node)


async def ordered(client: httpx.AsyncClient, simulator: Simulator, notify: str, number: str = "JB1") -> None:
    content = {"out_trade_no": number, "total_amount": "12.80", "subject": "麻花"}
    _, told = await ask(client, simulator, "alipay.trade.precreate", content, notify_url=notify)
    assert told["code"] == "10000"
    await client.get(f"/cashier/{number}")


async def test_a_call_is_answered_under_its_own_name_and_signed(client: httpx.AsyncClient, simulator: Simulator, shop):
    await ordered(client, simulator, shop.address)
    name, told = await ask(client, simulator, "alipay.trade.query", {"out_trade_no": "JB1"})
    assert (name, told["trade_status"]) == ("alipay_trade_query_response", "WAIT_BUYER_PAY")


@pytest.mark.parametrize(
    ("other", "sub_code"),
    [
        ({"sign": base64.b64encode(b"forged" * 42).decode()}, "isv.invalid-signature"),
        ({"sign": "?"}, "isv.invalid-signature"),
        ({"app_id": "2021000000000000"}, "isv.invalid-app-id"),
        ({"sign_type": "RSA"}, "isv.invalid-signature-type"),
        ({"biz_content": '{"out_trade_no":"JB2"}'}, "isv.invalid-signature"),
    ],
)
async def test_who_signs_wrongly_gets_a_general_error(
    client: httpx.AsyncClient, simulator: Simulator, *, other: dict[str, str], sub_code: str
):
    given = {**signed(simulator, "alipay.trade.query", {"out_trade_no": "JB1"}), **other}
    told = (await client.post("/gateway.do", data=given)).json()["error_response"]
    assert (told["code"], told["sub_code"]) == ("40002", sub_code)


async def test_a_method_that_is_none_is_named(client: httpx.AsyncClient, simulator: Simulator):
    name, told = await ask(client, simulator, "alipay.trade.dance", {})
    assert (name, told["sub_code"]) == ("error_response", "isv.invalid-method")


@pytest.mark.parametrize(
    "content",
    [
        {"out_trade_no": "JB1", "total_amount": "0.00", "subject": "麻花"},
        {"out_trade_no": "JB1", "total_amount": "1.234", "subject": "麻花"},
        {"out_trade_no": "J B", "total_amount": "1.00", "subject": "麻花"},
        {"out_trade_no": "JB1", "total_amount": "1.00", "subject": ""},
    ],
)
async def test_an_order_that_alipay_would_not_take_is_not_taken(
    client: httpx.AsyncClient, simulator: Simulator, content: dict[str, str]
):
    _, told = await ask(client, simulator, "alipay.trade.precreate", content)
    assert (told["code"], told["sub_code"]) == ("40004", "ACQ.INVALID_PARAMETER")
    assert simulator.books.trades == {}


async def test_a_number_means_one_order(client: httpx.AsyncClient, simulator: Simulator, shop):
    await ordered(client, simulator, shop.address)
    content = {"out_trade_no": "JB1", "total_amount": "0.01", "subject": "麻花"}
    _, told = await ask(client, simulator, "alipay.trade.precreate", content)
    assert told["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"
    pay_trade(simulator, "JB1", "2088")
    same = {"out_trade_no": "JB1", "total_amount": "12.80", "subject": "麻花"}
    _, told = await ask(client, simulator, "alipay.trade.precreate", same)
    assert told["sub_code"] == "ACQ.TRADE_HAS_SUCCESS"


async def test_a_closed_trade_is_paid_by_nobody(client: httpx.AsyncClient, simulator: Simulator, shop):
    await ordered(client, simulator, shop.address)
    _, told = await ask(client, simulator, "alipay.trade.close", {"out_trade_no": "JB1"})
    assert told["code"] == "10000"
    page = await client.post("/cashier/JB1", data={"decision": "pay"})
    assert "订单已关闭" in page.text
    _, told = await ask(client, simulator, "alipay.trade.query", {"out_trade_no": "JB1"})
    assert told["trade_status"] == "TRADE_CLOSED"


async def test_refunds_never_exceed_what_was_paid_and_close_the_trade_at_the_end(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    await ordered(client, simulator, shop.address)
    pay_trade(simulator, "JB1", "2088")

    async def refund(amount: str, number: str = ""):
        more = {"out_request_no": number} if number else {}
        content = {"out_trade_no": "JB1", "refund_amount": amount, **more}
        return (await ask(client, simulator, "alipay.trade.refund", content))[1]

    assert (await refund("5.00"))["sub_code"] == "ACQ.INVALID_PARAMETER"
    assert (await refund("5.00", "R1"))["fund_change"] == "Y"
    assert (await refund("7.81", "R2"))["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert (await refund("7.80", "R2"))["refund_fee"] == "12.80"
    _, told = await ask(client, simulator, "alipay.trade.query", {"out_trade_no": "JB1"})
    assert told["trade_status"] == "TRADE_CLOSED"
    await eventually(lambda: len(shop.heard) == 3)


async def test_an_unknown_refund_is_no_error_and_has_no_amount(client: httpx.AsyncClient, simulator: Simulator, shop):
    await ordered(client, simulator, shop.address)
    pay_trade(simulator, "JB1", "2088")
    content = {"out_trade_no": "JB1", "out_request_no": "R9"}
    _, told = await ask(client, simulator, "alipay.trade.fastpay.refund.query", content)
    assert told == {"code": "10000", "msg": "Success"}


async def test_cancelling_gives_back_what_was_paid_and_closes_what_was_not(
    client: httpx.AsyncClient, simulator: Simulator, shop
):
    _, told = await ask(client, simulator, "alipay.trade.cancel", {"out_trade_no": "NOBODY"})
    assert (told["code"], told["retry_flag"]) == ("10000", "N")
    await ordered(client, simulator, shop.address)
    await ordered(client, simulator, shop.address, "JB2")
    pay_trade(simulator, "JB2", "2088")
    told = [(await ask(client, simulator, "alipay.trade.cancel", {"out_trade_no": n}))[1] for n in ("JB1", "JB2")]
    assert [one["action"] for one in told] == ["close", "refund"]
    assert simulator.books.trades["alipay", "JB2"].refunded == 1280


async def test_the_days_details_stand_in_a_zip_in_chinese_letters(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock
):
    await ordered(client, simulator, shop.address)
    pay_trade(simulator, "JB1", "2088")
    content = {"bill_type": "trade", "bill_date": "2026-11-22"}
    method = "alipay.data.dataservice.bill.downloadurl.query"
    _, told = await ask(client, simulator, method, content)
    assert told["code"] == "40004"
    simulator.push_clock(86400)
    _, told = await ask(client, simulator, method, content)
    packed = (await client.get(told["bill_download_url"])).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        lines = archive.read(archive.namelist()[0]).decode("gb18030").splitlines()
    [row] = [line for line in lines if not line.startswith("#") and "JB1" in line]
    fields = [field.strip() for field in row.split(",")]
    assert len(fields) == len(lines[4].split(",")) == 25
    assert (fields[2], fields[11], fields[22]) == ("交易", "12.80", "-0.08")
    simulator.push_clock(301)
    assert (await client.get(told["bill_download_url"])).status_code == 403


async def test_a_busy_gateway_says_that_nothing_is_known(client: httpx.AsyncClient, simulator: Simulator):
    simulator.faults.waiting.append(Fault(path="alipay.trade.query", code="SYSTEM_ERROR"))
    _, told = await ask(client, simulator, "alipay.trade.query", {"out_trade_no": "JB1"})
    assert (told["code"], told["sub_code"]) == ("20000", "ACQ.SYSTEM_ERROR")


async def test_a_buyer_who_paid_in_the_browser_comes_back_with_signed_facts(
    client: httpx.AsyncClient, simulator: Simulator, shop
):
    content = {"out_trade_no": "JB1", "total_amount": "9.90", "subject": "茶"}
    more = {"notify_url": shop.address, "return_url": "http://shop.test/done"}
    sent = await client.get("/gateway.do", params=signed(simulator, "alipay.trade.wap.pay", content, **more))
    assert sent.headers["location"].endswith("/cashier/JB1")
    done = await client.post("/cashier/JB1", data={"decision": "pay"})
    address = httpx.URL(done.headers["location"])
    facts = dict(address.params)
    signature = facts.pop("sign")
    del facts["sign_type"]
    verify(simulator.seals.alipay_key, base64.b64decode(signature), plain(facts))
    assert (address.host, facts["out_trade_no"], facts["total_amount"]) == ("shop.test", "JB1", "9.90")
