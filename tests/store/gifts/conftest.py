"""A shop whose gifts are on, and somebody of age with points."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.db import Database, Transaction
from appliance.events import Event, Speaker
from store.gifts import actions
from store.gifts.models import GiftRecord
from store.members import actions as members
from store.promotions import actions as promotions
from store.promotions import reads as promotion_reads


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts


@pytest.fixture
async def flower(database: Database) -> str:
    """A gift of ten points, in a shop that has turned gifts on, with 300 points a day."""

    def begin(tx: Transaction) -> str:
        actions.set_rules(tx, enabled=True, daily_points=300, by="owner")
        return actions.add_gift(tx, name="小红花", points=10, effect="float")

    return await database.write(begin)


@pytest.fixture
def adult(database: Database) -> Callable[..., Awaitable[str]]:
    """``await adult("m1", points=500)``: has said to be of age, and has points."""

    async def grow_up(member: str = "m1", points: int = 500) -> str:
        def action(tx: Transaction) -> None:
            members.consent(tx, member, "adult", "1", given=True)
            if points:
                promotions.give_points(tx, member, points, f"pocket/{member}")

        await database.write(action)
        return member

    return grow_up


@pytest.fixture
def gives(database: Database) -> Callable[..., Awaitable[dict[str, object]]]:
    async def give(member: str, gift: str, count: int = 1, **more: Any) -> dict[str, object]:
        facts = {"room": "room", "broadcast": "show", **more}
        giving = actions.Giving(speaker=Speaker(member, f"名{member}"), gift=gift, count=count, **facts)
        return await database.write(actions.give, giving)

    return give


@pytest.fixture
def points(database: Database) -> Callable[[str], Awaitable[int]]:
    async def count(member: str = "m1") -> int:
        async with database.read() as session:
            return await promotion_reads.points(session, member)

    return count


@pytest.fixture
def records(database: Database) -> Callable[[], Awaitable[list[GiftRecord]]]:
    async def find() -> list[GiftRecord]:
        async with database.read() as session:
            return list(await session.scalars(select(GiftRecord).order_by(GiftRecord.id)))

    return find
