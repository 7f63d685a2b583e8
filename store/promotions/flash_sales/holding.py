"""What flash sales keep of a person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.promotions.flash_sales.actions import adopt, forget
from store.promotions.flash_sales.models import FlashClaim, FlashSale


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001
    mine = select(FlashClaim, FlashSale.title).join(FlashSale, FlashSale.id == FlashClaim.sale)
    rows = await session.execute(mine.where(FlashClaim.member == member).order_by(FlashClaim.at))
    return [
        {"title": title, "quantity": one.quantity, "state": one.state, "order": one.order, "at": one.at}
        for one, title in rows
    ]


HOLDING = Holding(name="flash_sales", adopt=adopt, forget=forget, everything=everything)
