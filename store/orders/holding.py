"""What orders keep of a person."""

from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.errors import Conflict
from appliance.keys import Keys
from store.members.holdings import Holding
from store.orders import reads
from store.orders.models import Order
from store.orders.shown import shown


class OrdersOpen(Conflict):
    zh = "还有没完成的订单，收货或取消以后再注销"
    en = "Some orders are still open; your data can be deleted once they are received or cancelled"


def adopt(tx: Transaction, guest: str, member: str) -> None:
    tx.execute(update(Order).where(Order.member == guest).values(member=member))


def forget(tx: Transaction, member: str) -> None:
    """Orders stay for as long as the law wants them, without the person. Raises OrdersOpen."""
    if tx.scalar(select(Order.id).where(Order.member == member, Order.state.in_(("pending", "confirmed"))).limit(1)):
        raise OrdersOpen
    nobody = {"contact_sealed": None, "phone_fingerprint": None, "note": ""}
    tx.execute(update(Order).where(Order.member == member).values(nobody))


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:
    mine = (await session.scalars(select(Order).where(Order.member == member).order_by(Order.id))).all()
    return [msgspec.to_builtins(shown(one, keys, one.order.created_at)) for one in await reads.wholes(session, mine)]


HOLDING = Holding(name="orders", adopt=adopt, forget=forget, everything=everything)
