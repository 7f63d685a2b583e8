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
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import func, insert, select

from appliance.db import Database, Transaction, migrate
from appliance.identity import tokens
from appliance.ids import new_id
from appliance.keys import Keys
from bench.checkout import PRICE, PRODUCT, SKU
from bench.lines import at_most
from bench.measured import cpu
from bench.shop import Shop
from store.catalogue import actions as catalogue
from store.catalogue.models import Product, Sku
from store.orders.models import Order

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
    where = urlsplit(api)
    requests = iter([_request(where.netloc, where.path, secret) for _ in range(BUYERS)])
    answers, waits = Counter[int](), list[float]()
    await asyncio.gather(
        *(_line(where.hostname or "", where.port or 0, requests, answers, waits) for _ in range(LINES))
    )
    return answers, sorted(waits)


def _request(host: str, path: str, secret: bytes) -> bytes:
    now = datetime.now(UTC)
    member = new_id(now)
    token = tokens.sign(secret, tokens.Claims("viewer", member, int((now + timedelta(days=1)).timestamp())))
    body = msgspec.json.encode(WISH)
    head = (
        f"POST {path}/orders HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n"
        f"idempotency-key: of-{member}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _line(host: str, port: int, requests: Iterator[bytes], answers: Counter[int], waits: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in requests:
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await reader.readexactly(length)
        waits.append(time.perf_counter() - begun)
        answers[int(head.split(b" ", 2)[1])] += 1
    writer.close()


if __name__ == "__main__":
    print(main())
