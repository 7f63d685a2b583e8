"""What after-sales keep of a person."""

from typing import Any

import msgspec
from sqlalchemy import Text, cast, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.errors import Conflict
from appliance.keys import Keys
from store.after_sales import reads
from store.after_sales.actions.moving import OPEN
from store.after_sales.models import AfterSale
from store.after_sales.shown import shown
from store.catalogue.models import ProductPicture
from store.members import pictures
from store.members.holdings import Holding


class ClaimsOpen(Conflict):
    zh = "还有没办完的售后，办完以后再注销"
    en = "Some claims are still open; your data can be deleted once they have ended"


def adopt(tx: Transaction, guest: str, member: str) -> None:
    tx.execute(update(AfterSale).where(AfterSale.member == guest).values(member=member))
    pictures.adopt(tx, guest, member)


def forget(tx: Transaction, member: str) -> None:
    """Claims stay with their orders, without words and photos. Raises ClaimsOpen."""
    open_still = select(AfterSale.id).where(AfterSale.member == member, AfterSale.state.in_(OPEN))
    if tx.scalar(open_still.limit(1)):
        raise ClaimsOpen
    for photo in _photos(tx, member):
        pictures.leave(tx, photo, tx.now)
    pictures.leave_unused(tx, member)
    tx.execute(update(AfterSale).where(AfterSale.member == member).values(words="", photos=[], tracking=""))


async def everything(session: AsyncSession, keys: Keys, member: str) -> list[dict[str, Any]]:  # noqa: ARG001
    found = await reads.claims(session, member=member)
    return [msgspec.to_builtins(shown(one, "", one.after_sale.applied_at)) for one in found]


def _photos(tx: Transaction, member: str) -> set[str]:
    """Files of this member's claims alone: before 0060 a claim could name any."""
    mine = tx.execute(select(AfterSale.photos).where(AfterSale.member == member, AfterSale.photos != [])).scalars()
    return {photo for photos in mine.all() for photo in photos if not _elsewhere(tx, member, photo)}


def _elsewhere(tx: Transaction, member: str, photo: str) -> bool:
    claimed = select(AfterSale.id).where(AfterSale.member != member, cast(AfterSale.photos, Text).contains(photo))
    sold = select(ProductPicture.id).where(cast(ProductPicture.sizes, Text).contains(photo))
    return any(tx.scalar(one.limit(1)) for one in (claimed, sold))


HOLDING = Holding(name="after_sales", adopt=adopt, forget=forget, everything=everything)
