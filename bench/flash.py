"""A flash sale from outside: 10,000 sockets want 1,000 pieces of the `live` process, each on a core of its own.

Everybody grabs at the moment it opens; those who went away empty-handed grab again and again. Rows are compared with
what buyers were told. Beside it, claims a second at the action, which no crowd reaches.
"""

import asyncio
import json
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable
from typing import Any

from sqlalchemy import func, insert, select

from appliance.bus import SocketBus
from appliance.clock import SystemClock
from appliance.db import Database, Transaction, migrate
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.keys import Keys
from bench.lines import at_least, at_most
from bench.measured import cpu, free_port, settle, wait_for
from store.catalogue.models import Product, Sku
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Ask, Plan
from store.promotions.flash_sales.models import FlashClaim

ROOM = "room1"
SOCKETS, PIECES = 10_000, 1_000
AGAIN = 4
"""Times that everybody grabs when all is gone; more a viewer may not ask at once."""
BATCH, BATCHES = 250, 40
_SOON = 1.0


def main() -> str:
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(data: Path) -> str:
    migrate(f"sqlite:///{data / 'jinbo.db'}")
    async with _shop(data) as database:
        claims, per_cpu = await _claims(database)
        sale = await _grabbed(data, database)
    return (
        f"flash: {sale}, {claims:,.0f} claims/s at the action ({at_least(round(claims), 3000)}),"
        f" {per_cpu:,.0f} a second of CPU"
    )


@asynccontextmanager
async def _shop(data: Path) -> AsyncIterator[Database]:
    """Rows and bus of a shop, as its `web` process has them."""
    (data / "run").mkdir()
    bus = SocketBus(data / "run", "bench")
    database = Database(f"sqlite:///{data / 'jinbo.db'}", bus=bus)
    await bus.start()
    await database.start()
    await database.write(_stock)
    yield database
    await database.stop()
    await bus.stop()


async def _claims(database: Database) -> tuple[float, float]:
    """A second, and a second of CPU, when everybody who asks gets a piece."""
    opens_at = SystemClock().now() + _moment(0.1)
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
    port, targets = free_port(), data / "targets"
    targets.write_text("\n".join(_targets(data, SOCKETS)), "ascii")
    live = _started(["-m", "appliance.cli", "live", "--data", str(data), "--edge", f"127.0.0.1:{port}"], core=0)
    crowd = _started(["-m", "bench.grabbers", str(port), str(targets)], core=1)
    try:
        await asyncio.to_thread(wait_for, port)
        await asyncio.to_thread(settle, live.pid)
        seated = await asyncio.to_thread(_told, crowd, "sit")
        assert seated["seated"] == SOCKETS
        opens_at = SystemClock().now() + _moment(_SOON)
        plan = Plan(room=ROOM, sku="s1", price=990, quantity=PIECES, opens_at=opens_at)
        sale = await database.write(actions.announce, plan, "bench")
        await asyncio.sleep(_SOON + 0.05)
        rush = await asyncio.to_thread(_told, crowd, f"grab {sale}")
        used = cpu(live.pid)
        waves = [await asyncio.to_thread(_told, crowd, f"grab {sale}") for _ in range(AGAIN)]
        used = cpu(live.pid) - used
    finally:
        for process in (crowd, live):
            process.send_signal(signal.SIGTERM)
            process.wait()
    await _compare(database, sale, rush)
    return _sentence(rush, waves, used)


async def _compare(database: Database, sale: str, rush: dict[str, Any]) -> None:
    """Every piece is somebody's who was told so, and no piece is two people's."""
    async with database.read() as session:
        claims = (await session.scalars(select(FlashClaim).where(FlashClaim.sale == sale))).all()
        pieces = await session.scalar(select(func.sum(FlashClaim.quantity)).where(FlashClaim.sale == sale))
    assert pieces == PIECES == rush["states"]["won"], (pieces, rush["states"])
    assert {one.member: one.id for one in claims} == {f"m{place}": claim for place, claim in rush["won"].items()}


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


def _targets(data: Path, count: int) -> list[str]:
    key, until = Keys.of(data).derive("tokens"), int(time.time()) + 3600
    tokens = (seats.sign(key, Seat(ROOM, f"m{number}", until, f"m{number}")) for number in range(count))
    return [f"/rooms/{ROOM}?token={token}" for token in tokens]


def _started(words: list[str], core: int) -> Popen[str]:
    rtmp = ["--rtmp", f"127.0.0.1:{free_port()}", "--ladder", "off", "--log", "warning"] if "live" in words else []
    return Popen(["taskset", "-c", str(core), executable, *words, *rtmp], stdin=PIPE, stdout=PIPE, text=True)


def _told(crowd: Popen[str], order: str) -> dict[str, Any]:
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(f"{order}\n")
    crowd.stdin.flush()
    told: dict[str, Any] = json.loads(crowd.stdout.readline())
    return told


def _moment(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _stock(tx: Transaction) -> None:
    pieces = PIECES + BATCH * BATCHES
    tx.execute(insert(Product).values(id="p1", created_at=tx.now, changed_at=tx.now, **_PRODUCT))
    tx.execute(insert(Sku).values(id="s1", product="p1", code="A1", on_hand=pieces, **_SKU))


_PRODUCT = {
    "title": "麻花", "subtitle": "", "detail": "", "state": "shelved", "early_levels": [], "return_kind": "seven-days",
    "least": 1, "most": None, "specs": [], "tags": [], "search": "", "sold": 0,
}  # fmt: skip
_SKU = {
    "position": 0,
    "values": ["原味"],
    "weight": 500,
    "price": 1990,
    "cost": 900,
    "reserved": 0,
    "low": 0,
    "active": True,
}


if __name__ == "__main__":
    print(main())
