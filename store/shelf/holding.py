"""What a shelf keeps of a person."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.keys import Keys
from store.members.holdings import Holding
from store.shelf.models import ExplainWish


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """What both wished for is wished for once."""
    theirs = tx.execute(select(ExplainWish.__table__).where(ExplainWish.member == guest)).mappings().all()
    tx.add_each_once(ExplainWish, [{**row, "member": member} for row in theirs])
    forget(tx, guest)


def forget(tx: Transaction, member: str) -> None:
    tx.execute(delete(ExplainWish).where(ExplainWish.member == member))


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001 - nothing is sealed
    mine = select(ExplainWish).where(ExplainWish.member == member).order_by(ExplainWish.at, ExplainWish.product)
    return [{"room": one.room, "product": one.product, "at": one.at} for one in await session.scalars(mine)]


HOLDING = Holding(name="wishes", adopt=adopt, forget=forget, everything=everything)
