"""Pieces come back: not ordered in time, not paid in time, or not wanted any more."""

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import FlashPieceLost, FlashSaleRestocked
from store.catalogue import actions as catalogue
from store.promotions.flash_sales.actions.planning import of
from store.promotions.flash_sales.models import FlashClaim, FlashSale


def lapse(tx: Transaction, limit: int = 100) -> int:
    """Claims that nobody ordered in time, a few at a time; how many. Those that were ordered end with their order."""
    late = select(FlashClaim.__table__).where(FlashClaim.state == "won", FlashClaim.until <= tx.now)
    rows = tx.execute(late.order_by(FlashClaim.until, FlashClaim.id).limit(limit)).all()
    return sum(_release(tx, row, "won") for row in rows)


def give_back(tx: Transaction, order: str) -> None:
    """The order does not happen and its stock was released: what it took of a sale goes back there.

    Nothing happens to an order without a claim.
    """
    mine = select(FlashClaim.__table__).where(FlashClaim.order == order, FlashClaim.state == "ordered")
    row = tx.one_or_none(mine)
    if row is not None:
        _release(tx, row, "ordered")


def release_member(tx: Transaction, member: str) -> None:
    """Somebody goes: what they won and did not order is for others."""
    mine = select(FlashClaim.__table__).where(FlashClaim.member == member, FlashClaim.state == "won")
    for row in tx.execute(mine).all():
        _release(tx, row, "won")


def offer_again(tx: Transaction, sale: str) -> None:
    """Nobody was waiting for what came back: everybody hears of it."""
    found = of(tx, sale)
    if found.left and found.state != "ended":
        tx.record(FlashSaleRestocked(room=found.room, sale=sale, left=found.left))


def _release(tx: Transaction, claim: AnyRow, state: str) -> bool:
    lapsed = update(FlashClaim).where(FlashClaim.id == claim.id, FlashClaim.state == state).values(state="lapsed")
    if not tx.execute(lapsed).rowcount:
        return False
    sale = of(tx, claim.sale)
    _return(tx, sale, claim, set_aside=state == "won")
    tx.record(FlashPieceLost(room=sale.room, member=claim.member, sale=sale.id, claim=claim.id))
    return True


def _return(tx: Transaction, sale: AnyRow, claim: AnyRow, *, set_aside: bool) -> None:
    """To the sale while it goes on, else to stock; those of an order are free already, others still `set_aside`."""
    here, pieces = update(FlashSale).where(FlashSale.id == sale.id), {sale.sku: claim.quantity}
    if sale.state == "ended":
        tx.execute(here.values(returned=FlashSale.returned + claim.quantity))
        if set_aside:
            catalogue.uncarve(tx, pieces, f"{claim.id}/lapsed")
    else:
        tx.execute(here.values(left=FlashSale.left + claim.quantity))
        if not set_aside:
            catalogue.carve(tx, pieces, f"{claim.id}/back")
