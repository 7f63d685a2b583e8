"""A flash sale in a room: announced, grabbed at, and counted."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event
from store.promotions.flash_sales import actions, reads
from store.promotions.flash_sales.actions import Ask, Claimed, Plan
from store.promotions.flash_sales.models import FlashClaim, FlashSale

ROOM = "room1"
COUNTDOWN = 3


@pytest.fixture
def heard(bus: LocalBus, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """``heard(FlashSaleEnded)``: such facts, in the order in which they were told."""
    facts: list[Event] = []
    publish = bus.publish

    def note(fact: Event) -> None:
        facts.append(fact)
        publish(fact)

    monkeypatch.setattr(bus, "publish", note)
    return lambda kind: [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def announced(database: Database, sells) -> Callable[..., Awaitable[str]]:
    """``await announced(quantity=5)``: a sale of s1 for 990 fen that opens in three seconds; there are 10 pieces."""

    async def announce(quantity: int = 5, *, stocked: bool = False, pieces: int = 10, **more: Any) -> str:
        if not stocked:
            await sells("s1", pieces=pieces)
        plan = {"room": ROOM, "sku": "s1", "price": 990, "quantity": quantity, "lasts": timedelta(minutes=20), **more}
        return await database.write(actions.announce, Plan(**plan), "lin")

    return announce


@pytest.fixture
def opened(announced, clock: ManualClock) -> Callable[..., Awaitable[str]]:
    """The same, and open."""

    async def announce(*args: Any, **more: Any) -> str:
        sale = await announced(*args, **more)
        await clock.advance(COUNTDOWN)
        return sale

    return announce


@pytest.fixture
def grabs(database: Database) -> Callable[..., Awaitable[Claimed]]:
    """``await grabs(sale, "m1", "m2")``: they ask for a piece in this order."""

    async def ask(sale: str, *members: str, quantity: int = 1) -> Claimed:
        return await database.write(actions.claim, sale, [Ask(member, quantity) for member in members])

    return ask


@pytest.fixture
def rows(database: Database) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Everything that is known of a sale, and whether its pieces add up."""

    async def look(sale: str) -> dict[str, Any]:
        async with database.read() as session:
            found = await session.get(FlashSale, sale)
            claims: Sequence[FlashClaim] = (
                await session.scalars(select(FlashClaim).where(FlashClaim.sale == sale))
            ).all()
            standing = await reads.sale(session, sale)
        stands = sum(one.quantity for one in claims if one.state != "lapsed")
        assert found.quantity == found.left + found.returned + stands
        assert stands == standing.unpaid + standing.paid
        return {
            "left": found.left,
            "returned": found.returned,
            "state": found.state,
            "claims": sorted((one.member, one.state) for one in claims),
            "standing": standing,
        }

    return look
