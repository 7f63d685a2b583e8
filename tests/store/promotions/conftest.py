"""A shop with promotions that really run, and its buyers."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from appliance.db import Database, Transaction
from store.pricing.quoted import Quote
from store.promotions import actions
from store.promotions.checking import Draft
from store.promotions.models import Promotion


@pytest.fixture
def run(database: Database) -> Callable[..., Awaitable[str]]:
    """``await run(Reduction(...), total=3)``: the id of a promotion that runs now."""

    async def run(rule, name: str = "一项活动", **more) -> str:
        def start(tx: Transaction) -> str:
            promotion = actions.add_promotion(tx, Draft(name=name, rule=rule, **more), by="owner")
            actions.move_promotion(tx, promotion, "start", "owner")
            return promotion

        return await database.write(start)

    return run


@pytest.fixture
def quoted() -> Callable[..., Quote]:
    """A quote of nothing that uses ``promotions``, ``coupons`` and ``points``."""

    def quoted(promotions: dict[str, int] | None = None, coupons: tuple[str, ...] = (), points: int = 0) -> Quote:
        return Quote(
            lines=(), goods=0, discount=0, points=points, points_off=points, most_points=points, shipping=0,
            shipping_off=0, delivery="none", deliverable=True, total=0, points_earned=0,
            coupons=coupons, promotions=promotions or {},
        )  # fmt: skip

    return quoted


@pytest.fixture
def counters(database: Database) -> Callable[[str], Awaitable[tuple[int, int]]]:
    """How often a promotion was used, and the fen that went."""

    async def counters(promotion: str) -> tuple[int, int]:
        async with database.read() as session:
            counted = select(Promotion.used, Promotion.budget_used).where(Promotion.id == promotion)
            return tuple((await session.execute(counted)).one())

    return counters
