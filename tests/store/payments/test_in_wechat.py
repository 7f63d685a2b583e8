"""A buyer who opened the shop's page in WeChat's own browser pays there, recognised by the official account."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from quart import Quart
from sqlalchemy import select

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.house import House
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from appliance.simulator.control import pay_trade
from store.accounts.actions import give_up, set_account
from store.accounts.records import KINDS
from store.members.models import Identity
from store.payments.models import Attempt


@pytest.fixture
def database(house: House) -> Database:
    """That of the app, so that `sells` and `buys` are about its shop."""
    return house.db


@pytest.fixture
async def shop(app: Quart, house: House, simulator: Simulator) -> Quart:
    for kind, record in records(simulator.seals, simulator.origin).items():
        await house.db.write(set_account, house.keys, msgspec.convert(record, KINDS[kind]), "owner")
    return app


class Page:
    """The mobile page in WeChat's browser, as far as paying goes."""

    def __init__(self, app: Quart) -> None:
        self._client = app.test_client()
        self.headers: dict[str, str] = {}

    async def enter(self, **body: str) -> int:
        answer = await self._client.post("/api/v1/sessions", json=body, headers=self.headers)
        if answer.status_code == 201:
            self.headers = {"authorization": f"Bearer {(await answer.get_json())['token']}"}
        return answer.status_code

    async def me(self) -> str:
        return str((await (await self._client.get("/api/v1/me", headers=self.headers)).get_json())["id"])

    async def ways(self, order: str, client: str = "wechat") -> dict[str, Any]:
        answer = await self._client.get(f"/api/v1/orders/{order}/payment-ways?client={client}", headers=self.headers)
        return dict(await answer.get_json())

    async def pay(self, order: str, client: str = "wechat") -> tuple[int, dict[str, Any]]:
        body = {"provider": "wechat", "way": "jsapi", "client": client}
        headers = {**self.headers, "idempotency-key": f"key-{client}"}
        answer = await self._client.post(f"/api/v1/orders/{order}/payments", json=body, headers=headers)
        return answer.status_code, await answer.get_json()


@pytest.fixture
async def page(shop: Quart) -> Page:
    page = Page(shop)
    await page.enter(provider="guest")
    return page


async def through_the_door(address: str) -> dict[str, str]:
    """What the browser comes back with."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        answer = await browser.get(address)
    back = urlsplit(answer.headers["location"])
    return {name: values[0] for name, values in parse_qs(back.query).items()}


@pytest.fixture
async def order(page: Page, sells: Any, buys: Any) -> str:
    await sells()
    return str(await buys({"s1": 1}, member=await page.me()))


async def test_a_buyer_is_recognised_at_the_door_and_pays_in_place(
    page: Page, order: str, house: House, simulator: Simulator, clock: ManualClock
):
    offered = await page.ways(order)
    assert [way["way"] for way in offered["items"]] == ["native", "counter"]
    came = await through_the_door(offered["recognise"])
    assert await page.enter(provider="wechat-web", **came) == 201
    offered = await page.ways(order)
    assert (offered["items"][0]["way"], offered["recognise"]) == ("jsapi", "")
    status, given = await page.pay(order)
    assert status == 201
    assert given["handover"]["appId"] == simulator.seals.service_app
    trade = simulator.books.trade("wechat", given["attempt"].upper())
    assert (trade.app, trade.payer[:5]) == (simulator.seals.service_app, "oPage")
    pay_trade(simulator, trade.number, trade.payer)
    await clock.advance(20)
    client = page._client
    answer = await client.get(f"/api/v1/payments/{given['attempt']}", headers=page.headers)
    assert (await answer.get_json())["state"] == "paid"
    async with house.db.read() as session:
        attempt = await session.get_one(Attempt, given["attempt"])
    assert attempt.app == simulator.seals.service_app


async def test_who_comes_back_keeps_what_was_done_as_a_guest(page: Page, order: str, house: House):
    before = await page.me()
    came = await through_the_door((await page.ways(order))["recognise"])
    await page.enter(provider="wechat-web", **came)
    assert await page.me() == before
    async with house.db.read() as session:
        known = (await session.scalars(select(Identity))).one()
    assert (known.provider, known.member) == ("wechat-web", before)


async def test_a_page_that_another_viewer_was_sent_to_logs_nobody_in(shop: Quart, page: Page, order: str):
    came = await through_the_door((await page.ways(order))["recognise"])
    other = Page(shop)
    assert await other.enter(provider="wechat-web", **came) == 401
    await other.enter(provider="guest")
    assert await other.enter(provider="wechat-web", **came) == 400
    assert await other.enter(provider="wechat-web", code=came["code"]) == 400


async def test_a_code_is_good_once(page: Page, order: str):
    came = await through_the_door((await page.ways(order))["recognise"])
    assert await page.enter(provider="wechat-web", **came) == 201
    assert await page.enter(provider="wechat-web", **came) == 400


async def test_without_an_official_account_the_code_is_scanned(page: Page, order: str, house: House):
    await house.db.write(give_up, "wechat-service")
    offered = await page.ways(order)
    assert ([way["way"] for way in offered["items"]], offered["recognise"]) == (["native", "counter"], "")
    assert (await page.pay(order))[0] == 400
    assert await page.enter(provider="wechat-web", code="c", state="s") == 409


async def test_the_mini_programs_openid_is_not_taken_for_the_pages(page: Page, order: str, simulator: Simulator):
    code = simulator.weixin.mint("login", "oMini")
    await page.enter(provider="wechat", code=code)
    assert [way["way"] for way in (await page.ways(order))["items"]] == ["native", "counter"]
    assert (await page.pay(order))[0] == 400
    status, given = await page.pay(order, "mini")
    assert (status, given["handover"]["appId"]) == (201, simulator.seals.weixin_app)
