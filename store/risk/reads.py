"""What staff ask about odd orders."""

from typing import Literal

import msgspec
from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.orders.models import PAID, Order
from store.risk.models import ChangedRule, Refusal, Review
from store.risk.rules import Limit, Rule, settled

State = Literal["open", "passed", "stopped"]
MOST = 500


_OWED = and_(Review.state == "stopped", Order.state == "confirmed", Order.payment.in_(PAID))
_WAITS = or_(and_(Review.state == "open", Order.state.in_(("pending", "confirmed"))), _OWED)
"""For a word, or for its money to go back; what is closed waits for neither."""


class Suspicion(msgspec.Struct, frozen=True):
    review: Review
    order: Order


async def reviews(session: AsyncSession, state: State = "open") -> list[Suspicion]:
    """Oldest first while they wait, newest first afterwards; stopped ones wait while their money is here.

    At most `MOST`.
    """
    wanted, order = (_WAITS, Review.at) if state == "open" else (Review.state == state, Review.decided_at.desc())
    rows = await session.execute(
        select(Review, Order).join(Order, Order.id == Review.order).where(wanted).order_by(order).limit(MOST)
    )
    return [Suspicion(review, found) for review, found in rows.all()]


async def waiting(session: AsyncSession) -> int:
    """Orders that wait for a colleague."""
    both = select(func.count()).select_from(Review).join(Order, Order.id == Review.order)
    return await session.scalar(both.where(_WAITS)) or 0


async def review(session: AsyncSession, order: str) -> Review | None:
    return await session.get(Review, order)


async def refusals(session: AsyncSession, member: str = "") -> list[Refusal]:
    """Newest first, at most `MOST`."""
    statement = select(Refusal).order_by(Refusal.at.desc(), Refusal.id.desc()).limit(MOST)
    return list(await session.scalars(statement.where(Refusal.member == member) if member else statement))


async def rules(session: AsyncSession) -> tuple[Rule, ...]:
    """As staff set them."""
    rows = await session.execute(select(ChangedRule.name, ChangedRule.most, ChangedRule.minutes, ChangedRule.verdict))
    return settled({row.name: Limit(row.most, row.minutes, row.verdict) for row in rows})
