"""The flash sale of `flash` with `web` killed (signal 9) in the middle of it: nobody notices who grabs.

`live` takes its claims itself, so the room goes on. `web` comes back as systemd would bring it, and some of those who
have won order over HTTP: each of them once, however often they have to ask.
"""

import asyncio
import os
import tempfile
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from appliance.db import Database, migrate
from appliance.identity import tokens
from appliance.keys import Keys
from bench.asking import Answer, Client
from bench.grabbing import PIECES, PRICE, SOCKETS, announced, compare, running, seated, shop
from bench.lines import at_most
from bench.measured import free_port, wait_for
from store.promotions.flash_sales.models import FlashClaim

KILLED_AFTER = 0.1
"""Seconds into the rush."""
BUYERS = 50
PATIENCE = 60.0


def main() -> str:
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(data: Path) -> str:
    migrate(f"sqlite:///{data / 'jinbo.db'}")
    async with shop(data, PIECES) as database, seated(data) as crowd:
        port = free_port()
        with ExitStack() as web:
            first = web.enter_context(running("web", data, f"--http=127.0.0.1:{port}", core=1))
            await asyncio.to_thread(wait_for, port)
            sale = await announced(database)
            rushing = asyncio.create_task(crowd.told(f"grab {sale}"))
            await asyncio.sleep(KILLED_AFTER)
            first.kill()
            first.wait()
            rush = await rushing
            began = time.perf_counter()
            web.enter_context(running("web", data, f"--http=127.0.0.1:{port}", core=1))
            ordered = await _order_all(data, port, rush["won"])
            back = time.perf_counter() - began
        await compare(database, sale, rush)
        await _compare_orders(database, sale, ordered)
    p99 = round(rush["p99"] * 1000)
    return (
        f"flash-killed: {SOCKETS:,} sockets for {PIECES:,} pieces with web killed after {KILLED_AFTER * 1000:.0f} ms:"
        f" exact, p50 {rush['p50'] * 1000:.0f} ms, p99 {p99} ms, {p99 / 1000:.2f} x the limit ({at_most(p99, 1000)}),"
        f" nobody lost their socket; {BUYERS} of the winners ordered {back:.1f} s after web began again, each once"
    )


async def _order_all(data: Path, port: int, won: dict[str, str]) -> dict[str, str]:
    """Orders by member."""
    client, secret = Client(f"http://127.0.0.1:{port}/api/v1"), Keys.of(data).derive("tokens")
    buyers = list(won.items())[:BUYERS]
    orders = await asyncio.gather(*(_order(client, secret, f"m{place}", claim) for place, claim in buyers))
    client.close()
    return {f"m{place}": order for (place, _), order in zip(buyers, orders, strict=True)}


async def _order(client: Client, secret: bytes, member: str, claim: str) -> str:
    """The same tap is sent until it is answered, and once more."""
    until = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
    token = tokens.sign(secret, tokens.Claims("viewer", member, until))
    headers = {
        "authorization": f"Bearer {token}", "idempotency-key": f"tap-of-{member}", "content-type": "application/json",
    }  # fmt: skip
    wish = {
        "claim": claim, "delivery": "pickup", "seen_total": PRICE,
        "contact": {"name": "李明", "phone": f"138{int(member[1:]):08d}"},
    }  # fmt: skip
    first, again = [await _answered(client, headers, msgspec.json.encode(wish)) for _ in range(2)]
    assert first == again, (first, again)
    order: str = msgspec.json.decode(first.body)["order"]
    return order


async def _answered(client: Client, headers: dict[str, str], wish: bytes) -> Answer:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                answer = await client.ask("POST", "/orders", headers, wish)
                if answer.status != 503:
                    assert answer.status == 201, answer
                    return answer
            await asyncio.sleep(0.05)


async def _compare_orders(database: Database, sale: str, ordered: dict[str, str]) -> None:
    async with database.read() as session:
        rows = await session.execute(
            select(FlashClaim.member, FlashClaim.order).where(FlashClaim.sale == sale, FlashClaim.order.is_not(None))
        )
    found: dict[str, Any] = {row.member: row.order for row in rows}
    assert found == ordered, (len(found), len(ordered))


if __name__ == "__main__":
    print(main())
