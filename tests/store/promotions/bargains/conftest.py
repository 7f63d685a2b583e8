"""A bargain of the shop: opened, begun by somebody, cut by others, and counted."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.db import Database
from appliance.events import Event
from store.checkout import actions as checkout
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Chopped, Friend, Plan
from store.promotions.bargains.models import Bargain, Haggle, HaggleOrder
from tests.store.conftest import purchase

ROOM = "room1"
START, FLOOR = 1990, 990


@pytest.fixture
def heard(bus: LocalBus, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """``heard(BargainEnded)``: such facts, in the order in which they were told."""
    facts: list[Event] = []
    publish = bus.publish

    def note(fact: Event) -> None:
        facts.append(fact)
        publish(fact)

    monkeypatch.setattr(bus, "publish", note)
    return lambda kind: [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def opened(database: Database, sells) -> Callable[..., Awaitable[str]]:
    """``await opened(quantity=5)``: a bargain of s1 from 1990 to 990 fen with four cuts; there are 10 pieces."""

    async def begin(quantity: int = 5, *, stocked: bool = False, pieces: int = 10, **more: Any) -> str:
        if not stocked:
            await sells("s1", pieces=pieces)
        plan = {"room": ROOM, "sku": "s1", "floor_price": FLOOR, "helpers": 4, "quantity": quantity, **more}
        return await database.write(actions.open_bargain, Plan(**plan), None, "lin")

    return begin


@pytest.fixture
def begins(database: Database) -> Callable[..., Awaitable[str]]:
    """``await begins(bargain, "m1")``: the id of what m1 began."""

    async def begin(bargain: str, member: str = "m1", **more: str) -> str:
        return await database.write(actions.begin, bargain, Friend(member=member, name=f"{member}*", **more))

    return begin


@pytest.fixture
def cuts(database: Database) -> Callable[..., Awaitable[list[Chopped]]]:
    """``await cuts(haggle, "m2", "m3")``: they help in this order."""

    async def cut(haggle: str, *members: str, **more: str) -> list[Chopped]:
        return [
            await database.write(actions.chop, haggle, Friend(member=one, name=f"{one}*", **more)) for one in members
        ]

    return cut


@pytest.fixture
def begun(opened, begins) -> Callable[..., Awaitable[tuple[str, str]]]:
    """``bargain, haggle = await begun()``: m1 has begun in a bargain."""

    async def begin(**more: Any) -> tuple[str, str]:
        bargain = await opened(**more)
        return bargain, await begins(bargain)

    return begin


@pytest.fixture
def row(database: Database) -> Callable[[str], Awaitable[Haggle]]:
    """A haggle as it stands; its cuts add up to what is off its price."""

    async def look(haggle: str) -> Haggle:
        async with database.read() as session:
            whole = await reads.whole(session, haggle)
        assert whole.bargain.start_price - sum(one.chop.amount for one in whole.cuts) == whole.haggle.price
        assert whole.haggle.price >= whole.bargain.floor_price
        assert [one.chop.place for one in whole.cuts] == list(range(1, whole.haggle.helped + 1))
        return whole.haggle

    return look


@pytest.fixture
def bargain_row(database: Database) -> Callable[[str], Awaitable[Bargain]]:
    """A bargain as it stands; its pieces add up."""

    async def look(bargain: str) -> Bargain:
        async with database.read() as session:
            found = await reads.bargain(session, bargain)
            taken = select(HaggleOrder.order).join(Haggle, Haggle.id == HaggleOrder.haggle)
            taken = taken.where(Haggle.bargain == bargain, HaggleOrder.state != "returned")
            orders = (await session.scalars(taken)).all()
        assert found.quantity == found.left + len(orders)
        return found

    return look


@pytest.fixture
def takes(database: Database, row) -> Callable[..., Awaitable[str]]:
    """``await takes(haggle)``: the order of it at the price reached; its id."""

    async def order(haggle: str, member: str = "m1", seen: int | None = None) -> str:
        seen = (await row(haggle)).price if seen is None else seen
        placed = await database.write(checkout.place, purchase(None, member, seen, claim=haggle))
        return str(placed["order"])

    return order


HOURS = timedelta(hours=1).total_seconds()
