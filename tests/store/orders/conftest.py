"""Orders at every stage of their life."""

from collections.abc import Awaitable, Callable

import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from store.orders import actions

Pays = Callable[..., Awaitable[str]]


@pytest.fixture
def pays(database: Database, buys, clock: ManualClock) -> Pays:
    """``await pays({"s1": 2})`` orders and pays; the order's id."""

    async def order(pieces: dict[str, int], **more: object) -> str:
        made: str = await buys(pieces, **more)
        await database.write(actions.pay, made, clock.now())
        return made

    return order


@pytest.fixture
async def told(bus) -> list[object]:
    """Every fact that was told, in order."""
    facts: list[object] = []
    bus.listen(facts.append, name="test")
    return facts
