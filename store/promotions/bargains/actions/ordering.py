"""What was haggled for is ordered at the price reached, paid for, and sometimes paid for too late."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute

from appliance.db import Instant, Transaction
from appliance.db.transaction import AnyRow
from appliance.events import BargainCounted
from store.promotions.bargains.models import Bargain, Haggle, HaggleOrder
from store.promotions.bargains.problems import BargainBought, BargainSoldOut
from store.promotions.problems import ClaimLapsed
from store.promotions.running import Question
from store.promotions.won import Share, Won

KIND, NAME = "bargain", "砍价"
MOST = 1
"""Pieces for a person."""
TIME_TO_PAY = timedelta(minutes=15)
"""Ordering fixes the price: the order waits for its money so long, whatever time was left to cut."""


def question(claim: str, member: str, now: datetime) -> Question:
    """Asked inside and outside of transactions, for `told`."""
    until = literal(now + TIME_TO_PAY, Instant).label("until")
    columns = (Haggle.id, Haggle.bargain, Haggle.price, Bargain.room, Bargain.sku, until)
    mine = (Haggle.id == claim, Haggle.member == member, Haggle.state == "cutting", Haggle.until > now)
    return select(*columns).join(Bargain, Bargain.id == Haggle.bargain).where(*mine)


def told(row: AnyRow) -> Won:
    return Won(
        claim=row.id,
        kind=KIND,
        activity=row.bargain,
        name=NAME,
        most=MOST,
        room=row.room,
        sku=row.sku,
        quantity=1,
        price=row.price,
        until=row.until,
        set_aside=False,
    )


def order(tx: Transaction, won: Won, member: str, order: str) -> None:
    """A piece is this order's, which is made in the same transaction. Raises ClaimLapsed, BargainSoldOut."""
    mine = (Haggle.id == won.claim, Haggle.member == member, Haggle.state == "cutting", Haggle.price == won.price)
    ordered = update(Haggle).where(*mine, Haggle.until > tx.now).values(state="ordered", order=order)
    if not tx.execute(ordered).rowcount:
        raise ClaimLapsed
    _take(tx, won.activity)
    tx.execute(insert(HaggleOrder).values(order=order, haggle=won.claim, state="waiting"))


def has(tx: Transaction, order: str) -> bool:
    """Whether it was haggled for."""
    return tx.scalar(select(HaggleOrder.order).where(HaggleOrder.order == order).limit(1)) is not None


def share(tx: Transaction, order: str) -> Share | None:
    """Of which bargain it took."""
    bargain = tx.scalar(_BARGAIN.where(HaggleOrder.order == order))
    return None if bargain is None else Share(kind=KIND, activity=str(bargain), name=NAME, most=MOST)


def took(bargain: str, order: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether this order (a column) took of the bargain."""
    return _BARGAIN.where(HaggleOrder.order == order, Haggle.bargain == bargain).exists()


_BARGAIN = select(Haggle.bargain).join(HaggleOrder, HaggleOrder.haggle == Haggle.id)


def settle(tx: Transaction, order: str) -> None:
    """The order is paid: what was haggled for, if it was, is bought."""
    paid = update(HaggleOrder).where(HaggleOrder.order == order, HaggleOrder.state == "waiting").values(state="paid")
    if tx.execute(paid).rowcount:
        tx.execute(update(Haggle).where(Haggle.order == order, Haggle.state == "ordered").values(state="bought"))


def give_back(tx: Transaction, order: str) -> None:
    """The order does not happen: its piece is for others, and the price may be cut on while there is time.

    Also when it was paid back before it was sent: else whoever buys and returns shuts a bargain for everybody. Nothing
    happens to an order without a haggle.
    """
    took = (HaggleOrder.order == order, HaggleOrder.state.in_(("waiting", "paid")))
    if not tx.execute(update(HaggleOrder).where(*took).values(state="returned")).rowcount:
        return
    row = tx.execute(select(Haggle.__table__).where(Haggle.order == order)).one()
    goes_on = "cutting" if row.until > tx.now else "lapsed"
    tx.execute(update(Haggle).where(Haggle.id == row.id).values(state=goes_on, order=None))
    tx.execute(update(Bargain).where(Bargain.id == row.bargain).values(left=Bargain.left + 1))
    _count(tx, row.bargain)


def take_again(tx: Transaction, order: str) -> None:
    """Money came too late: the order lives again, at its own price, if a piece is left and its buyer has no other.

    Raises BargainBought, BargainSoldOut; nothing happens to an order without a haggle.
    """
    returned = (HaggleOrder.order == order, HaggleOrder.state == "returned")
    row = tx.one_or_none(
        select(Haggle.__table__).join(HaggleOrder, HaggleOrder.haggle == Haggle.id).where(*returned),
    )
    if row is None:
        return
    others = (Haggle.bargain == row.bargain, Haggle.member == row.member, Haggle.state != "lapsed")
    if row.state in ("ordered", "bought") or tx.scalar(select(Haggle.id).where(*others, Haggle.id != row.id)):
        raise BargainBought
    _take(tx, row.bargain)
    tx.execute(update(HaggleOrder).where(HaggleOrder.order == order).values(state="paid"))
    tx.execute(update(Haggle).where(Haggle.id == row.id).values(state="bought", order=order))


def _take(tx: Transaction, bargain: str) -> None:
    """Raises BargainSoldOut."""
    taken = update(Bargain).where(Bargain.id == bargain, Bargain.left >= 1).values(left=Bargain.left - 1)
    if not tx.execute(taken).rowcount:
        raise BargainSoldOut
    _count(tx, bargain)


def _count(tx: Transaction, bargain: str) -> None:
    row = tx.execute(select(Bargain.room, Bargain.left).where(Bargain.id == bargain)).one()
    tx.record(BargainCounted(room=row.room, bargain=bargain, left=row.left))
