"""A buyer pays over HTTP, and providers tell the shop."""

import base64
import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from quart import Quart
from sqlalchemy import select, update

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.house import House
from appliance.identity import tokens
from appliance.identity.tokens import Claims
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.control import pay_trade
from appliance.simulator.seals import Seals
from store.accounts.actions import set_account
from store.accounts.records import KINDS, private_key
from store.orders.models import Order
from store.payments.alipay import wire as alipay_wire
from store.payments.models import Attempt
from store.payments.wechatpay import wire


@pytest.fixture
def database(house: House) -> Database:
    """That of the app, so that `sells` and `buys` are about its shop."""
    return house.db


@pytest.fixture
async def shop(app: Quart, house: House, simulator: Simulator) -> Quart:
    """The app with accounts at the simulated providers."""
    for kind, record in records(simulator.seals, simulator.origin).items():
        await house.db.write(set_account, house.keys, msgspec.convert(record, KINDS[kind]), "owner")
    return app


class Buyer:
    def __init__(self, app: Quart, house: House, member: str) -> None:
        self._client = app.test_client()
        claims = Claims("viewer", member, int(house.clock.now().timestamp()) + 86400)
        self._headers = {"authorization": f"Bearer {tokens.sign(house.keys.derive('tokens'), claims)}"}

    async def get(self, address: str) -> tuple[int, Any]:
        answer = await self._client.get(f"/api/v1{address}", headers=self._headers)
        return answer.status_code, await answer.get_json(force=True)

    async def pay(self, order: str, provider: str, way: str, key: str = "key-0001") -> tuple[int, Any]:
        headers = {**self._headers, "idempotency-key": key}
        body = {"provider": provider, "way": way}
        answer = await self._client.post(f"/api/v1/orders/{order}/payments", json=body, headers=headers)
        return answer.status_code, await answer.get_json(force=True)


@pytest.fixture
def buyer(shop: Quart, house: House) -> Buyer:
    return Buyer(shop, house, "m1")


class WeChat:
    """Says what it likes to the shop, properly sealed and signed unless told otherwise."""

    def __init__(self, app: Quart, seals: Seals, clock: ManualClock) -> None:
        self._client = app.test_client()
        self._seals = seals
        self._clock = clock

    def transaction(self, attempt: str, **more: Any) -> dict[str, Any]:
        return {
            "mchid": self._seals.mchid, "appid": self._seals.weixin_app, "out_trade_no": attempt.upper(),
            "transaction_id": "4200000001", "trade_state": "SUCCESS", "success_time": "2026-11-22T20:00:05+08:00",
            "payer": {"openid": "o-payer"}, "amount": {"total": 1990, "currency": "CNY"}, **more,
        }  # fmt: skip

    async def tells(
        self, told: dict[str, Any], notice: str = "n-1", kind: str = "TRANSACTION.SUCCESS", *, late: int = 0,
        key: str | None = None, headers: dict[str, str] | None = None,
    ) -> int:  # fmt: skip
        sealed = AESGCM(self._seals.apiv3_key.encode()).encrypt(b"123456789012", json.dumps(told).encode(), b"x")
        resource = {
            "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(sealed).decode(),
            "nonce": "123456789012", "associated_data": "x",
        }  # fmt: skip
        body = json.dumps({"id": notice, "event_type": kind, "resource": resource})
        at = str(int(self._clock.now().timestamp()) - late)
        signature = wire.sign(private_key(key or self._seals.wechatpay_key), at, "N", body)
        signed = {
            "wechatpay-timestamp": at, "wechatpay-nonce": "N", "wechatpay-signature": signature,
            "wechatpay-serial": self._seals.wechatpay_public_key_id, **(headers or {}),
        }  # fmt: skip
        answer = await self._client.post("/callbacks/wechat-pay", data=body, headers=signed)
        return answer.status_code


@pytest.fixture
def wechat(shop: Quart, seals: Seals, clock: ManualClock) -> WeChat:
    return WeChat(shop, seals, clock)


