"""Ten thousand buyers order a hundred pieces over HTTP, two hundred at a time, from all three processes.

These are ordinary orders, each with its key, its quote and its rules; a flash sale answers who comes too late at the
edge, without any of that.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import func, insert, select

from appliance.db import Database, Transaction, migrate
from appliance.identity import tokens
from appliance.ids import new_id
from appliance.keys import Keys
from bench.asking import Client
from bench.checkout import PRICE, PRODUCT, SKU
from bench.lines import at_most
from bench.measured import cpu
from bench.shop import Shop
from store.catalogue import actions as catalogue
from store.catalogue.models import Product, Sku
from store.orders.models import Order
from store.shop.actions import Particulars, describe

BUYERS = 10_000
PIECES = 100
LINES = 200
"""Connections, each with one buyer after the other."""
LIMIT = 1.0
"""Seconds within which 99 of 100 are answered."""
WISH = {
    "items": [{"sku": "s1", "quantity": 1}], "delivery": "pickup", "seen_total": PRICE,
    "contact": {"name": "李明", "phone": "13812345678"},
}  # fmt: skip


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "shop"
        data.mkdir()
        url = f"sqlite:///{data / 'jinbo.db'}"
        asyncio.run(_furnish(url))
        shop = Shop(data)
        with shop.running("up") as root:
            used, begun = cpu(root), time.perf_counter()
            answers, waits = asyncio.run(_crowd(shop.api, Keys.of(data).derive("tokens")))
            seconds, used = time.perf_counter() - begun, cpu(root) - used
        orders, reserved = asyncio.run(_sold(url))
    if (answers[201], answers[409], orders, reserved) != (PIECES, BUYERS - PIECES, PIECES, PIECES):
        raise AssertionError(f"not exact: {dict(answers)}, {orders} orders, {reserved} reserved")
    p99 = waits[len(waits) * 99 // 100]
    return (
        f"rush: {BUYERS:,} buyers over {LINES} connections for {PIECES} pieces: exactly {PIECES} sold, "
        f"{BUYERS / seconds:,.0f} answers/s ({BUYERS / used:,.0f} a second of the shop's CPU), "
        f"median {waits[len(waits) // 2]:.2f} s, p99 {p99:.2f} s, {p99 / LIMIT:.2f} x the limit ({at_most(p99, LIMIT)})"
    )


async def _furnish(url: str) -> None:
    migrate(url)
    database = Database(url)
    await database.start()
    await database.write(_shelve)
    await database.stop()


def _shelve(tx: Transaction) -> None:
    tx.execute(insert(Product).values(id="p1", created_at=tx.now, changed_at=tx.now, **PRODUCT))
    tx.execute(insert(Sku).values(id="s1", product="p1", code="A1", **{**SKU, "on_hand": 0}))
    catalogue.receive(tx, "s1", PIECES, "first", by="bench")
    describe(tx, Particulars(name="津味小铺", region="天津市 和平区", street="南京路 1 号"), "bench")


async def _sold(url: str) -> tuple[int, int]:
    database = Database(url)
    await database.start()
    async with database.read() as session:
        orders = await session.scalar(select(func.count()).select_from(Order)) or 0
        reserved = await session.scalar(select(Sku.reserved)) or 0
    await database.stop()
    return orders, reserved


async def _crowd(api: str, secret: bytes) -> tuple[Counter[int], list[float]]:
    """Answers by status, and the seconds each buyer waited, the quickest first."""
    buyers = iter([_headers(secret) for _ in range(BUYERS)])
    answers, waits = Counter[int](), list[float]()
    await asyncio.gather(*(_line(Client(api), buyers, answers, waits) for _ in range(LINES)))
    return answers, sorted(waits)


def _headers(secret: bytes) -> dict[str, str]:
    now = datetime.now(UTC)
    member = new_id(now)
    token = tokens.sign(secret, tokens.Claims("viewer", member, int((now + timedelta(days=1)).timestamp())))
    return {
        "authorization": f"Bearer {token}", "idempotency-key": f"of-{member}", "content-type": "application/json",
    }  # fmt: skip


async def _line(client: Client, buyers: Iterator[dict[str, str]], answers: Counter[int], waits: list[float]) -> None:
    wish = msgspec.json.encode(WISH)
    for headers in buyers:
        begun = time.perf_counter()
        answer = await client.ask("POST", "/orders", headers, wish)
        waits.append(time.perf_counter() - begun)
        answers[answer.status] += 1
    client.close()


if __name__ == "__main__":
    print(main())
