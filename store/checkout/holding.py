"""What carts keep of a person."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.keys import Keys
from store.checkout.actions import adopt
from store.checkout.models import CartItem
from store.members.holdings import Holding


def forget(tx: Transaction, member: str) -> None:
    tx.execute(delete(CartItem).where(CartItem.member == member))


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001
    rows = await session.scalars(select(CartItem).where(CartItem.member == member).order_by(CartItem.at))
    return [{"sku": row.sku, "quantity": row.quantity, "at": row.at} for row in rows]


HOLDING = Holding(name="cart", adopt=adopt, forget=forget, everything=everything)