async def test_a_buyer_pays_and_the_shop_hears_of_it(buyer: Buyer, wechat: WeChat, sells, buys, bought):
    await sells()
    order = await buys({"s1": 1})
    status, given = await buyer.pay(order, "wechat", "native")
    assert (status, given["state"], given["amount"]) == (201, "waiting", 1990)
    assert given["handover"]["code"]
    assert await wechat.tells(wechat.transaction(given["attempt"])) == 204
    assert (await buyer.get(f"/payments/{given['attempt']}"))[1]["state"] == "paid"
    assert (await bought(order)).order.payment == "paid"


async def test_the_page_that_waits_asks_the_provider_itself(
    buyer: Buyer, sells, buys, simulator: Simulator, clock: ManualClock
):
    await sells()
    given = (await buyer.pay(await buys({"s1": 1}), "wechat", "h5"))[1]
    assert given["handover"]["address"].startswith(simulator.origin)
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, given["attempt"].upper(), "o-payer")
    assert (await buyer.get(f"/payments/{given['attempt']}"))[1]["state"] == "waiting"
    await clock.advance(2)
    assert (await buyer.get(f"/payments/{given['attempt']}"))[1]["state"] == "paid"


async def test_a_page_that_waits_long_leaves_the_sweep_its_patience(
    shop: Quart, buyer: Buyer, sells, buys, bought, simulator: Simulator, clock: ManualClock
):
    """Who leaves the page, and whose payment nobody tells, is found before the order lets go of its goods."""
    await sells()
    given = (await buyer.pay(order := await buys({"s1": 1}), "wechat", "native"))[1]
    cashier = shop.extensions["cashier"]
    for _ in range(10):
        await clock.advance(2)
        await buyer.get(f"/payments/{given['attempt']}")
        await cashier.sweep()
    await clock.advance(160)
    simulator.wechat_post.fate("lose")
    pay_trade(simulator, given["attempt"].upper(), "o-payer")
    for _ in range(12):
        await clock.advance(15)
        await cashier.sweep()
    assert (await bought(order)).order.payment == "paid"


async def test_the_same_request_twice_is_one_attempt_and_another_under_its_key_is_refused(
    buyer: Buyer, house: House, sells, buys
):
    await sells()
    order = await buys({"s1": 1})
    first, second = await buyer.pay(order, "wechat", "native"), await buyer.pay(order, "wechat", "native")
    assert first == second
    assert (await buyer.pay(order, "alipay", "wap"))[0] == 409
    async with house.db.read() as session:
        assert len((await session.scalars(select(Attempt))).all()) == 1


async def test_somebody_else_neither_pays_nor_sees_it(shop: Quart, house: House, buyer: Buyer, sells, buys):
    await sells()
    order = await buys({"s1": 1})
    stranger = Buyer(shop, house, "m2")
    assert (await stranger.pay(order, "wechat", "native"))[0] == 404
    attempt = (await buyer.pay(order, "wechat", "native"))[1]["attempt"]
    assert (await stranger.get(f"/payments/{attempt}"))[0] == 404
    assert (await stranger.get(f"/orders/{order}/payment-ways"))[0] == 404


async def test_each_client_is_offered_what_works_there(buyer: Buyer, sells, buys):
    await sells()
    order = await buys({"s1": 1})
    offered = {}
    for client in ("mini", "wechat", "browser", "desktop"):
        status, found = await buyer.get(f"/orders/{order}/payment-ways?client={client}")
        assert (status, found["amount"]) == (200, 1990)
        offered[client] = [f"{way['provider']}/{way['way']}" for way in found["items"]]
    assert offered == {
        "mini": ["counter/counter"],
        "wechat": ["wechat/native", "counter/counter"],
        "browser": ["wechat/h5", "alipay/wap", "counter/counter"],
        "desktop": ["wechat/native", "alipay/precreate", "counter/counter"],
    }
    assert (await buyer.get(f"/orders/{order}/payment-ways?client=fax"))[0] == 400
    assert (await buyer.pay(order, "wechat", "jsapi"))[0] == 400
    assert (await buyer.pay(order, "alipay", "native"))[0] == 400
    assert (await buyer.pay(order, "counter", "counter"))[0] == 201


