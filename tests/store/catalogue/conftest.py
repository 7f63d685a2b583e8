"""A shop with goods on its shelves."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.db import Database
from appliance.events import Event
from store.catalogue import actions
from store.catalogue.models import Product, Sku


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    """Every fact that was told, in order."""
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts


class Goods:
    """What tests ask of the goods, and how they come to be."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def make(self, title: str = "十八街麻花", price: int = 1280, stock: int = 0, **wording) -> str:
        product = await self.database.write(
            actions.draft, actions.Wording(title=title, **wording), price, "lin", confirmed=("最好",)
        )
        if stock:
            await self.database.write(actions.receive, await self.sku(product), stock, product, by="lin")
        return product

    async def shelved(self, *args, **named) -> str:
        product = await self.make(*args, **named)
        await self.database.write(actions.shelve, product, "lin")
        return product

    async def skus(self, product: str) -> list[Sku]:
        async with self.database.read() as session:
            of_product = select(Sku).where(Sku.product == product).order_by(Sku.position, Sku.id)
            return list(await session.scalars(of_product))

    async def sku(self, product: str) -> str:
        return (await self.skus(product))[0].id

    async def held(self, sku: str) -> tuple[int, int]:
        """On hand and reserved."""
        async with self.database.read() as session:
            row = (await session.execute(select(Sku.on_hand, Sku.reserved).where(Sku.id == sku))).one()
            return row.on_hand, row.reserved

    async def product(self, product: str) -> Product:
        async with self.database.read() as session:
            found = await session.get(Product, product)
        assert found is not None
        return found


@pytest.fixture
def goods(database: Database) -> Goods:
    return Goods(database)


@pytest.fixture
def stocked(goods: Goods) -> Callable[[int], Awaitable[str]]:
    """A SKU with so many pieces."""

    async def make(pieces: int) -> str:
        return await goods.sku(await goods.make(stock=pieces))

    return make
