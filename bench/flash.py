"""A flash sale from outside: 10,000 sockets want 1,000 pieces of the `live` process, each on a core of its own.

Everybody grabs at the moment it opens; those who went away empty-handed grab again and again. Rows are compared with
what buyers were told. Beside it, claims a second at the action, which no crowd reaches.
"""

import asyncio
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.clock import SystemClock
from appliance.db import Database, migrate
from bench.grabbing import PIECES, SOCKETS, announced, compare, seated, shop
from bench.lines import at_least, at_most
from bench.measured import cpu
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Ask, Plan

AGAIN = 4
"""Times that everybody grabs when all is gone; more a viewer may not ask at once."""
BATCH, BATCHES = 250, 40


def main() -> str:
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(data: Path) -> str:
    migrate(f"sqlite:///{data / 'jinbo.db'}")
    async with shop(data, PIECES + BATCH * BATCHES) as database:
        claims, per_cpu = await _claims(database)
        sale = await _grabbed(data, database)
    return (
        f"flash: {sale}, {claims:,.0f} claims/s at the action ({at_least(round(claims), 3000)}),"
        f" {per_cpu:,.0f} a second of CPU"
    )


async def _claims(database: Database) -> tuple[float, float]:
    """A second, and a second of CPU, when everybody who asks gets a piece."""
    opens_at = SystemClock().now() + timedelta(seconds=0.1)
    plan = Plan(room="other", sku="s1", price=990, quantity=BATCH * BATCHES, opens_at=opens_at)
    sale = await database.write(actions.announce, plan, "bench")
    await asyncio.sleep(0.2)
    began, used = time.perf_counter(), time.process_time()
    for batch in range(BATCHES):
        asks = [Ask(f"b{batch}-{number}") for number in range(BATCH)]
        claimed = await database.write(actions.claim, sale, asks)
        assert all(claimed.answers)
    made = BATCH * BATCHES
    return made / (time.perf_counter() - began), made / (time.process_time() - used)


async def _grabbed(data: Path, database: Database) -> str:
    async with seated(data) as crowd:
        sale = await announced(database)
        rush = await crowd.told(f"grab {sale}")
        used = cpu(crowd.live.pid)
        waves = [await crowd.told(f"grab {sale}") for _ in range(AGAIN)]
        used = cpu(crowd.live.pid) - used
    await compare(database, sale, rush)
    return _sentence(rush, waves, used)


def _sentence(rush: dict[str, Any], waves: list[dict[str, Any]], used: float) -> str:
    """`used`: CPU seconds of the server for all waves, winners' answers included."""
    states, last, p99 = rush["states"], max(map(int, rush["won"])) + 1, round(rush["p99"] * 1000)
    assert all(wave["states"]["won"] == PIECES for wave in waves)
    empty = sum(SOCKETS - PIECES for _ in waves) / sum(wave["seconds"] for wave in waves)
    return (
        f"{SOCKETS:,} sockets for {PIECES:,} pieces: {states['won']:,} won, {states.get('queued', 0):,} in the queue,"
        f" {states.get('sold-out', 0):,} sold out, exact; the last piece went to number {last:,} of those who came;"
        f" p50 {rush['p50'] * 1000:.0f} ms, p99 {p99} ms ({at_most(p99, 1000)}),"
        f" {empty:,.0f} empty-handed answers/s, {empty / 5000:.2f} x the limit ({at_least(round(empty), 5000)}),"
        f" {SOCKETS * len(waves) / used:,.0f} a second of the server's CPU"
    )


if __name__ == "__main__":
    print(main())