async def test_what_is_sent_is_not_paid_at_the_counter(buyer: Buyer, house: House, sells, buys):
    await sells()
    order = await buys({"s1": 1})
    await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == order).values(delivery="express")))
    offered = (await buyer.get(f"/orders/{order}/payment-ways?client=browser"))[1]["items"]
    assert [way["provider"] for way in offered] == ["wechat", "alipay"]


@pytest.mark.parametrize(
    ("told", "how", "status"),
    [
        ({"amount": {"total": 1, "currency": "CNY"}}, {}, 409),
        ({"amount": {}}, {}, 409),
        ({"mchid": "1900000009"}, {}, 409),
        ({"appid": "wxsomebodyelse"}, {}, 409),
        ({"out_trade_no": "0000000000"}, {}, 404),
        ({}, {"late": 301}, 401),
        ({}, {"late": -301}, 401),
        ({}, {"key": "merchant"}, 401),
        ({}, {"headers": {"wechatpay-signature": "WECHATPAY/SIGNTEST/xx"}}, 401),
        ({}, {"headers": {"wechatpay-serial": "ABCDEF"}}, 401),
        ({}, {"headers": {"wechatpay-signature": ""}}, 401),
    ],
    ids=str,
)
async def test_a_notification_that_lies_is_refused_and_changes_nothing(
    buyer: Buyer, wechat: WeChat, sells, buys, bought, seals: Seals, told, how, status
):
    await sells()
    order = await buys({"s1": 1})
    attempt = (await buyer.pay(order, "wechat", "native"))[1]["attempt"]
    if how.get("key") == "merchant":
        how = {"key": seals.merchant_key}
    assert await wechat.tells(wechat.transaction(attempt, **told), **how) == status
    assert (await bought(order)).order.payment == "unpaid"
    assert await wechat.tells(wechat.transaction(attempt)) == 204
    assert (await bought(order)).order.payment == "paid"


async def test_a_notification_of_no_use_is_taken_and_forgotten(wechat: WeChat):
    assert await wechat.tells({"x": 1}, kind="PAYSCORE.USER_OPEN_SERVICE") == 204


async def test_a_body_that_is_no_notification_is_refused(shop: Quart):
    for path in ("/callbacks/wechat-pay", "/callbacks/alipay"):
        answer = await shop.test_client().post(path, data=b"\xff\x00")
        assert answer.status_code == 401


async def test_a_shop_without_an_account_hears_nobody(app: Quart):
    assert (await app.test_client().post("/callbacks/wechat-pay", data=b"{}")).status_code == 400


def alipay_form(seals: Seals, attempt: str, **more: str) -> dict[str, str]:
    form = {
        "notify_id": "a-1", "app_id": seals.alipay_app, "seller_id": seals.alipay_seller,
        "out_trade_no": attempt.upper(), "trade_no": "2026112200001", "trade_status": "TRADE_SUCCESS",
        "total_amount": "19.90", "gmt_payment": "2026-11-22 20:00:05", "charset": "utf-8", **more,
    }  # fmt: skip
    return {**form, "sign_type": "RSA2", "sign": alipay_wire.sign(private_key(seals.alipay_key), form)}


async def test_alipay_is_answered_success_and_nothing_else(
    shop: Quart, buyer: Buyer, sells, buys, bought, seals: Seals
):
    await sells()
    order = await buys({"s1": 1})
    attempt = (await buyer.pay(order, "alipay", "wap"))[1]["attempt"]
    client = shop.test_client()
    for lie in ({"total_amount": "0.01"}, {"app_id": "2021"}, {"seller_id": "2088"}, {"out_trade_no": "X"}):
        answer = await client.post("/callbacks/alipay", form=alipay_form(seals, attempt, **lie))
        assert answer.status_code in (404, 409)
    forged = {**alipay_form(seals, attempt), "total_amount": "20.90"}
    assert (await client.post("/callbacks/alipay", form=forged)).status_code == 401
    assert (await bought(order)).order.payment == "unpaid"
    for _ in range(3):
        answer = await client.post("/callbacks/alipay", form=alipay_form(seals, attempt))
        assert (answer.status_code, await answer.get_data()) == (200, b"success")
    assert (await bought(order)).order.payment == "paid"
