"""The web process or the one for what can wait is killed with signal 9 while buyers' money is on its way."""

import asyncio
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from appliance.clock import SystemClock
from appliance.config import Address
from appliance.db import Database, Transaction, migrate
from appliance.identity import tokens
from appliance.ids import new_id
from appliance.keys import Keys
from appliance.simulator import Simulator, running
from store.catalogue import actions as stock
from tests.store.payments.conftest import open_accounts
from tests.store.proofs.money_audit import Auditor

ROUNDS = 12
PRICE = 1990
NURSERY = Path(__file__).with_name("checkout_nursery.py")


class Household:
    """The shop's two processes, each of them raised and killed as one wishes."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self._nursery = nursery
        self._children: dict[str, int] = {}

    def raise_(self, name: str) -> None:
        assert self._nursery.stdin
        assert self._nursery.stdout
        if name not in self._children:
            self._nursery.stdin.write(f"{name}\n")
            self._nursery.stdin.flush()
            self._children[name] = int(self._nursery.stdout.readline())

    def kill(self, name: str) -> None:
        child = self._children.pop(name)
        os.kill(child, signal.SIGKILL)
        while Path(f"/proc/{child}").exists():
            time.sleep(0.002)

    def kill_all(self) -> None:
        for name in list(self._children):
            self.kill(name)


class Buyer:
    """Orders and begins to pay, each request sent again with its key until it is answered."""

    def __init__(self, http: str, secret: bytes) -> None:
        now = datetime.now(UTC)
        claims = tokens.Claims("viewer", new_id(now), int((now + timedelta(days=1)).timestamp()))
        bearer = {"authorization": f"Bearer {tokens.sign(secret, claims)}"}
        self._client = httpx.AsyncClient(base_url=f"http://{http}/api/v1", timeout=20, headers=bearer, trust_env=False)
        self._keys = (f"tap-number-{number}" for number in itertools.count())

    async def begin(self) -> str:
        """The number that the provider knows it by."""
        contact = {"name": "李明", "phone": "13812345678"}
        wish = {"items": [{"sku": "s1", "quantity": 1}], "delivery": "pickup", "contact": contact, "seen_total": PRICE}
        order = await self._sent("/orders", wish)
        payment = await self._sent(f"/orders/{order['order']}/payments", {"provider": "wechat", "way": "native"})
        await self._client.aclose()
        return str(payment["attempt"]).upper()

    async def _sent(self, path: str, body: dict[str, object]) -> dict[str, object]:
        headers = {"idempotency-key": next(self._keys)}
        while True:
            try:
                answer = await self._client.post(path, json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                if answer.status_code < 500:
                    assert answer.status_code == 201, answer.text
                    told: dict[str, object] = answer.json()
                    return told


@pytest.fixture
def http() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
async def provider(seals) -> AsyncIterator[Simulator]:
    """By the real clock, as the processes are."""
    simulator = Simulator(SystemClock(), seals, patience=5)
    async with running(simulator, Address("127.0.0.1:0")):
        yield simulator


@pytest.fixture
async def shop(tmp_path: Path, provider: Simulator, shelf) -> str:
    """The address of its database."""
    migrate(url := f"sqlite:///{tmp_path / 'jinbo.db'}")

    def furnish(tx: Transaction) -> None:
        open_accounts(tx, Keys.of(tmp_path), provider)
        shelf(tx, "s1", PRICE, 0, {})
        stock.receive(tx, "s1", 1000, "first", by="lin")

    database = Database(url)
    await database.start()
    await database.write(furnish)
    await database.stop()
    return url


@pytest.fixture
def household(tmp_path: Path, shop: str, http: str) -> Iterator[Household]:
    del shop
    with (tmp_path / "household.log").open("w") as log:
        nursery = subprocess.Popen(
            [sys.executable, str(NURSERY), str(tmp_path), http],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        household = Household(nursery)
        yield household
        household.kill_all()
        nursery.kill()
        nursery.communicate()


@pytest.mark.proof
async def test_money_that_was_on_its_way_arrives_once_whoever_was_killed(
    tmp_path, http, shop, provider, household, capsys
):
    secret, chance, began = Keys.of(tmp_path).derive("tokens"), random.Random(9), time.monotonic()
    numbers = []
    async with httpx.AsyncClient(base_url=provider.origin, trust_env=False) as world:
        for round_ in range(ROUNDS):
            await asyncio.to_thread(household.raise_, "web")
            if round_ % 3 == 0:
                await asyncio.to_thread(household.raise_, "back")
            numbers.append(number := await Buyer(http, secret).begin())
            killed_first = round_ % 2 == 0
            if killed_first:  # it is told to nobody
                await asyncio.to_thread(household.kill_all)
            (await world.post(f"/_sim/trades/{number}/payment", json={})).raise_for_status()
            if not killed_first:
                await asyncio.sleep(chance.uniform(0, 0.05))
                await asyncio.to_thread(household.kill_all)
        for name in ("web", "back"):
            await asyncio.to_thread(household.raise_, name)
        settled = await _until_settled(shop, world)
    paid = [trade.number for trade in provider.books.trades.values() if trade.state == "paid"]
    assert sorted(settled) == sorted(numbers) == sorted(paid)
    assert Auditor(shop).complaints() == {}
    with capsys.disabled():
        said = f"{ROUNDS} payments, the shop killed beside each, all settled once"
        sys.stdout.write(f"\nkill -9 beside a payment: {said}, {time.monotonic() - began:.0f} s\n")


async def _until_settled(url: str, world: httpx.AsyncClient) -> list[str]:
    """The provider's retries come sooner; whatever it does not tell again is asked for."""
    async with asyncio.timeout(120):
        while True:
            settled = Auditor(url).asked("SELECT upper(id) FROM payment_attempts WHERE state = 'paid'")
            if len(settled) == ROUNDS:
                return [str(number) for (number,) in settled]
            (await world.post("/_sim/clock", json={"push": 20})).raise_for_status()
            await asyncio.sleep(1)
