"""Goods, and somebody who buys them: what the tests of orders and of everything after them begin with."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from quart import Quart
from sqlalchemy import insert, select

from appliance.db import Database, Transaction
from appliance.keys import Keys
from store.catalogue.models import Product, Sku
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice, Wanted
from store.members.contact import contact, seal
from store.orders import reads
from store.orders.reads import Whole
from store.shop.actions import Particulars, describe, place

Sells = Callable[..., Awaitable[str]]
Buys = Callable[..., Awaitable[str]]

SEALED = seal(Keys(bytes(range(32))), contact("李明", "13812345678"))
"""Who picks up, under the keys that tests of plain actions read with."""

_PRODUCT = {
    "subtitle": "", "detail": "", "state": "shelved", "early_levels": [], "return_kind": "seven-days", "least": 1,
    "most": None, "specs": [], "tags": [], "search": "", "sold": 0,
}  # fmt: skip


def put_on_shelf(tx: Transaction, sku: str, price: int, pieces: int, product: dict[str, object]) -> str:
    give_a_place(tx)
    values = {"title": f"麻花 {sku}", **_PRODUCT, **product}
    tx.execute(insert(Product).values(id=f"p-{sku}", created_at=tx.now, changed_at=tx.now, **values))
    tx.execute(
        insert(Sku).values(
            id=sku, product=f"p-{sku}", position=0, values=["原味"], code=f"A-{sku}", weight=500, price=price,
            cost=900, on_hand=pieces, reserved=0, low=0, active=True,
        )
    )  # fmt: skip
    return sku


def give_a_place(tx: Transaction) -> None:
    """Where buyers pick up."""
    if not place(tx):
        describe(tx, Particulars(name="津味小铺", region="天津市 和平区", street="南京路 9 号"), "owner")


@pytest.fixture
def shelf() -> Callable[..., str]:
    """The action `sells` does."""
    return put_on_shelf


@pytest.fixture
def sells(database: Database) -> Sells:
    """``await sells("s1", price=1990, pieces=10, most=2)`` puts a SKU on the shelf."""

    async def put(sku: str = "s1", price: int = 1990, pieces: int = 10, **product: object) -> str:
        return await database.write(put_on_shelf, sku, price, pieces, product)

    return put


@pytest.fixture
def buys(database: Database) -> Buys:
    """``await buys({"s1": 2}, member="m1", seen=3980)`` orders for pick-up; the order's id."""

    async def order(pieces: dict[str, int], member: str = "m1", seen: int | None = None, **more: object) -> str:
        placed = await database.write(checkout.place, purchase(pieces, member, seen, **more))
        return str(placed["order"])

    return order


def purchase(pieces: dict[str, int] | None, member: str = "m1", seen: int | None = None, **more: object) -> Purchase:
    """What `buys` sends; without `seen`, one piece costs 1990 fen."""
    items = None if pieces is None else tuple(Wanted(sku, count) for sku, count in pieces.items())
    seen = sum((pieces or {}).values()) * 1990 if seen is None else seen
    agreed = {"choice": Choice(delivery="pickup"), "contact_sealed": SEALED, **more}
    return Purchase(member=member, items=items, seen_total=seen, **agreed)


@pytest.fixture
def bought(database: Database) -> Callable[[str], Awaitable[Whole]]:
    """An order with its lines and parcels as they are now."""

    async def look(order: str) -> Whole:
        async with database.read() as session:
            return await reads.whole(session, order)

    return look


@pytest.fixture
def stock(database: Database) -> Callable[..., Awaitable[tuple[int, int]]]:
    """On hand and reserved of a SKU."""

    async def count(sku: str = "s1") -> tuple[int, int]:
        async with database.read() as session:
            row = (await session.execute(select(Sku.on_hand, Sku.reserved).where(Sku.id == sku))).one()
        return row.on_hand, row.reserved

    return count


class Viewer:
    """A guest's phone."""

    def __init__(self, client, token: str) -> None:
        self._client = client
        self._token = token

    async def ask(self, method: str, path: str, body: Any = None, key: str = "", **more: str) -> tuple[int, Any]:
        """`more` goes into the head: ``x_device="d1"``."""
        headers = {"authorization": f"Bearer {self._token}", "accept-language": "zh"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        if key:
            headers["idempotency-key"] = key
        answer = await self._client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return answer.status_code, await answer.get_json()

    async def send(self, path: str, raw: bytes, kind: str) -> tuple[int, Any]:
        """A body that is no JSON."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": kind}
        answer = await self._client.post(f"/api/v1{path}", headers=headers, data=raw)
        return answer.status_code, await answer.get_json()

    async def get(self, path: str) -> Any:
        status, answer = await self.ask("GET", path)
        assert status == 200, answer
        return answer


@pytest.fixture
def enter(app: Quart) -> Callable[[], Awaitable[Viewer]]:
    """Another guest comes in."""

    async def come() -> Viewer:
        client = app.test_client()
        answer = await client.post("/api/v1/sessions", json={"provider": "guest"})
        return Viewer(client, (await answer.get_json())["token"])

    return come


@pytest.fixture
async def viewer(enter) -> Viewer:
    return await enter()
