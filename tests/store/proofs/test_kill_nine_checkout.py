"""Two hundred times the web process is killed with signal 9 while buyers order and ask again with their keys."""

import asyncio
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from appliance.db import Database
from appliance.identity import tokens
from appliance.ids import new_id
from appliance.keys import Keys

KILLS = 200
BUYERS = 6
NURSERY = Path(__file__).with_name("checkout_nursery.py")


class Street:
    """Buyers who order, each time as somebody else, and who ask again with the same key until they are answered."""

    def __init__(self, http: str, keys: Keys) -> None:
        self._secret = keys.derive("tokens")
        self._numbers = itertools.count()
        self.client = httpx.AsyncClient(base_url=f"http://{http}/api/v1", timeout=10)
        self.answered: dict[str, str] = {}
        """Orders by key."""
        self.again = 0

    async def buy(self) -> None:
        while True:
            key = f"tap-number-{next(self._numbers)}"
            answer = await self._until_answered(key, self._token())
            assert answer.status_code == 201, answer.text
            assert self.answered.setdefault(key, answer.json()["order"]) == answer.json()["order"]

    async def _until_answered(self, key: str, token: str) -> httpx.Response:
        body = {
            "items": [{"sku": "s1", "quantity": 1}], "delivery": "pickup", "seen_total": 1990,
            "contact": {"name": "李明", "phone": "13812345678"},
        }  # fmt: skip
        headers = {"authorization": f"Bearer {token}", "idempotency-key": key}
        while True:
            try:
                answer = await self.client.post("/orders", json=body, headers=headers)
            except httpx.TransportError:
                self.again += 1
                await asyncio.sleep(0.01)
            else:
                if answer.status_code != 503:
                    return answer

    def _token(self) -> str:
        now = datetime.now(UTC)
        until = int((now + timedelta(days=1)).timestamp())
        return tokens.sign(self._secret, tokens.Claims("viewer", new_id(now), until))


@pytest.fixture
def http() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def nursery(tmp_path: Path, database_url: str, http: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(NURSERY), str(tmp_path), http]
    shop = {**os.environ, "JINBO_DATABASE": database_url}
    with (tmp_path / "web.log").open("w") as log:
        nursery = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=shop
        )
        yield nursery
        nursery.kill()
        nursery.communicate()


@pytest.mark.proof
async def test_two_hundred_kills_lose_and_double_no_order(tmp_path, database_url, http, nursery, shelf, capsys):
    await _stock(database_url, shelf)
    street, chance, began = Street(http, Keys.of(tmp_path)), random.Random(9), time.monotonic()
    buying = [asyncio.create_task(street.buy()) for _ in range(BUYERS)]
    for _ in range(KILLS):
        child = await asyncio.to_thread(_raise, nursery)
        await _until_somebody_is_answered(street, buying)
        await asyncio.sleep(chance.uniform(0, 0.15))
        await asyncio.to_thread(_kill, child)
    for task in buying:
        task.cancel()
    await asyncio.gather(*buying, return_exceptions=True)
    await street.client.aclose()
    made = _check(database_url, street.answered)
    with capsys.disabled():
        said = f"{KILLS} kills, {made} orders, {street.again} requests sent again, 0 lost, 0 doubled"
        kind = database_url.partition(":")[0]
        sys.stdout.write(f"\nkill -9 in the checkout on {kind}: {said}, {time.monotonic() - began:.0f} s\n")


async def _stock(database_url: str, shelf) -> None:
    database = Database(database_url)
    await database.start()
    await database.write(shelf, "s1", 1990, 1_000_000, {})
    await database.stop()


def _raise(nursery: subprocess.Popen[str]) -> int:
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write("web\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    while Path(f"/proc/{child}").exists():
        time.sleep(0.002)


async def _until_somebody_is_answered(street: Street, buying: list[asyncio.Task[None]]) -> None:
    before = len(street.answered)
    async with asyncio.timeout(60):
        while len(street.answered) == before:
            for task in buying:
                assert not task.done(), task.exception()
            await asyncio.sleep(0.002)


def _check(database_url: str, answered: dict[str, str]) -> int:
    """Orders, their lines, stock, its ledger, the journal and the buyers tell the same story; how many orders."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as database:
        ask = lambda question: database.execute(text(question)).fetchall()  # noqa: E731
        orders = {order for (order,) in ask("SELECT id FROM orders")}
        kept = {key: json.loads(result)["order"] for key, result in ask("SELECT key, result FROM answered_requests")}
        ((lines,),) = ask("SELECT count(*) FROM order_lines")
        ((reserved,),) = ask("SELECT reserved FROM skus")
        ((entered,),) = ask("SELECT sum(reserved) FROM stock_entries")
        ((told,),) = ask("SELECT count(*) FROM journal WHERE kind = 'OrderPlaced'")
        if engine.dialect.name == "sqlite":
            assert ask("PRAGMA quick_check") == [("ok",)]
    engine.dispose()
    assert answered.items() <= kept.items(), "answered and lost"
    assert sorted(kept.values()) == sorted(orders), "one key, one order"
    assert len(orders) == lines == reserved == entered == told
    return len(orders)
