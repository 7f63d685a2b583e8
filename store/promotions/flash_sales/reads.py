"""What is asked about flash sales."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.events import FlashSaleCounted
from store.catalogue.on_offer import OnOffer
from store.promotions.flash_sales.actions.ordering import KIND
from store.promotions.flash_sales.models import FlashClaim, FlashSale
from store.promotions.flash_sales.problems import FlashSaleNotFound
from store.promotions.going_on import going_on, told

JUST_OVER = timedelta(minutes=30)
MOST = 50
UNPAID = ("won", "ordered")
Word = Literal["announced", "open", "queueing", "sold-out", "ended"]


class Standing(msgspec.Struct, frozen=True):
    """A sale, and what is held of it."""

    sale: FlashSale
    unpaid: int
    """Pieces that were grabbed and may come back."""
    paid: int

    def word(self, now: datetime) -> Word:
        """未开始, 抢购中, 排队中, 已抢光, 已结束."""
        if self.sale.state == "ended" or now >= self.sale.ends_at:
            return "sold-out" if self.sale.reason == "sold-out" else "ended"
        if now < self.sale.opens_at:
            return "announced"
        if self.sale.left:
            return "open"
        return "queueing" if self.unpaid else "sold-out"


async def of_room(session: AsyncSession, room: str, now: datetime) -> list[Standing]:
    """Announced, open and just over; those that open first come first."""
    recent = or_(FlashSale.state != "ended", FlashSale.ended_at > now - JUST_OVER)
    mine = select(FlashSale).where(FlashSale.room == room, recent)
    found = await session.scalars(mine.order_by(FlashSale.opens_at, FlashSale.id).limit(MOST))
    return await _standing(session, found.all())


async def offered(session: AsyncSession, products: Sequence[str], now: datetime) -> list[OnOffer]:
    """Announced and open, of all these products."""
    rows = await _GOING_ON.asked(session, products=products, now=now)
    return [told(row, KIND, now, set_aside=True) for row in rows]


def counted(found: Standing) -> FlashSaleCounted:
    """As its room was told last, but for the queue, which only `live` knows."""
    return FlashSaleCounted(room=found.sale.room, sale=found.sale.id, left=found.sale.left)


async def begun_between(session: AsyncSession, room: str, since: datetime, until: datetime) -> list[Standing]:
    """Announced in that time, in their order."""
    mine = select(FlashSale).where(FlashSale.room == room, FlashSale.created_at >= since, FlashSale.created_at < until)
    found = await session.scalars(mine.order_by(FlashSale.created_at, FlashSale.id).limit(MOST))
    return await _standing(session, found.all())


async def just_over(session: AsyncSession, now: datetime) -> Sequence[str]:
    """Of all rooms, those that ended last first."""
    ended = select(FlashSale.id).where(FlashSale.state == "ended", FlashSale.ended_at > now - JUST_OVER)
    return (await session.scalars(ended.order_by(FlashSale.ended_at.desc()).limit(MOST))).all()


async def unfinished(session: AsyncSession) -> list[Standing]:
    """Of all rooms."""
    found = await session.scalars(select(FlashSale).where(FlashSale.state != "ended").order_by(FlashSale.opens_at))
    return await _standing(session, found.all())


async def sale(session: AsyncSession, wanted: str) -> Standing:
    """Raises FlashSaleNotFound."""
    found = await session.get(FlashSale, wanted)
    if found is None:
        raise FlashSaleNotFound
    return (await _standing(session, [found]))[0]


async def claims_of(session: AsyncSession, member: str, sales: Sequence[str]) -> dict[str, FlashClaim]:
    """A member's standing claims, by sale."""
    mine = select(FlashClaim).where(FlashClaim.member == member, FlashClaim.state != "lapsed")
    return {one.sale: one for one in await session.scalars(mine.where(FlashClaim.sale.in_(sales)))}


async def holding(session: AsyncSession, sale: str) -> Sequence[FlashClaim]:
    """Claims that wait for an order or for its money."""
    waits = select(FlashClaim).where(FlashClaim.sale == sale, FlashClaim.state.in_(UNPAID))
    return (await session.scalars(waits)).all()


async def ended(session: AsyncSession, claims: Sequence[str]) -> set[str]:
    """Those of these claims whose pieces wait neither for an order nor for its money: paid, or back."""
    known = select(FlashClaim.id).where(FlashClaim.id.in_(claims), FlashClaim.state.not_in(UNPAID))
    return set(await session.scalars(known))


async def earliest_lapse(session: AsyncSession) -> datetime | None:
    """When the first claim lapses that is not paid."""
    waits = select(func.min(FlashClaim.until)).where(FlashClaim.state.in_(UNPAID))
    moment: datetime | None = await session.scalar(waits)
    return moment


async def _standing(session: AsyncSession, sales: Sequence[FlashSale]) -> list[Standing]:
    counted = (
        select(FlashClaim.sale, FlashClaim.state, func.sum(FlashClaim.quantity).label("pieces"))
        .where(FlashClaim.sale.in_([one.id for one in sales]), FlashClaim.state != "lapsed")
        .group_by(FlashClaim.sale, FlashClaim.state)
    )
    held = {(row.sale, row.state): int(row.pieces) for row in await session.execute(counted)} if sales else {}
    return [
        Standing(one, sum(held.get((one.id, state), 0) for state in UNPAID), held.get((one.id, "paid"), 0))
        for one in sales
    ]


_GOING_ON = going_on(FlashSale, FlashSale.price)
