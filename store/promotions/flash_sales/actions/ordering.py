"""Pieces that were won are ordered, paid for, and sometimes paid for too late."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.catalogue import actions as catalogue
from store.promotions.flash_sales.actions.planning import of
from store.promotions.flash_sales.models import FlashClaim, FlashSale
from store.promotions.flash_sales.problems import BoughtAlready, FlashSaleOver
from store.promotions.problems import ClaimLapsed
from store.promotions.running import Question
from store.promotions.won import Share, Won

KIND, NAME = "flash-sale", "秒杀价"


def question(claim: str, member: str, now: datetime) -> Question:
    """Asked inside and outside of transactions, for `told`."""
    columns = (
        FlashClaim.id,
        FlashClaim.sale,
        FlashClaim.quantity,
        FlashClaim.until,
        FlashSale.room,
        FlashSale.sku,
        FlashSale.price,
        FlashSale.per_member,
    )
    mine = (FlashClaim.id == claim, FlashClaim.member == member, FlashClaim.state == "won", FlashClaim.until > now)
    return select(*columns).join(FlashSale, FlashSale.id == FlashClaim.sale).where(*mine)


def told(row: AnyRow) -> Won:
    return Won(
        claim=row.id,
        kind=KIND,
        activity=row.sale,
        name=NAME,
        most=row.per_member,
        room=row.room,
        sku=row.sku,
        quantity=row.quantity,
        price=row.price,
        until=row.until,
        set_aside=True,
    )


def order(tx: Transaction, won: Won, member: str, order: str) -> None:
    """Its pieces are free for this order, which is made in the same transaction. Raises ClaimLapsed."""
    mine = (FlashClaim.id == won.claim, FlashClaim.member == member, FlashClaim.state == "won")
    ordered = update(FlashClaim).where(*mine, FlashClaim.until > tx.now).values(state="ordered", order=order)
    if not tx.execute(ordered).rowcount:
        raise ClaimLapsed
    catalogue.uncarve(tx, {won.sku: won.quantity}, won.claim)


def has(tx: Transaction, order: str) -> bool:
    """Whether it took of a sale."""
    return tx.scalar(select(FlashClaim.order).where(FlashClaim.order == order).limit(1)) is not None


def share(tx: Transaction, order: str) -> Share | None:
    """Of which sale it took."""
    mine = select(FlashSale.id, FlashSale.per_member).join(FlashClaim, FlashClaim.sale == FlashSale.id)
    row = tx.one_or_none(mine.where(FlashClaim.order == order))
    return None if row is None else Share(kind=KIND, activity=row.id, name=NAME, most=row.per_member)


def took(sale: str, order: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether this order (a column) took of the sale."""
    return select(FlashClaim.id).where(FlashClaim.order == order, FlashClaim.sale == sale).exists()


def settle(tx: Transaction, order: str) -> None:
    """The order is paid: what it took of a sale, if it did, is sold."""
    tx.execute(update(FlashClaim).where(FlashClaim.order == order, FlashClaim.state == "ordered").values(state="paid"))


def take_again(tx: Transaction, order: str) -> None:
    """Money came too late: the order lives again if as many pieces at this price are still nobody's.

    Raises BoughtAlready, FlashSaleOver; nothing happens to an order without a claim.
    """
    mine = select(FlashClaim.__table__).where(FlashClaim.order == order, FlashClaim.state == "lapsed")
    row = tx.one_or_none(mine)
    if row is None:
        return
    standing = (FlashClaim.sale == row.sale, FlashClaim.member == row.member, FlashClaim.state != "lapsed")
    if tx.scalar(select(FlashClaim.id).where(*standing)) is not None:
        raise BoughtAlready
    _take_back(tx, of(tx, row.sale), row.quantity, f"{row.id}/again")
    tx.execute(update(FlashClaim).where(FlashClaim.id == row.id).values(state="paid"))


def _take_back(tx: Transaction, sale: AnyRow, pieces: int, key: str) -> None:
    """Out of those that are left, or of those that were given back to stock. Raises FlashSaleOver."""
    here = update(FlashSale).where(FlashSale.id == sale.id)
    if sale.state == "ended":
        taken = here.where(FlashSale.returned >= pieces).values(returned=FlashSale.returned - pieces)
    else:
        taken = here.where(FlashSale.left >= pieces).values(left=FlashSale.left - pieces)
    if not tx.execute(taken).rowcount:
        raise FlashSaleOver
    if sale.state != "ended":
        catalogue.uncarve(tx, {sale.sku: pieces}, key)
