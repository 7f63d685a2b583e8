"""Other people's clients talk to the simulator and are content."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import httpx
import pytest
from alipay import AliPay
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType

from appliance.simulator import Simulator
from appliance.simulator.control import pay_trade
from appliance.simulator.moments import day
from appliance.simulator.seals import public_pem


def wechatpay(simulator: Simulator, notify: str, *, certificates: bool = False) -> AsyncWeChatPay:
    seals = simulator.seals
    key = (
        {}
        if certificates
        else {
            "public_key": public_pem(seals.wechatpay_key),
            "public_key_id": seals.wechatpay_public_key_id,
        }
    )
    client = AsyncWeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG,
        mchid=seals.mchid,
        private_key=seals.merchant_key,
        cert_serial_no=seals.merchant_serial,
        appid=seals.weixin_app,
        apiv3_key=seals.apiv3_key,
        notify_url=notify,
        **key,
    )
    client._core._gate_way = simulator.origin
    return client


@pytest.fixture
async def merchant(today: Simulator, shop) -> AsyncIterator[AsyncWeChatPay]:
    async with wechatpay(today, shop.address) as client:
        yield client


@pytest.fixture
def alipay(today: Simulator, shop) -> AliPay:
    seals = today.seals
    client = AliPay(
        appid=seals.alipay_app,
        app_notify_url=shop.address,
        app_private_key_string=seals.alipay_app_key,
        alipay_public_key_string=public_pem(seals.alipay_key),
        sign_type="RSA2",
    )
    client._gateway = f"{today.origin}/gateway.do"
    return client


async def ordered(merchant: AsyncWeChatPay, number: str, total: int = 1280) -> dict[str, str]:
    code, answer = await merchant.pay(
        description="麻花", out_trade_no=number, amount={"total": total}, payer={"openid": "oBuyer"}
    )
    assert code == 200
    return json.loads(answer)


async def test_a_payment_is_ordered_paid_told_and_asked_for(today: Simulator, merchant, shop, eventually):
    assert (await ordered(merchant, "JB00000001"))["prepay_id"].startswith("wx")
    _, waiting = await merchant.query(out_trade_no="JB00000001")
    assert json.loads(waiting)["trade_state"] == "NOTPAY"
    trade = pay_trade(today, "JB00000001", "oBuyer")
    await eventually(lambda: shop.heard)
    headers, body = shop.heard[0]
    told = merchant.callback(headers, body)
    assert told["event_type"] == "TRANSACTION.SUCCESS"
    assert told["resource"]["transaction_id"] == trade.transaction
    assert told["resource"]["amount"] == {
        "total": 1280,
        "payer_total": 1280,
        "currency": "CNY",
        "payer_currency": "CNY",
    }
    _, paid = await merchant.query(transaction_id=trade.transaction)
    assert json.loads(paid)["trade_state"] == "SUCCESS"
    code, refused = await merchant.close(out_trade_no="JB00000001")
    assert (code, json.loads(refused)["code"]) == (400, "ORDERPAID")


async def test_each_way_to_pay_hands_over_what_its_device_needs(today: Simulator, merchant):
    _, native = await merchant.pay(
        description="茶", out_trade_no="JB00000002", amount={"total": 1}, pay_type=WeChatPayType.NATIVE
    )
    assert json.loads(native)["code_url"] == f"{today.origin}/cashier/JB00000002"
    _, h5 = await merchant.pay(
        description="茶",
        out_trade_no="JB00000003",
        amount={"total": 1},
        pay_type=WeChatPayType.H5,
        scene_info={"payer_client_ip": "10.0.0.2", "h5_info": {"type": "Wap"}},
    )
    assert json.loads(h5)["h5_url"].startswith(f"{today.origin}/cashier/JB00000003?prepay_id=")


async def test_a_closed_payment_cannot_be_ordered_again(merchant):
    await ordered(merchant, "JB00000004")
    assert (await merchant.close(out_trade_no="JB00000004"))[0] == 204
    code, refused = await merchant.pay(
        description="麻花", out_trade_no="JB00000004", amount={"total": 1280}, payer={"openid": "oBuyer"}
    )
    assert (code, json.loads(refused)["code"]) == (400, "ORDER_CLOSED")


async def test_a_refund_is_one_refund_however_often_it_is_asked_for(today: Simulator, merchant, shop, eventually):
    await ordered(merchant, "JB00000005")
    pay_trade(today, "JB00000005", "oBuyer")
    asked = {
        "out_refund_no": "R1",
        "out_trade_no": "JB00000005",
        "amount": {"refund": 300, "total": 1280, "currency": "CNY"},
        "notify_url": shop.address,
    }
    first, second = [json.loads((await merchant.refund(**asked))[1]) for _ in range(2)]
    assert first["refund_id"] == second["refund_id"]
    code, refused = await merchant.refund(**{**asked, "amount": {"refund": 400, "total": 1280, "currency": "CNY"}})
    assert (code, json.loads(refused)["code"]) == (400, "INVALID_REQUEST")
    _, known = await merchant.query_refund(out_refund_no="R1")
    assert json.loads(known)["status"] == "SUCCESS"
    await eventually(lambda: len(shop.heard) == 2)
    told = [merchant.callback(headers, body) for headers, body in shop.heard]
    assert [one["event_type"] for one in told] == ["TRANSACTION.SUCCESS", "REFUND.SUCCESS"]
    assert told[1]["resource"]["refund_status"] == "SUCCESS"
    _, trade = await merchant.query(out_trade_no="JB00000005")
    assert json.loads(trade)["trade_state"] == "REFUND"


async def test_a_day_of_bills_is_fetched_and_holds_to_its_hash(today: Simulator, merchant):
    await ordered(merchant, "JB00000006")
    pay_trade(today, "JB00000006", "oBuyer")
    code, answer = await merchant.trade_bill(bill_date=day(today.moments.now()), tar_type="GZIP")
    assert code == 200
    code, packed = await merchant.download_bill(json.loads(answer)["download_url"].replace(today.origin, ""))
    assert code == 200
    assert packed


async def test_who_downloads_certificates_can_verify_by_them(today: Simulator, shop, eventually):
    async with wechatpay(today, shop.address, certificates=True) as merchant:
        await ordered(merchant, "JB00000007")
        today.signs_with = "certificate"
        pay_trade(today, "JB00000007", "oBuyer")
        await eventually(lambda: shop.heard)
        assert merchant.callback(*shop.heard[0])["event_type"] == "TRANSACTION.SUCCESS"


async def test_an_alipay_code_is_no_trade_until_somebody_scans_it(today: Simulator, alipay: AliPay, shop, eventually):
    made = await asyncio.to_thread(
        alipay.api_alipay_trade_precreate, subject="麻花", out_trade_no="JB00000010", total_amount="12.80"
    )
    assert made["qr_code"] == f"{today.origin}/cashier/JB00000010"
    unknown = await asyncio.to_thread(alipay.api_alipay_trade_query, out_trade_no="JB00000010")
    assert unknown["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    async with httpx.AsyncClient(trust_env=False) as browser:
        await browser.get(made["qr_code"])
    waiting = await asyncio.to_thread(alipay.api_alipay_trade_query, out_trade_no="JB00000010")
    assert waiting["trade_status"] == "WAIT_BUYER_PAY"
    pay_trade(today, "JB00000010", "2088000000000001")
    await eventually(lambda: shop.heard)
    told = dict(parse_qsl(shop.heard[0][1].decode()))
    facts = {name: value for name, value in told.items() if name != "sign"}
    assert alipay.verify(facts, told["sign"])
    assert (told["trade_status"], told["total_amount"]) == ("TRADE_SUCCESS", "12.80")


async def test_an_alipay_refund_moves_money_once(today: Simulator, alipay: AliPay):
    form = alipay.api_alipay_trade_wap_pay(
        subject="茶", out_trade_no="JB00000011", total_amount="9.90", return_url="http://127.0.0.1/done"
    )
    async with httpx.AsyncClient(trust_env=False) as browser:
        sent = await browser.get(f"{today.origin}/gateway.do?{form}")
    assert sent.headers["location"] == f"{today.origin}/cashier/JB00000011"
    pay_trade(today, "JB00000011", "2088000000000001")
    asked = {"refund_amount": "4.00", "out_trade_no": "JB00000011", "out_request_no": "R11"}
    first, again = [await asyncio.to_thread(alipay.api_alipay_trade_refund, **asked) for _ in range(2)]
    assert (first["fund_change"], again["fund_change"], again["refund_fee"]) == ("Y", "N", "4.00")
    known = await asyncio.to_thread(
        alipay.api_alipay_trade_fastpay_refund_query, out_request_no="R11", out_trade_no="JB00000011"
    )
    assert known["refund_status"] == "REFUND_SUCCESS"
    paid = await asyncio.to_thread(alipay.api_alipay_trade_query, out_trade_no="JB00000011")
    assert paid["trade_status"] == "TRADE_SUCCESS"
    closed = await asyncio.to_thread(alipay.api_alipay_trade_close, out_trade_no="JB00000011")
    assert closed["sub_code"] == "ACQ.TRADE_STATUS_ERROR"


async def test_alipays_bill_of_the_day_is_a_zip_behind_an_address(today: Simulator, alipay: AliPay):
    told = await asyncio.to_thread(
        alipay.server_api,
        "alipay.data.dataservice.bill.downloadurl.query",
        {"bill_type": "trade", "bill_date": day(today.moments.now())},
    )
    async with httpx.AsyncClient(trust_env=False) as browser:
        fetched = await browser.get(told["bill_download_url"])
    assert fetched.content[:2] == b"PK"
