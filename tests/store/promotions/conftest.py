"""A shop with promotions that really run, and its buyers."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, update

from appliance.db import Database, Transaction
from store.checkout import actions as checkout
from store.members.contact import To
from store.orders.models import Order
from store.pricing.quoted import Quote
from store.promotions import actions
from store.promotions.checking import Draft
from store.promotions.models import Promotion
from store.risk.models import Review
from tests.store.conftest import SEALED


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


@pytest.fixture
def moved(database):
    """``await moved(order, "f1")``: it goes to another phone; why it waits for a colleague, if it does."""

    async def move(order: str, phone: str) -> str:
        await database.write(
            lambda tx: tx.execute(update(Order).where(Order.id == order).values(delivery="express")) and None
        )
        to = To("天津市 和平区", SEALED, phone, "a1")
        await database.write(checkout.redirect, order, "buyer", to)
        async with database.read() as session:
            review = await session.get(Review, order)
            assert (await session.get_one(Order, order)).held is (review is not None)
        return review.reasons[0]["zh"] if review else ""

    return move
