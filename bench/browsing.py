"""The product page and the cart at 100 requests/s, asked of the installed web process over HTTP."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from appliance.db import Database, migrate
from bench.asking import Answer, Client
from bench.lines import at_most
from bench.shop import Shop
from store.catalogue import actions, reads

RATE = 100
"""Requests per second, sent whether or not the earlier ones are answered."""
SECONDS = 15
GOODS = 200
VIEWERS = 50
LIMIT = 0.1
"""Seconds within which 99 of 100 adds to the cart are answered: other shops took seconds (facts of 2026)."""

Ask = Callable[[int], Awaitable[Answer]]
_JSON = {"content-type": "application/json"}


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "shop"
        data.mkdir()
        goods = asyncio.run(_furnish(f"sqlite:///{data / 'jinbo.db'}"))
        shop = Shop(data)
        with shop.running("up"):
            page, cart = asyncio.run(_browse(shop.api, goods))
    return (
        f"browsing: at {RATE}/s the product page p99 {page[1] * 1000:.0f} ms (median {page[0] * 1000:.0f}), "
        f"add to cart p99 {cart[1] * 1000:.0f} ms (median {cart[0] * 1000:.0f}), "
        f"{cart[1] / LIMIT:.2f} x the limit ({at_most(cart[1], LIMIT)})"
    )


async def _furnish(url: str) -> list[tuple[str, str]]:
    """Products on the shelf, each with one of its SKUs."""
    migrate(url)
    database = Database(url)
    await database.start()
    made = await asyncio.gather(*(_make(database, number) for number in range(GOODS)))
    await database.stop()
    return list(made)


async def _make(database: Database, number: int) -> tuple[str, str]:
    wording = actions.Wording(title=f"十八街麻花 {number}", detail="<p>酥脆</p>" * 20, tags=("零食",))
    product = await database.write(actions.draft, wording, 1280 + number, "bench")
    await database.write(actions.set_specs, product, [actions.Spec("口味", ("原味", "咸香", "五仁"))], "bench")
    for _ in range(4):
        await database.write(
            actions.add_picture, product, dict.fromkeys(("200", "750", "1500"), "x.jpg"), 1500, 1500, by="bench"
        )
    async with database.read() as session:
        sku = next(one.id for one in await reads.skus(session, product) if one.active)
    await database.write(actions.receive, sku, 1000, product, by="bench")
    await database.write(actions.shelve, product, "bench")
    return product, sku


async def _browse(api: str, goods: list[tuple[str, str]]) -> tuple[tuple[float, float], tuple[float, float]]:
    client = Client(api)
    viewers = [await _enter(client) for _ in range(VIEWERS)]

    async def page(number: int) -> Answer:
        return await client.ask("GET", f"/products/{goods[number % GOODS][0]}", viewers[number % VIEWERS])

    async def add(number: int) -> Answer:
        wish = msgspec.json.encode({"quantity": 1 + number % 3})
        return await client.ask("PUT", f"/cart/{goods[number % 20][1]}", viewers[number % VIEWERS], wish)

    found = await _at_a_rate(page), await _at_a_rate(add)
    client.close()
    return found


async def _enter(client: Client) -> dict[str, str]:
    answer = await client.ask("POST", "/sessions", _JSON, b'{"provider":"guest"}')
    return {**_JSON, "authorization": f"Bearer {msgspec.json.decode(answer.body)['token']}"}


async def _at_a_rate(ask: Ask) -> tuple[float, float]:
    """Median and p99 seconds, each from the moment at which it should have been sent."""
    begun = time.perf_counter()
    waits: list[float] = []

    async def one(number: int) -> None:
        due = begun + number / RATE
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        status = (await ask(number)).status
        assert status == 200, status
        waits.append(time.perf_counter() - due)

    await asyncio.gather(*(one(number) for number in range(RATE * SECONDS)))
    waits.sort()
    return waits[len(waits) // 2], waits[len(waits) * 99 // 100]


if __name__ == "__main__":
    print(main())
