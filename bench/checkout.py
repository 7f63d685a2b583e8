"""Ordinary checkouts a second at the action, SQLite with synchronous=FULL and group commit, against the 1,000 promised.

Each is a whole order of one buyer who waits for the answer: the Idempotency-Key, the member, goods, promotions and
limits read in the transaction, the quote compared with what the buyer saw, risk rules, stock, promotions used, order,
line and facts.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from appliance.clock import SystemClock
from appliance.db import Database, Transaction, migrate
from appliance.ids import new_id
from store.catalogue.models import Product, Sku
from store.checkout import actions
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice, Wanted
from store.once.actions import once

BUYERS = 64
SECONDS = 5.0
GOODS = 50
PRICE = 1990
PROMISED = 1000


def main() -> str:
    rate, per_cpu, waits = asyncio.run(_measure())
    return (
        f"checkout: {rate:,.0f} orders/s at the action ({rate / PROMISED:.2f} x the {PROMISED:,} promised),"
        f" {per_cpu:,.0f} a second of CPU,"
        f" {BUYERS} buyers who wait, p50 {waits[0] * 1000:.0f} ms, p99 {waits[1] * 1000:.0f} ms (synchronous=FULL)"
    )


async def _measure() -> tuple[float, float, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'shop.db'}"
        migrate(url)
        database = Database(url)
        await database.start()
        await database.write(_stock)
        await _buy(database, 1.0)
        used = time.process_time()
        waits = sorted(await _buy(database, SECONDS))
        used = time.process_time() - used
        await database.stop()
    return len(waits) / SECONDS, len(waits) / used, (waits[len(waits) // 2], waits[len(waits) * 99 // 100])


async def _buy(database: Database, seconds: float) -> list[float]:
    end, waits = time.perf_counter() + seconds, list[float]()

    async def buyer(number: int) -> None:
        while (begun := time.perf_counter()) < end:
            purchase = _purchase(number)
            await database.write(once, purchase.member, "one-tap", "digest", actions.place, purchase)
            waits.append(time.perf_counter() - begun)

    await asyncio.gather(*(buyer(number) for number in range(BUYERS)))
    return waits


def _purchase(number: int) -> Purchase:
    """Everybody orders once, so that no rule stands in the way."""
    member = new_id(SystemClock().now())
    return Purchase(
        member=member,
        items=(Wanted(f"s{number % GOODS}", 1),),
        choice=Choice(delivery="express", region="天津市 和平区"),
        contact_sealed="x" * 160,
        phone_fingerprint="f" * 64,
        seen_total=PRICE,
        subjects={"network": member, "phone": member},
    )


def _stock(tx: Transaction) -> None:
    for number in range(GOODS):
        tx.execute(insert(Product).values(id=f"p{number}", created_at=tx.now, changed_at=tx.now, **PRODUCT))
        tx.execute(insert(Sku).values(id=f"s{number}", product=f"p{number}", code=f"A{number}", **SKU))


PRODUCT = {
    "title": "麻花", "subtitle": "", "detail": "", "state": "shelved", "early_levels": [], "return_kind": "seven-days",
    "least": 1, "most": None, "specs": [], "tags": [], "search": "", "sold": 0,
}  # fmt: skip
SKU = {
    "position": 0, "values": ["原味"], "weight": 500, "price": PRICE, "cost": 900, "on_hand": 1_000_000,
    "reserved": 0, "low": 0, "active": True,
}  # fmt: skip


if __name__ == "__main__":
    print(main())
