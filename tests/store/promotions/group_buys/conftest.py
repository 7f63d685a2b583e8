"""A group buy of two, teams that are opened and joined, and seats that are paid."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Event
from appliance.keys import Keys
from store.checkout import actions as checkout
from store.orders import actions as orders
from store.promotions.group_buys import actions, reads
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.models import GroupBuy, Team, TeamSeat
from tests.store.conftest import purchase

ROOM = "room1"
PRICE = 990


@pytest.fixture
def heard(bus: LocalBus, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """``heard(TeamMoved)``: such facts, in the order in which they were told."""
    facts: list[Event] = []
    publish = bus.publish

    def note(fact: Event) -> None:
        facts.append(fact)
        publish(fact)

    monkeypatch.setattr(bus, "publish", note)
    return lambda kind: [fact for fact in facts if isinstance(fact, kind)]


@pytest.fixture
def begun(database: Database, sells) -> Callable[..., Awaitable[str]]:
    """``await begun(quantity=4)``: a group buy of s1 for 990 fen, two to a team; there are 10 pieces."""

    async def announce(*, stocked: bool = False, pieces: int = 10, **more: Any) -> str:
        if not stocked:
            await sells("s1", pieces=pieces)
        plan = {"room": ROOM, "sku": "s1", "price": PRICE, "quantity": 10, **more}
        return await database.write(actions.announce, Plan(**plan), "lin")

    return announce


@pytest.fixture
def opens(database: Database) -> Callable[..., Awaitable[tuple[str, str]]]:
    """``team, claim = await opens(group_buy, "m1")``"""

    async def open_one(group_buy: str, member: str = "m1", quantity: int = 1) -> tuple[str, str]:
        sat = await database.write(actions.open_team, group_buy, member, quantity)
        return sat["team"], sat["claim"]

    return open_one


@pytest.fixture
def joins(database: Database) -> Callable[..., Awaitable[str]]:
    """``claim = await joins(team, "m2")``"""

    async def sit(team: str, member: str = "m2", quantity: int = 1) -> str:
        return (await database.write(actions.join, team, member, quantity))["claim"]

    return sit


@pytest.fixture
def pays(database: Database, clock: ManualClock) -> Callable[..., Awaitable[str]]:
    """``await pays("m1", claim)``: ordered and, unless told otherwise, paid; the order."""

    async def order(member: str, claim: str, *, paid: bool = True, quantity: int = 1) -> str:
        placed = await database.write(checkout.place, purchase(None, member, PRICE * quantity, claim=claim))
        if paid:
            assert await database.write(orders.pay, placed["order"], clock.now()) == "paid"
        return str(placed["order"])

    return order


@pytest.fixture
def led(begun, opens, pays) -> Callable[..., Awaitable[tuple[str, str, str]]]:
    """``group_buy, team, order = await led(size=3)``: m1 has opened a team and paid."""

    async def lead(**more: Any) -> tuple[str, str, str]:
        group_buy = await begun(**more)
        team, claim = await opens(group_buy)
        return group_buy, team, await pays("m1", claim)

    return lead


@pytest.fixture
def rows(database: Database) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Everything that is known of a group buy, and whether its pieces and seats add up."""

    async def look(group_buy: str) -> dict[str, Any]:
        async with database.read() as session:
            found = await session.get(GroupBuy, group_buy)
            teams = (await session.scalars(select(Team).where(Team.group_buy == group_buy).order_by(Team.id))).all()
            seats = (await session.scalars(select(TeamSeat).order_by(TeamSeat.at, TeamSeat.id))).all()
            standing = await reads.group_buy(session, group_buy, found.opens_at)
        check(found, teams, seats)
        return {
            "left": found.left,
            "state": found.state,
            "teams": [(one.state, one.filled, one.taken) for one in teams],
            "seats": sorted((one.member, one.state) for one in seats),
            "standing": standing,
        }

    return look


def check(found: GroupBuy, teams: Any, seats: Any) -> None:
    """Pieces and seats add up."""
    whole, full = found.size * found.per_member, {one.id for one in teams if one.state == "full"}
    bought = sum(one.quantity for one in seats if one.team in full and one.state == "paid")
    assert found.quantity == found.left + whole * sum(one.state == "open" for one in teams) + bought
    for team in teams:
        mine = [one.state for one in seats if one.team == team.id]
        assert 0 <= team.filled + team.taken <= team.size
        if team.state != "failed":
            assert team.filled == mine.count("paid")
            assert team.taken == mine.count("taken") + mine.count("ordered")
        assert (team.state == "full") == (team.filled == team.size)


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))
