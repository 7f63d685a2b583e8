"""What bargains keep of a person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.members.holdings import Holding
from store.promotions.bargains.actions import adopt, forget
from store.promotions.bargains.models import Bargain, Chop, Haggle


async def everything(session: AsyncSession, keys: Keys, member: str) -> dict[str, Any]:  # noqa: ARG001
    begun = select(Haggle, Bargain.title).join(Bargain, Bargain.id == Haggle.bargain)
    cut = select(Chop, Bargain.title).join(Bargain, Bargain.id == Chop.bargain)
    return {
        "begun": [
            {"title": title, "price": one.price, "state": one.state, "order": one.order, "at": one.began_at}
            for one, title in await session.execute(begun.where(Haggle.member == member).order_by(Haggle.began_at))
        ],
        "cuts": [
            {"title": title, "amount": one.amount, "at": one.at}
            for one, title in await session.execute(cut.where(Chop.member == member).order_by(Chop.at))
        ],
    }


HOLDING = Holding(name="bargains", adopt=adopt, forget=forget, everything=everything)
