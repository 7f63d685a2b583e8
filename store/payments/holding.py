"""What payments keep of a person: how each order was paid, and by the provider's name for whom."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.keys import Keys
from store.members.holdings import Holding
from store.orders.models import Order
from store.payments.models import Attempt, ShippingUpload


def adopt(_tx: Transaction, _guest: str, _member: str) -> None:
    """They go with their orders."""


def forget(tx: Transaction, member: str) -> None:
    """The books keep the money; who paid is kept only where WeChat still has to be told that the goods have left."""
    theirs = Attempt.order.in_(select(Order.id).where(Order.member == member))
    to_tell = select(ShippingUpload.attempt).where(ShippingUpload.state == "waiting")
    tx.execute(update(Attempt).where(theirs, Attempt.id.not_in(to_tell)).values(payer=""))


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001 - nothing is sealed
    asked = select(Attempt).join(Order, Order.id == Attempt.order).where(Order.member == member).order_by(Attempt.id)
    return [
        {
            "order": one.order, "provider": one.provider, "way": one.way, "state": one.state, "amount": one.amount,
            "payer": one.payer, "at": one.paid_at or one.made_at,
        }
        for one in await session.scalars(asked)
    ]  # fmt: skip


HOLDING = Holding(name="payments", adopt=adopt, forget=forget, everything=everything)
