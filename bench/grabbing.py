"""What benches about flash sales share: a shop's rows and bus, `live` and a crowd on a core each, and the count."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from appliance.bus import SocketBus
from appliance.clock import SystemClock
from appliance.db import Database, Transaction
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.keys import Keys
from bench.measured import free_port, settle, wait_for
from store.catalogue.models import Product, Sku
from store.promotions.flash_sales import actions
from store.promotions.flash_sales.actions import Plan
from store.promotions.flash_sales.models import FlashClaim
from store.shop.actions import Particulars, describe

ROOM = "room1"
SOCKETS, PIECES, PRICE = 10_000, 1_000, 990
SOON = 1.0


class Crowd(NamedTuple):
    """Who sits in the room, as a process, and the `live` process of the room."""

    grabbers: Popen[str]
    live: Popen[str]

    async def told(self, order: str) -> dict[str, Any]:
        """What came of it."""
        return await asyncio.to_thread(_told, self.grabbers, order)


@asynccontextmanager
async def shop(data: Path, pieces: int) -> AsyncIterator[Database]:
    """Rows and bus of a shop, as its `web` process has them."""
    (data / "run").mkdir()
    bus = SocketBus(data / "run", "bench")
    database = Database(f"sqlite:///{data / 'jinbo.db'}", bus=bus)
    await bus.start()
    await database.start()
    await database.write(_stock, pieces)
    yield database
    await database.stop()
    await bus.stop()


@asynccontextmanager
async def seated(data: Path) -> AsyncIterator[Crowd]:
    """Everybody has come."""
    port, targets = free_port(), data / "targets"
    targets.write_text("\n".join(_targets(data, SOCKETS)), "ascii")
    with running("live", data, f"--edge=127.0.0.1:{port}", f"--rtmp=127.0.0.1:{free_port()}", core=0) as live:
        await asyncio.to_thread(wait_for, port)
        await asyncio.to_thread(settle, live.pid)
        with _on_core(1, ["-m", "bench.grabbers", str(port), str(targets)]) as grabbers:
            crowd = Crowd(grabbers, live)
            came = await crowd.told("sit")
            assert came["seated"] == SOCKETS, came
            yield crowd


@contextmanager
def running(name: str, data: Path, *listens: str, core: int) -> Iterator[Popen[str]]:
    """One of the shop's processes."""
    words = ["-m", "appliance.cli", name, "--data", str(data), "--log", "warning", "--ladder", "off", *listens]
    with _on_core(core, words) as process:
        yield process


async def announced(database: Database) -> str:
    """The sale, which has just opened."""
    opens_at = SystemClock().now() + timedelta(seconds=SOON)
    plan = Plan(room=ROOM, sku="s1", price=PRICE, quantity=PIECES, opens_at=opens_at)
    sale = await database.write(actions.announce, plan, "bench")
    await asyncio.sleep(SOON + 0.05)
    return sale


async def compare(database: Database, sale: str, rush: dict[str, Any]) -> None:
    """Every piece is somebody's who was told so, and no piece is two people's."""
    async with database.read() as session:
        claims = (await session.scalars(select(FlashClaim).where(FlashClaim.sale == sale))).all()
        pieces = await session.scalar(select(func.sum(FlashClaim.quantity)).where(FlashClaim.sale == sale))
    assert pieces == PIECES == rush["states"]["won"], (pieces, rush["states"])
    assert {one.member: one.id for one in claims} == {f"m{place}": claim for place, claim in rush["won"].items()}


@contextmanager
def _on_core(core: int, words: list[str]) -> Iterator[Popen[str]]:
    process = Popen(["taskset", "-c", str(core), executable, *words], stdin=PIPE, stdout=PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _targets(data: Path, count: int) -> list[str]:
    key, until = Keys.of(data).derive("tokens"), int(time.time()) + 3600
    tokens = (seats.sign(key, Seat(ROOM, f"m{number}", until, f"m{number}")) for number in range(count))
    return [f"/rooms/{ROOM}?token={token}" for token in tokens]


def _told(crowd: Popen[str], order: str) -> dict[str, Any]:
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(f"{order}\n")
    crowd.stdin.flush()
    told: dict[str, Any] = json.loads(crowd.stdout.readline())
    return told


def _stock(tx: Transaction, pieces: int) -> None:
    tx.execute(insert(Product).values(id="p1", created_at=tx.now, changed_at=tx.now, **_PRODUCT))
    tx.execute(insert(Sku).values(id="s1", product="p1", code="A1", on_hand=pieces, **_SKU))
    describe(tx, Particulars(name="津味小店", region="天津市 和平区", street="滨江道 1 号"), by="bench")


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
