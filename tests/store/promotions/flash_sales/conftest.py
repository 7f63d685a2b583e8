"""A flash sale in a room: announced, grabbed at, and counted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event, FlashPieceWon
from appliance.identity.seats import Seat
from store.checkout import actions as checkout
from store.checkout.sweeping import sweep
from store.orders import actions as orders
from store.promotions.flash_sales import actions, reads
from store.promotions.flash_sales.actions import Ask, Claimed, Plan
from store.promotions.flash_sales.desk import Desk
from store.promotions.flash_sales.models import FlashClaim, FlashSale
from store.promotions.flash_sales.problems import TooManyOnOneLine
from store.promotions.flash_sales.stall import Got
from tests.store.conftest import purchase

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


def seat(member: str, room: str = ROOM, role: str = "", line: str = "") -> Seat:
    return Seat(room, member, 0, role=role, line=line)


def frame(sale: str, quantity: int = 1) -> bytes:
    return f'{{"type":"grab","ref":"7","sale":"{sale}","quantity":{quantity}}}'.encode()


@pytest.fixture
async def desk(database, bus, clock):
    found = Desk(database, bus, clock, lambda: sweep(database))
    yield found
    await found.stop()


@pytest.fixture
def grab(desk):
    """``await grab(sale, "m1", "m2")``: they grab in this order, at the same moment; the words they are answered."""

    async def all_at_once(sale: str, *members: str, quantity: int = 1, line: str = "") -> list[str]:
        grabs = (desk.grab(seat(one, line=line), frame(sale, quantity)) for one in members)
        got = await asyncio.gather(*grabs, return_exceptions=True)
        return [_word(one) for one in got]

    return all_at_once


def _word(got: Got | BaseException) -> str:
    if isinstance(got, TooManyOnOneLine):
        return "too-many"
    if isinstance(got, BaseException):
        raise got
    return got.state


@pytest.fixture
def on_sale(opened, desk):
    """``await on_sale(quantity=2)``: a sale that is open and known to the desk."""

    async def begin(**more) -> str:
        sale = await opened(**more)
        await desk.look()
        return sale

    return begin


@pytest.fixture
def pays(database, clock):
    """``await pays("m1", claim)``: ordered and, unless told otherwise, paid."""

    async def order(member: str, claim: str, *, paid: bool = True) -> str:
        placed = await database.write(checkout.place, purchase(None, member, 990, claim=claim))
        if paid:
            await database.write(orders.pay, placed["order"], clock.now())
        return placed["order"]

    return order


def claims(heard) -> dict[str, str]:
    return {one.member: one.claim for one in heard(FlashPieceWon)}
