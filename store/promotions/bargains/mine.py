"""What a member haggles for, and did."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.promotions.bargains.actions.ordering import KIND
from store.promotions.bargains.models import Bargain, Haggle
from store.promotions.bargains.reads import haggle_word
from store.promotions.mine import MyDeal


async def mine(session: AsyncSession, member: str, now: datetime, below: str, limit: int) -> Sequence[MyDeal]:
    """The latest first, from below the id `below`, if any."""
    here = (Haggle.member == member, *((Haggle.id < below,) if below else ()))
    asked = select(Haggle, Bargain).join(Bargain, Bargain.id == Haggle.bargain).where(*here)
    rows = await session.execute(asked.order_by(Haggle.id.desc()).limit(limit))
    return [_told(haggle, bargain, now) for haggle, bargain in rows.all()]


def _told(haggle: Haggle, bargain: Bargain, now: datetime) -> MyDeal:
    return MyDeal(
        id=haggle.id, kind=KIND, page=haggle.id, room=bargain.room, product=bargain.product, title=bargain.title,
        spec=bargain.spec, picture=bargain.picture, price=haggle.price, plain_price=bargain.start_price,
        state=haggle_word(haggle, bargain, now), done=haggle.helped, all=bargain.helpers, order=haggle.order,
        until=haggle.until,
    )  # fmt: skip
