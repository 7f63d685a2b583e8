"""A room with goods on its shelf, and what it says."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice
from store.shelf import actions

ROOM = "room1"


@pytest.fixture
def heard(bus: LocalBus, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """``heard(ShelfChanged)``: such facts, in the order in which they were told."""
    facts: list[Event] = []
    publish = bus.publish

    def note(fact: Event) -> None:
        facts.append(fact)
        publish(fact)

    monkeypatch.setattr(bus, "publish", note)
    return lambda kind: [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def shelved(database: Database, sells) -> Callable[..., Awaitable[None]]:
    """``await shelved("s1", "s2")``: their products stand on the shelf of ROOM in this order."""

    async def put(*skus: str, **more: object) -> None:
        for sku in skus:
            await sells(sku, **more)
            await database.write(actions.put, ROOM, f"p-{sku}")

    return put


@pytest.fixture
def airs(database: Database, clock: ManualClock) -> Callable[..., Awaitable[str]]:
    """``await airs("b1")``: a show begins in ROOM."""

    async def begin(broadcast: str = "b1") -> str:
        await database.write(actions.begin_show, ROOM, broadcast, clock.now())
        return broadcast

    return begin


@pytest.fixture
def cost(database: Database, clock: ManualClock) -> Callable[..., Awaitable[None]]:
    """``await cost("s1", 1990)``: it could be had for so much yesterday."""

    async def keep(sku: str, price: int, ago: int = 1) -> None:
        day = day_of(clock.now(), ago=ago)
        await database.write(lambda tx: tx.add_once(DayPrice, sku=sku, day=day, lowest=price))

    return keep
